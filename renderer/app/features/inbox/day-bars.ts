import type { DayCount } from '../../../../core/contract/inbox.ts';
import { localDay } from '../../../../core/contract/local-day.ts';

/** The last days, the oldest first, those without a visit too. @param today in local time. */
export function everyDay(known: readonly DayCount[], days: number, today: Date): DayCount[] {
  const byDay = new Map(known.map((one) => [one.day, one]));
  return Array.from({ length: days }, (_, at) => {
    const day = localDay(new Date(today.getFullYear(), today.getMonth(), today.getDate() - (days - 1 - at)));
    return byDay.get(day) ?? { day, questions: 0, answered: 0, missed: 0, leads: 0, up: 0, down: 0, visitors: 0 };
  });
}

export type Sums = Omit<DayCount, 'day'>;
export const sums = (days: readonly DayCount[]): Sums => days.reduce<Sums>((sum, one) => ({
  questions: sum.questions + one.questions, answered: sum.answered + one.answered, missed: sum.missed + one.missed, leads: sum.leads + one.leads, up: sum.up + one.up, down: sum.down + one.down, visitors: sum.visitors + one.visitors,
}), { questions: 0, answered: 0, missed: 0, leads: 0, up: 0, down: 0, visitors: 0 });
