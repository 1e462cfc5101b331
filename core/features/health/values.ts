/** A value that a text gives for something, in one form: "£1,280.00" and "1280 pounds" are both money of 1280. */
export interface Value { readonly kind: ValueKind; readonly value: string; /** As written. */ readonly shown: string; readonly start: number; readonly end: number }
export type ValueKind = 'money' | 'percent' | 'duration' | 'time' | 'date' | 'phone' | 'measure';

interface Pattern { readonly kind: ValueKind; readonly pattern: RegExp; normal(match: RegExpMatchArray): string }

const hanDigits: Readonly<Record<string, number>> = { 〇: 0, 零: 0, 一: 1, 二: 2, 两: 2, 三: 3, 四: 4, 五: 5, 六: 6, 七: 7, 八: 8, 九: 9, 十: 10 };
const words: Readonly<Record<string, number>> = { one: 1, two: 2, three: 3, four: 4, five: 5, six: 6, seven: 7, eight: 8, nine: 9, ten: 10, twelve: 12, fourteen: 14, fifteen: 15, twenty: 20, thirty: 30 };
const count = `\\d+(?:[.,]\\d+)*|[一二两三四五六七八九十]{1,3}|${Object.keys(words).join('|')}`;
const months = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'];
const units: readonly (readonly [RegExp, string])[] = [
  [/^working days?$|^business days?$|^个?工作日$/i, 'working day'], [/^(?:calendar )?days?$|^[天日]$/i, 'day'], [/^weeks?$|^周|^个?星期$/i, 'week'], [/^months?$|^个?月$/i, 'month'], [/^years?$|^年$/i, 'year'],
  [/^hours?$|^h$|^个?小时$/i, 'hour'], [/^minutes?$|^min$|^分钟$/i, 'minute'],
];

/** In this order: what a more telling pattern took is not taken again. */
const patterns: readonly Pattern[] = [
  { kind: 'money', pattern: /(?:[$€£¥￥]|\b(?:rmb|usd|eur|gbp|cny)\s?)(\d[\d,]*(?:\.\d+)?)|(\d[\d,]*(?:\.\d+)?)\s?(?:元|块钱|美元|欧元|英镑|港币|dollars?\b|euros?\b|pounds?\b)/gi, normal: (match) => plain(match[1] ?? match[2] ?? '') },
  { kind: 'percent', pattern: /(\d+(?:\.\d+)?)\s?(?:%|％|percent\b)/gi, normal: (match) => plain(match[1] ?? '') },
  { kind: 'date', pattern: /\b(\d{4})-(\d{1,2})-(\d{1,2})\b|(?:(\d{4})年)?(\d{1,2})月(\d{1,2})[日号]|\b(\d{1,2}) (january|february|march|april|may|june|july|august|september|october|november|december)(?: (\d{4}))?\b/gi, normal: dateOf },
  { kind: 'phone', pattern: /(?:\+\d{1,3}[ -]?)?(?:\(0\d+\)|0\d{2,4}|1\d{2}|400)[ -]?\d{3,4}[ -]?\d{3,4}\b/g, normal: (match) => match[0].replaceAll(/\D/g, '') },
  { kind: 'time', pattern: /\b(\d{1,2})(?:[:：.](\d{2}))?\s?(am|pm)\b|\b(\d{1,2})[:：](\d{2})\b|(\d{1,2})点(半|\d{1,2}分?)?/gi, normal: timeOf },
  { kind: 'duration', pattern: new RegExp(`(?<![\\d.第])(${count})[ -]?((?:working |business |calendar )?(?:days?|weeks?|months?|years?|hours?|minutes?)\\b|个?工作日|个?小时|分钟|个?星期|个?月(?!\\d)|周(?![一二三四五六日末])|[天日年])`, 'gi'), normal: (match) => `${numberOf(match[1] ?? '')} ${unitOf(match[2] ?? '')}` },
  { kind: 'measure', pattern: /(\d+(?:[.,]\d+)*)\s?(mm|cm|km|kg|ml|litres?|liters?|watts?|volts?|毫升|毫米|厘米|公里|公斤|千克|升|克|米|瓦|g|m|l|w|v|°c|℃|度)(?![a-z])/gi, normal: (match) => `${plain(match[1] ?? '')} ${(match[2] ?? '').toLowerCase().replace(/s$/, '')}` },
];

/** The values in a text, in order. Years alone are not dates, and numbers without a unit are nothing. */
export function valuesIn(text: string): Value[] {
  const found: Value[] = [];
  for (const { kind, pattern, normal } of patterns) {
    for (const match of text.matchAll(pattern)) {
      const [start, end] = [match.index, match.index + match[0].length];
      if (found.some((other) => start < other.end && other.start < end)) continue;
      const value = normal(match);
      // "2026年" is a year, "30年" a time span.
      if (kind === 'duration' && /^\d{4} year$/.test(value)) continue;
      found.push({ kind, value, shown: match[0].trim(), start, end });
    }
  }
  return found.sort((a, b) => a.start - b.start);
}

/** A number in a column of prices. */
export function moneyInColumn(header: string, cell: string): Value | undefined {
  const priced = /price|cost|fee|rate|amount|单价|售价|价格|费用|金额|收费|[£€$¥￥]|（元）|\(元\)/i.test(header);
  return priced && /^\d[\d,]*(?:\.\d+)?$/.test(cell) ? { kind: 'money', value: plain(cell), shown: cell, start: 0, end: cell.length } : undefined;
}

/** "1,280.00" and "1280" are the same number. */
function plain(digits: string): string {
  return String(Number(digits.replaceAll(/,(?=\d{3})/g, '').replace(',', '.')));
}

function numberOf(text: string): number {
  if (/^\d/.test(text)) return Number(plain(text));
  const word = words[text.toLowerCase()];
  if (word !== undefined) return word;
  const [tens, ones] = text.includes('十') ? text.split('十') : ['', text];
  const digit = (character: string | undefined): number => hanDigits[character ?? ''] ?? 0;
  return text.includes('十') ? (tens === '' ? 1 : digit(tens)) * 10 + digit(ones) : digit(ones);
}

function unitOf(text: string): string {
  return units.find(([pattern]) => pattern.test(text))?.[1] ?? text;
}

function dateOf(match: RegExpMatchArray): string {
  const [, isoYear, isoMonth, isoDay, year, month, day, englishDay, name, englishYear] = match;
  const monthNumber = isoMonth ?? month ?? String(months.indexOf((name ?? '').slice(0, 3).toLowerCase()) + 1);
  return `${isoYear ?? year ?? englishYear ?? ''}-${Number(monthNumber)}-${Number(isoDay ?? day ?? englishDay)}`;
}

function timeOf(match: RegExpMatchArray): string {
  const [, hour12, minute12, half, hour24, minute24, hourZh, minuteZh] = match;
  const hour = Number(hour12 ?? hour24 ?? hourZh) % (half ? 12 : 24) + (half?.toLowerCase() === 'pm' ? 12 : 0);
  const minute = minuteZh === '半' ? 30 : Number((minute12 ?? minute24 ?? minuteZh ?? '0').replace('分', ''));
  return `${hour}:${String(minute).padStart(2, '0')}`;
}
