import type { Locale } from '../../core/contract/locale.ts';
import type { SiteContact } from '../../core/contract/site.ts';
import { ownText } from './language.ts';
import { bare } from './plain-data.ts';
import { sayIn } from './say-in.ts';

type Hours = SiteContact['hours'];

/** Whether a person answers now. A stretch that ends before it begins goes on past midnight. @throws RangeError for a time zone that the browser does not know. */
export function isOpen(hours: Hours, timeZone: string, now: Date): boolean {
  // The wall clock there, as if it were here: an hour off in the hour that the visitor's own clock leaves out in spring.
  const there = new Date(now.toLocaleString('en-US', bare({ timeZone, hourCycle: 'h23' as const })));
  const today = there.getDay();
  const time = there.toTimeString().slice(0, 5);
  return hours.some(({ day, from, to }) => (from < to ? day === today && time >= from && time < to : day === today && time >= from || (day + 1) % 7 === today && time < to));
}

/** When a person answers, in the words that were published, and whether it is now; undefined where that is at any time or not known. Names the time zone to those who live by another. */
export function hoursNote({ hours, timeZone }: Pick<SiteContact, 'hours' | 'timeZone'>, hoursText: unknown, locale: Locale, now: Date): { readonly open: boolean; readonly text: string } | undefined {
  if (hours.length === 0) return undefined;
  try {
    const say = sayIn(locale);
    const open = isOpen(hours, timeZone, now);
    const zone = new Intl.DateTimeFormat().resolvedOptions().timeZone === timeZone ? '' : ` (${timeZone})`;
    const text = ownText(hoursText, locale);
    return { open, text: `${text && `${say('hours', { hours: text + zone })} `}${say(open ? 'nowOpen' : 'nowClosed')}` };
  } catch {
    // A time zone that this browser does not know, or what are no hours.
    return undefined;
  }
}
