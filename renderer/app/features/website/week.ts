import type { SiteContact } from '../../../../core/contract/site.ts';

export type Hours = SiteContact['hours'];
/** From Monday; 0 is Sunday, as the contract counts. */
export const weekdays = [1, 2, 3, 4, 5, 6, 0] as const;
const usual = { from: '09:00', to: '18:00' };

export const hoursOf = (hours: Hours, day: number): Hours => hours.filter((one) => one.day === day).toSorted((left, right) => left.from.localeCompare(right.from));

/** One stretch more on a day: the usual one, or the evening after the last. */
export function withStretch(hours: Hours, day: number): Hours {
  const last = hoursOf(hours, day).at(-1);
  return [...hours, { day, ...(last ? { from: last.to, to: '21:00' > last.to ? '21:00' : '23:59' } : usual) }];
}
export const officeHours = (): Hours => [1, 2, 3, 4, 5].map((day) => ({ day, ...usual }));
/** The hours of Monday on Tuesday to Friday, too. */
export const likeMonday = (hours: Hours): Hours => [...hours.filter(({ day }) => day === 1 || day === 6 || day === 0), ...[2, 3, 4, 5].flatMap((day) => hoursOf(hours, 1).map((one) => ({ ...one, day })))];
/** @returns undefined for a time that is none, or a stretch without length. */
export function withTime(hours: Hours, at: Hours[number], change: Partial<Hours[number]>): Hours | undefined {
  const next = { ...at, ...change };
  const valid = /^\d\d:\d\d$/.test(next.from) && /^\d\d:\d\d$/.test(next.to) && next.from !== next.to;
  return valid ? hours.map((one) => (one === at ? next : one)) : undefined;
}
