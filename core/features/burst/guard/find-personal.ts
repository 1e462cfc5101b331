import type { GuardSettings, MaskedKind } from '../../../contract/index.ts';
import { findPersonalData, type PersonalData, type PersonalKind } from '../../../shared/personal-data/index.ts';

export interface Found { readonly kind: MaskedKind; readonly start: number; readonly end: number }

const kinds = { email: 'email', phone: 'phone', id: 'id-number', passport: 'passport', card: 'bank-card', account: 'bank-card', tax: 'tax-number', plate: 'plate', address: 'address', name: 'name' } as const satisfies Record<PersonalKind, MaskedKind>;

/**
 * All personal data of a text, every place of it, in order and without overlaps; the owner's own words first, those that may be shown left out.
 * @param known values that were found elsewhere in the same request. @param own what was found in this text before.
 */
export function findPersonal(text: string, { hide, show }: Pick<GuardSettings, 'hide' | 'show'>, known: ReadonlyMap<string, MaskedKind> = new Map(), own: readonly PersonalData[] = findPersonalData(text)): Found[] {
  const taken: Found[] = [];
  const free = ({ start, end }: Found): boolean => taken.every((other) => end <= other.start || start >= other.end);
  const lower = text.toLowerCase();
  const shown = show.flatMap((word) => placesOf(word.toLowerCase(), lower));
  const add = (found: Found): void => {
    if (free(found) && !shown.some(({ start, end }) => found.start >= start && found.end <= end)) taken.push(found);
  };
  for (const word of hide) for (const place of placesOf(word.toLowerCase(), lower)) add({ kind: 'own-word', ...place });
  for (const { kind, start, end } of own) for (const line of linesOf(text, start, end)) add({ kind: kinds[kind], ...line });
  for (const [value, kind] of known) for (const place of placesOf(value, text)) if (standsAlone(text, place)) add({ kind, ...place });
  return taken.sort((left, right) => left.start - right.start);
}

interface Place { readonly start: number; readonly end: number }

function placesOf(word: string, text: string): Place[] {
  const all: Place[] = [];
  if (word !== '') for (let at = text.indexOf(word); at >= 0; at = text.indexOf(word, at + word.length)) all.push({ start: at, end: at + word.length });
  return all;
}

/** An address of two lines is two values: what is put back in a line of JSON must be one. */
function linesOf(text: string, start: number, end: number): Place[] {
  let at = start;
  return text.slice(start, end).split('\n').map((line) => {
    const place = { start: at, end: at + line.length };
    at += line.length + 1;
    return place;
  }).filter((place) => place.end > place.start);
}

/** Not a piece of a longer word or number. Chinese has no spaces between words. */
const standsAlone = (text: string, { start, end }: Place): boolean => !(joins(text[start - 1]) && joins(text[start])) && !(joins(text[end - 1]) && joins(text[end]));
const joins = (character: string | undefined): boolean => character !== undefined && /[\p{Script=Latin}\p{N}]/u.test(character);
