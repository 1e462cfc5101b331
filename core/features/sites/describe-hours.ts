import type { Locale, SiteContact } from '../../contract/index.ts';

const weekdays = { en: ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat'], zh: ['周日', '周一', '周二', '周三', '周四', '周五', '周六'] };

/** "Mon–Fri 09:00–18:00, Sat 10:00–14:00": days in a row with the same hours are one; the week begins on Monday. */
export function describeHours(hours: SiteContact['hours'], locale: Locale): string {
  const zh = locale === 'zh';
  const nameOf = (day: number): string => weekdays[locale][day % 7] ?? '';
  const runs: { first: number; last: number; times: string }[] = [];
  for (let day = 1; day <= 7; day += 1) {
    const times = hours.filter((stretch) => stretch.day === day % 7).map(({ from, to }) => `${from}–${to}`).sort().join(zh ? '、' : ' & ');
    const before = runs[runs.length - 1];
    if (times && before?.times === times && before.last === day - 1) before.last = day;
    else if (times) runs.push({ first: day, last: day, times });
  }
  return runs.map(({ first, last, times }) => `${nameOf(first)}${first === last ? '' : `${zh ? '至' : '–'}${nameOf(last)}`} ${times}`).join(zh ? '，' : ', ');
}
