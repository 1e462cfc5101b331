import type { Currency } from '../../../../core/contract/money.ts';
import type { RemotePrice } from '../../../../core/contract/remote.ts';

/** Millionths of a unit as people write money: "¥3.20"; small amounts keep the digits that tell them from nothing. */
export function money(micros: number, currency: Currency, locale: string): string {
  const amount = micros / 1e6;
  const digits = amount !== 0 && Math.abs(amount) < 0.01 ? 4 : Math.abs(amount) >= 1000 || (currency === 'JPY' && Math.abs(amount) >= 1) ? 0 : 2;
  return new Intl.NumberFormat(locale, { style: 'currency', currency, currencyDisplay: 'narrowSymbol', minimumFractionDigits: digits === 4 ? 0 : digits, maximumFractionDigits: digits }).format(amount);
}

/** What an owner typed, in millionths; null where the field is empty, undefined where it is no amount. "3,50" and "1,000.50" are read as they are meant. */
export function microsFrom(text: string): number | null | undefined {
  const bare = text.trim();
  const trimmed = /^\d{1,3}(,\d{3})+(\.\d*)?$/.test(bare) ? bare.replaceAll(',', '') : bare.replace(',', '.');
  if (trimmed === '') return null;
  if (!/^\d{1,9}(\.\d{0,6})?$/.test(trimmed)) return undefined;
  return Math.round(Number(trimmed) * 1e6);
}

/** For a field: "3.2", empty where there is none. */
export const amountText = (micros: number | null): string => (micros === null ? '' : String(micros / 1e6));

/** An answer from documents as Sprout asks for it: passages and conversation in, a few sentences out. Pieces of words. */
export const usualAnswer = { read: 1800, written: 220 } as const;

/** What a thousand usual answers cost, in millionths of the price's currency. */
export const thousandAnswers = ({ input, output }: RemotePrice): number => Math.round((input * usualAnswer.read + output * usualAnswer.written) / 1e6 * 1000);
