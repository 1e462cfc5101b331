import { findPersonalData } from './find-personal-data.ts';
import type { PersonalData, PersonalKind } from './kinds.ts';
import { withTitle } from './with-title.ts';

/** Kinds that a person is asked about before a text is shown to others. Numbers of firms and of cars are meant to be seen. */
export type AskedKind = Exclude<PersonalKind, 'passport' | 'tax' | 'plate'>;
export interface AskedData { readonly kind: AskedKind; /** As it stands in the text. */ readonly text: string; /** Where it stands first. */ readonly start: number }

/** What a person is to look at in a text, each once. Names only where a title, a label or a list of names tells that they are; numbers only with the right check digit. */
export function personalData(text: string): AskedData[] {
  const known = new Set<string>();
  const shown = (one: PersonalData): PersonalData => (one.kind === 'name' ? withTitle(text, one) : one);
  return findPersonalData(text).filter(({ sure }) => sure).map(shown).flatMap(({ kind, text: value, start }) => {
    if (kind === 'tax' || kind === 'plate' || value.length < 2 || known.has(value)) return [];
    known.add(value);
    return [{ kind: kind === 'passport' ? 'id' : kind, text: value, start }];
  });
}
