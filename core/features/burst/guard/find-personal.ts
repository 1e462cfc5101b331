import type { GuardSettings, MaskedKind } from '../../../contract/index.ts';
import { forms } from './numbers.ts';
import { people } from './people.ts';

export interface Found { readonly kind: MaskedKind; readonly start: number; readonly end: number }

/** All personal data of a text, every place of it, in order and without overlaps; the owner's own words first, those that may be shown left out. */
export function findPersonal(given: string, { hide, show }: Pick<GuardSettings, 'hide' | 'show'>): Found[] {
  const text = usualWidth(given);
  const lower = text.toLowerCase();
  const taken: Found[] = [];
  const shown = show.flatMap((word) => placesOf(word, lower));
  const add = (found: Found): boolean => {
    const overlaps = taken.some((other) => found.start < other.end && found.end > other.start);
    if (overlaps || shown.some(({ start, end }) => found.start >= start && found.end <= end)) return false;
    taken.push(found);
    return true;
  };
  for (const word of hide) for (const place of placesOf(word, lower)) add({ kind: 'own-word', ...place });
  for (const { kind, pattern, isReal = () => true } of forms) {
    for (const match of text.matchAll(pattern)) {
      const value = match[1] ?? match[0];
      const start = match.index + (match[1] === undefined ? 0 : match[0].lastIndexOf(match[1]));
      if (isReal(value)) add({ kind, start, end: start + value.trimEnd().length });
    }
  }
  // Longest first: 王小明 before 王小.
  for (const span of people(text).sort((left, right) => right.end - right.start - (left.end - left.start))) add({ kind: 'name', ...span });
  // A name that was told by what stands beside it is the same name everywhere.
  for (const value of new Set(taken.filter(({ kind, start, end }) => kind === 'name' && end - start >= 2).map(({ start, end }) => text.slice(start, end)))) {
    for (const place of placesOf(value, lower)) if (!/[a-z]/i.test(value) || !/[\p{L}]/u.test(`${text[place.start - 1] ?? ''}${text[place.end] ?? ''}`)) add({ kind: 'name', ...place });
  }
  return taken.sort((left, right) => left.start - right.start);
}

function placesOf(word: string, lower: string): { start: number; end: number }[] {
  const wanted = usualWidth(word).toLowerCase();
  const all: { start: number; end: number }[] = [];
  if (wanted !== '') for (let at = lower.indexOf(wanted); at >= 0; at = lower.indexOf(wanted, at + wanted.length)) all.push({ start: at, end: at + wanted.length });
  return all;
}

/** Digits, letters and signs of full width as usual ones; each stays one unit long, so that places are the same. */
function usualWidth(text: string): string {
  return text.replace(/[\uff01-\uff5e]/g, (one) => String.fromCharCode(one.charCodeAt(0) - 0xfee0)).replaceAll('\u3000', ' ');
}
