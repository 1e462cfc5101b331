import type { Span } from './kinds.ts';

/** Digits read aloud and written down in words: what they stand for is counted, to tell a telephone from a card and both from a price. */
export interface SpokenNumber extends Span { readonly digits: number }

const chinese = /(?<![\u3400-\u9fff](?<=[年月日第十百千万两]))[零〇一二三四五六七八九幺洞拐](?:[ ,、.-]{0,2}[零〇一二三四五六七八九幺洞拐]){6,19}(?![十百千万亿]|[ ,]?[元块年月日点个])/g;
const digit = '(?:oh|o|zero|nought|one|two|three|four|five|six|seven|eight|nine)';
const english = new RegExp(String.raw`(?<!\p{L})(?:(?:double|triple) )?${digit}(?:[ ,-]{1,2}(?:(?:double|triple)[ -])?(?:${digit}|hundred)(?!\p{L})){5,19}(?!\p{L})`, 'giu');
const more: Readonly<Record<string, number>> = { double: 1, triple: 2, hundred: 1 };

/** @param text half-width, so that a comma is one. */
export function spokenNumbers(text: string): SpokenNumber[] {
  const found: SpokenNumber[] = [];
  for (const { index, 0: words } of text.matchAll(chinese)) found.push({ start: index, end: index + words.length, digits: words.replaceAll(/[ ,、.-]/g, '').length });
  for (const { index, 0: words } of text.matchAll(english)) {
    const digits = words.toLowerCase().split(/[ ,-]+/).reduce((sum, word) => sum + (more[word] ?? 1), 0);
    if (digits >= 7) found.push({ start: index, end: index + words.length, digits });
  }
  return found;
}
