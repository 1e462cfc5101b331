import type { BudgetSettings, RemotePrice } from '../../../contract/index.ts';

const million = 1_000_000;

/** What tokens cost, in millionths of the budget's currency, rounded up; null where its price is in a currency without a rate. */
export function costOf(price: RemotePrice, { promptTokens, cachedTokens = 0, completionTokens }: { promptTokens: number; cachedTokens?: number; completionTokens: number }, { currency, rates }: Pick<BudgetSettings, 'currency' | 'rates'>): number | null {
  const cached = Math.min(cachedTokens, promptTokens);
  const own = ((promptTokens - cached) * price.input + cached * price.cachedInput + completionTokens * price.output) / million;
  if (own === 0) return 0;
  const rate = price.currency === currency ? 1 : rates[price.currency];
  return rate === undefined ? null : Math.ceil(own * rate - rounding);
}

/** Sums of binary fractions are a hair too large. */
const rounding = 1e-6;

const perMessage = 64;
const around = 256;

/** More tokens than a prompt can have: none is shorter than a byte, and templates put marks around each message. */
export function promptTokensAtMost(texts: readonly string[]): number {
  return texts.reduce((sum, text) => sum + new TextEncoder().encode(text).length + perMessage, around);
}

/** More tokens than a text that was written can have. */
export const answerTokensAtMost = (text: string): number => new TextEncoder().encode(text).length;
