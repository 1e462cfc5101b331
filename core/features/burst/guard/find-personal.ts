import type { GuardSettings, MaskedKind } from '../../../contract/index.ts';
import { findPersonalData, type PersonalKind } from '../../../shared/personal-data/index.ts';

export interface Found { readonly kind: MaskedKind; readonly start: number; readonly end: number }

const kinds = { email: 'email', phone: 'phone', id: 'id-number', passport: 'passport', card: 'bank-card', account: 'bank-card', tax: 'tax-number', plate: 'plate', address: 'address', name: 'name' } as const satisfies Record<PersonalKind, MaskedKind>;

/** All personal data of a text, every place of it, in order and without overlaps; the owner's own words first, those that may be shown left out. */
export function findPersonal(text: string, { hide, show }: Pick<GuardSettings, 'hide' | 'show'>): Found[] {
  const taken: Found[] = [];
  const free = ({ start, end }: Found): boolean => taken.every((other) => end <= other.start || start >= other.end);
  const lower = text.toLowerCase();
  const places = (word: string): { start: number; end: number }[] => {
    const wanted = word.toLowerCase();
    const all: { start: number; end: number }[] = [];
    if (wanted !== '') for (let at = lower.indexOf(wanted); at >= 0; at = lower.indexOf(wanted, at + wanted.length)) all.push({ start: at, end: at + wanted.length });
    return all;
  };
  const shown = show.flatMap(places);
  const add = (found: Found): void => {
    if (free(found) && !shown.some(({ start, end }) => found.start >= start && found.end <= end)) taken.push(found);
  };
  for (const word of hide) for (const place of places(word)) add({ kind: 'own-word', ...place });
  for (const { kind, start, end } of findPersonalData(text)) add({ kind: kinds[kind], start, end });
  return taken.sort((left, right) => left.start - right.start);
}
