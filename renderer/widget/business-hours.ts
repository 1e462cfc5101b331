import type { Locale } from '../../core/contract/locale.ts';
import type { SiteContact } from '../../core/contract/site.ts';
import { sayIn } from './language.ts';
import { bare } from './plain-data.ts';

type Hours = SiteContact['hours'];
const weekdays = 'SunMonTueWedThuFriSat';

/** Whether a person answers now. A stretch that ends before it begins goes on past midnight. @throws RangeError for a time zone that the browser does not know. */
export function isOpen(hours: Hours, timeZone: string, now: Date): boolean {
  // "Wed 09:05": the wall clock there.
  const [name = '', time = ''] = new Intl.DateTimeFormat('en-GB', bare({ timeZone, weekday: 'short' as const, hour: '2-digit' as const, minute: '2-digit' as const, hourCycle: 'h23' as const })).format(now).split(/[ ,]+/);
  const today = weekdays.indexOf(name) / 3;
  return hours.some(({ day, from, to }) => (from < to ? day === today && time >= from && time < to : day === today && time >= from || (day + 1) % 7 === today && time < to));
}

/** "Mon–Fri 09:00–18:00, Sat 10:00–14:00": days in a row with the same hours are one; the week begins on Monday. */
export function describeHours(hours: Hours, locale: Locale): string {
  const zh = locale === 'zh';
  const nameOf = (day: number): string => (zh ? `周${'日一二三四五六'.charAt(day % 7)}` : weekdays.slice(day % 7 * 3, day % 7 * 3 + 3));
  const runs: { first: number; last: number; times: string }[] = [];
  for (let day = 1; day <= 7; day += 1) {
    const times = hours.filter((stretch) => stretch.day === day % 7).map(({ from, to }) => `${from}–${to}`).sort().join(zh ? '、' : ' & ');
    const before = runs[runs.length - 1];
    if (times && before?.times === times && before.last === day - 1) before.last = day;
    else if (times) runs.push({ first: day, last: day, times });
  }
  return runs.map(({ first, last, times }) => `${nameOf(first)}${first === last ? '' : `${zh ? '至' : '–'}${nameOf(last)}`} ${times}`).join(zh ? '，' : ', ');
}

/** When a person answers, in words, and whether it is now; undefined where that is at any time or not known. Names the time zone to those who live by another. */
export function hoursNote({ hours, timeZone }: Pick<SiteContact, 'hours' | 'timeZone'>, locale: Locale, now: Date): { readonly open: boolean; readonly text: string } | undefined {
  if (hours.length === 0) return undefined;
  try {
    const say = sayIn(locale);
    const open = isOpen(hours, timeZone, now);
    const zone = new Intl.DateTimeFormat().resolvedOptions().timeZone === timeZone ? '' : ` (${timeZone})`;
    return { open, text: `${say('hours', { hours: describeHours(hours, locale) + zone })} ${say(open ? 'nowOpen' : 'nowClosed')}` };
  } catch {
    // A time zone that this browser does not know.
    return undefined;
  }
}
