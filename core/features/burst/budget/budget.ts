import { budgetSettingsSchema, localDay, SproutError, type BudgetSettings, type BudgetState, type Caps, type CapState, type CoreEvent, type Currency, type Remote, type Settings } from '../../../contract/index.ts';
import type { Usage } from '../../../ports/language-model.ts';
import type { Cap, SpendLedger } from '../../../ports/spend-ledger.ts';
import { costOf, promptTokensAtMost } from './cost.ts';

export interface BudgetOptions {
  readonly ledger: SpendLedger;
  readonly settings: { get(): Settings; update(change: Partial<Settings>): Settings };
  readonly onChange: (alert: Extract<CoreEvent, { type: 'budget-changed' }>['alert']) => void;
  readonly now?: () => Date;
}

export interface Spending { readonly remote: Remote; readonly site: string | null; readonly texts: readonly string[]; readonly maxTokens: number }

/** Hard caps: set aside before a call, settled after. */
export interface Budget {
  state(): Promise<BudgetState>;
  /** In another currency what was spent is converted; so are the rates where none are given. Caps are the change's, or keep their numbers. @throws SproutError budget-rate where something was spent and no rate is known; nothing is changed then. */
  update(change: Partial<BudgetSettings>): Promise<BudgetState>;
  /** Whether a call would find room now. */
  hasRoom(spending: Spending): Promise<boolean>;
  /** @throws SproutError budget-used-up, remote-price; nothing is set aside then. */
  reserve(id: string, spending: Spending): Promise<void>;
  /** @param usage as counted by `counted`. @returns what it cost. */
  settle(id: string, remote: Remote, usage: Usage, counted: 'reported' | 'estimated'): Promise<number>;
  release(id: string): Promise<void>;
  /** After a crash: what was set aside and never sent is given back. @param wasSent whether a body left for a reservation. */
  recover(wasSent: (id: string) => boolean): Promise<void>;
  /** In millionths of the budget's currency; null without a rate. */
  cost(remote: Remote, promptTokens: number, completionTokens: number): number | null;
}

const daysShown = 31;
const forecastDays = 7;
const million = 1_000_000;

export function createBudget({ ledger, settings, onChange, now = () => new Date() }: BudgetOptions): Budget {
  const budget = (): BudgetSettings => settings.get().budget;
  const told = new Set<string>();

  function capsFor(remote: string, site: string | null): Cap[] {
    const { total, remotes, sites } = budget();
    const of = (scope: Cap['scope'], id: string, caps: Caps | undefined): Cap[] => (['day', 'month'] as const).flatMap((period) => { const cap = caps?.[period] ?? null; return cap === null ? [] : [{ scope, id, period, cap }]; });
    return [...of('total', '', total), ...of('remote', remote, remotes[remote]), ...site === null ? [] : of('site', site, sites[site])];
  }

  /** What a call can cost at most. @throws SproutError remote-price. */
  function most({ remote, texts, maxTokens }: Spending): number {
    const amount = costOf({ ...remote.price, cachedInput: remote.price.input }, { promptTokens: promptTokensAtMost(texts), completionTokens: maxTokens }, budget());
    if (amount === null) throw new SproutError('remote-price', { name: remote.name, currency: remote.price.currency });
    return amount;
  }

  async function sums(): Promise<Map<string, { spent: number; reserved: number }>> {
    const day = localDay(now());
    const read = await Promise.all((['day', 'month'] as const).map(async (period) => (await ledger.sums(period, period === 'day' ? day : day.slice(0, 7))).map((sum) => [`${sum.scope}/${sum.id}/${period}`, sum] as const)));
    return new Map(read.flat());
  }

  async function capStates(): Promise<CapState[]> {
    const { total, remotes, sites } = budget();
    const known = await sums();
    const ids = (scope: string, set: object): string[] => [...new Set([...Object.keys(set), ...[...known.keys()].filter((key) => key.startsWith(`${scope}/`)).map((key) => key.slice(scope.length + 1, key.lastIndexOf('/')))])];
    const all = [{ scope: 'total' as const, id: '', caps: total }, ...ids('remote', remotes).map((id) => ({ scope: 'remote' as const, id, caps: remotes[id] })), ...ids('site', sites).map((id) => ({ scope: 'site' as const, id, caps: sites[id] }))];
    return all.flatMap(({ scope, id, caps }) => (['day', 'month'] as const).map((period) => ({ scope, id, period, cap: caps?.[period] ?? null, ...pick(known.get(`${scope}/${id}/${period}`)) })));
  }

  function passed(states: readonly CapState[]): BudgetState['alerts'] {
    return states.flatMap(({ scope, id, period, cap, spent, reserved }) => {
      const share = cap === null || cap === 0 ? undefined : budget().alerts.filter((alert) => spent + reserved >= alert * cap).sort((a, b) => b - a)[0];
      return share === undefined ? [] : [{ scope, id, period, share }];
    });
  }

  /** Those of which nobody was told yet. */
  async function untold(): Promise<BudgetState['alerts']> {
    const day = localDay(now());
    return passed(await capStates()).filter(({ scope, id, period, share }) => {
      const key = `${scope}/${id}/${period}/${share}/${period === 'day' ? day : day.slice(0, 7)}`;
      const isNew = !told.has(key);
      told.add(key);
      return isNew;
    });
  }

  let looked: Promise<unknown> | undefined;
  /** Of what was passed before this start the owner was told then. */
  const lookOnce = (): Promise<unknown> => (looked ??= untold());

  /** Tells once a day or month of each share that is passed. */
  async function tell(): Promise<void> {
    const fresh = await untold();
    onChange(null);
    for (const alert of fresh) onChange(alert);
  }

  const state = async (): Promise<BudgetState> => {
    const today = now();
    const dayBefore = (days: number): string => localDay(new Date(today.getTime() - days * 24 * 3600_000));
    const caps = await capStates();
    const recent = (await ledger.days(dayBefore(forecastDays))).filter(({ day }) => day < localDay(today));
    const left = new Date(today.getFullYear(), today.getMonth() + 1, 0).getDate() - today.getDate();
    const month = caps.find(({ scope, period }) => scope === 'total' && period === 'month');
    const perDay = recent.reduce((sum, { spent }) => sum + spent, 0) / forecastDays;
    return { settings: budget(), caps, days: (await ledger.days(dayBefore(daysShown))).map((one) => one), forecast: Math.round((month?.spent ?? 0) + (month?.reserved ?? 0) + perDay * left), alerts: passed(caps) };
  };

  /** Whether sums are kept of anything, in the currency of now. */
  const wasUsed = async (): Promise<boolean> => (await ledger.days('')).length > 0 || (await ledger.open()).length > 0;

  /** The rates of now, in another currency; none where nobody knows what it is worth. */
  function ratesIn(before: Currency, after: Currency, factor: number | undefined): BudgetSettings['rates'] {
    if (factor === undefined) return {};
    const others = Object.entries(budget().rates).filter(([one]) => one !== after && one !== before).map(([one, rate]) => [one, Number((rate * factor).toPrecision(6))] as const);
    return { ...Object.fromEntries(others), [before]: Number(factor.toPrecision(6)) };
  }

  return {
    state,
    async update(change) {
      const { currency: before, rates } = budget();
      const after = change.currency ?? before;
      const isOther = after !== before;
      // What was spent keeps its worth: the caps are of the new currency from now on.
      const back = rates[after];
      const factor = change.rates?.[before] ?? (back === undefined ? undefined : 1 / back);
      if (isOther && factor !== undefined) await ledger.revalue(factor);
      else if (isOther && await wasUsed()) throw new SproutError('budget-rate', { from: before, to: after });
      settings.update({ budget: budgetSettingsSchema.parse({ ...budget(), ...(isOther ? { rates: ratesIn(before, after, factor) } : {}), ...Object.fromEntries(Object.entries(change).filter(([, value]) => value !== undefined)) }) });
      onChange(null);
      return state();
    },
    async hasRoom(spending) {
      const amount = costOf({ ...spending.remote.price, cachedInput: spending.remote.price.input }, { promptTokens: promptTokensAtMost(spending.texts), completionTokens: spending.maxTokens }, budget());
      if (amount === null) return false;
      if (amount === 0) return true;
      const known = await sums();
      return capsFor(spending.remote.id, spending.site).every(({ scope, id, period, cap }) => {
        const { spent = 0, reserved = 0 } = known.get(`${scope}/${id}/${period}`) ?? {};
        return spent + reserved + amount <= cap;
      });
    },
    async reserve(id, spending) {
      await lookOnce();
      const at = now();
      const amount = most(spending);
      const full = await ledger.reserve({ id, at: at.toISOString(), day: localDay(at), remote: spending.remote.id, site: spending.site, amount }, amount === 0 ? [] : capsFor(spending.remote.id, spending.site));
      if (full) throw new SproutError('budget-used-up', { amount: inUnits(amount), cap: inUnits(full.cap), currency: budget().currency, scope: full.scope, period: full.period });
    },
    async settle(id, remote, usage, counted) {
      const amount = costOf(remote.price, usage, budget()) ?? 0;
      await ledger.settle(id, { amount, promptTokens: usage.promptTokens, completionTokens: usage.completionTokens, counted });
      await tell();
      return amount;
    },
    release: (id) => ledger.release(id),
    async recover(wasSent) {
      for (const { id } of await ledger.open()) if (!wasSent(id)) await ledger.release(id);
    },
    cost: (remote, promptTokens, completionTokens) => costOf(remote.price, { promptTokens, completionTokens }, budget()),
  };
}

const inUnits = (micros: number): string => (micros / million).toFixed(micros % 10_000 === 0 ? 2 : 4);
const pick = (sum: { spent: number; reserved: number } | undefined): { spent: number; reserved: number } => ({ spent: sum?.spent ?? 0, reserved: sum?.reserved ?? 0 });
