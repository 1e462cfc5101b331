import { z } from 'zod';

/** Currencies that an owner keeps a budget in and services name prices in (ISO 4217). */
export const currencySchema = z.enum(['CNY', 'USD', 'EUR', 'GBP', 'HKD', 'TWD', 'JPY', 'SGD']);
export type Currency = z.infer<typeof currencySchema>;

/** Money in millionths of the currency's unit: a whole number, so that sums stay exact. */
export const microsSchema = z.int().nonnegative();
