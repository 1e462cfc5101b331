import type { BudgetSettings, Caps } from '../../../../core/contract/budget.ts';
import type { Currency } from '../../../../core/contract/money.ts';

type Changed = Pick<BudgetSettings, 'currency' | 'rates' | 'total' | 'remotes' | 'sites'>;
/** Converted amounts go down to a hundredth, so that no cap grows by rounding. */
const hundredth = 10_000;

/**
 * The budget in another currency: caps and rates are converted by the rate that is known. Without one, nobody can say what the
 * amounts are worth there: they keep their numbers, which the owner sees at once, and the rates, which were of the old currency, go.
 */
export function inCurrency({ currency, rates, total, remotes, sites }: Changed, to: Currency): Changed {
  if (to === currency) return { currency, rates, total, remotes, sites };
  const rate = rates[to];
  if (rate === undefined) return { currency: to, rates: {}, total, remotes, sites };
  const amount = (micros: number | null): number | null => (micros === null ? null : Math.floor(micros / rate / hundredth) * hundredth);
  const caps = ({ day, month }: Caps): Caps => ({ day: amount(day), month: amount(month) });
  const all = (of: Readonly<Record<string, Caps>>): Record<string, Caps> => Object.fromEntries(Object.entries(of).map(([id, one]) => [id, caps(one)]));
  const known = Object.entries(rates).filter(([one]) => one !== to).map(([one, worth]) => [one, significant(worth / rate)] as const);
  return { currency: to, rates: { ...Object.fromEntries(known), [currency]: significant(1 / rate) }, total: caps(total), remotes: all(remotes), sites: all(sites) };
}

const significant = (rate: number): number => Number(rate.toPrecision(6));
