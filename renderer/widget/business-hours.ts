import type { Locale } from '../../core/contract/locale.ts';
import type { SiteContact } from '../../core/contract/site.ts';
import type { PublicSite } from '../../core/contract/visit.ts';
import { ownText } from './language.ts';
import { sayIn } from './say-in.ts';
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

/** When a person answers, in the words that were published, and whether it is now; undefined where that is at any time or not known. Names the time zone to those who live by another. */
export function hoursNote({ hours, timeZone }: Pick<SiteContact, 'hours' | 'timeZone'>, hoursText: PublicSite['hoursText'], locale: Locale, now: Date): { readonly open: boolean; readonly text: string } | undefined {
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
