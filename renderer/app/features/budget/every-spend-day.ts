import type { BudgetState } from '../../../../core/contract/budget.ts';
import { localDay } from '../../../../core/contract/local-day.ts';

export type SpendDay = BudgetState['days'][number];

/** The last days, the oldest first, those on which nothing was spent too. @param today in local time. */
export function everySpendDay(known: readonly SpendDay[], days: number, today: Date): SpendDay[] {
  const byDay = new Map(known.map((one) => [one.day, one]));
  return Array.from({ length: days }, (_, at) => {
    const day = localDay(new Date(today.getFullYear(), today.getMonth(), today.getDate() - (days - 1 - at)));
    return byDay.get(day) ?? { day, spent: 0, calls: 0 };
  });
}
