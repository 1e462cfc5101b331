import { z } from 'zod';
import { currencySchema, microsSchema } from './money.ts';

/** Hard caps in the budget's currency; null sets none. */
export const capsSchema = z.object({ day: microsSchema.nullable(), month: microsSchema.nullable() });
export type Caps = z.infer<typeof capsSchema>;

export const budgetSettingsSchema = z.object({
  /** The owner's; all caps and sums are in it. */
  currency: currencySchema,
  /** What one unit of another currency costs in it. A price in a currency without a rate cannot be paid: its remote is passed over. */
  rates: z.partialRecord(currencySchema, z.number().positive().max(1_000_000)),
  total: capsSchema,
  /** By id of the remote. */
  remotes: z.record(z.string(), capsSchema),
  /** By id of the site. */
  sites: z.record(z.string(), capsSchema),
  /** Shares of a cap at which the owner is told, each once a day or month. */
  alerts: z.array(z.number().positive().max(1)).max(5),
});
export type BudgetSettings = z.infer<typeof budgetSettingsSchema>;
/** A cap is there from the start: nobody pays before having said how much. */
export const defaultBudget: BudgetSettings = { currency: 'CNY', rates: { USD: 7.1 }, total: { day: 5_000_000, month: 50_000_000 }, remotes: {}, sites: {}, alerts: [0.5, 0.8, 1] };

/** A cap as it stands. `spent` is settled, `reserved` is under way or was cut off by a crash and counts in full. */
export const capStateSchema = z.object({
  scope: z.enum(['total', 'remote', 'site']),
  /** Of the remote or site; empty for the total. */
  id: z.string(),
  period: z.enum(['day', 'month']),
  cap: microsSchema.nullable(),
  spent: microsSchema,
  reserved: microsSchema,
});
export type CapState = z.infer<typeof capStateSchema>;

export const budgetStateSchema = z.object({
  settings: budgetSettingsSchema,
  caps: z.array(capStateSchema),
  /** The last 31 days with any, oldest first. */
  days: z.array(z.object({ day: z.string(), spent: microsSchema, calls: z.int().nonnegative() })),
  /** What this month comes to if it goes on as in the last seven days. */
  forecast: microsSchema,
  /** Shares of caps that are passed now. */
  alerts: z.array(z.object({ scope: capStateSchema.shape.scope, id: z.string(), period: capStateSchema.shape.period, share: z.number() })),
});
export type BudgetState = z.infer<typeof budgetStateSchema>;
