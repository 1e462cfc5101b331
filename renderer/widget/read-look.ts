import type { Locale } from '../../core/contract/locale.ts';
import type { PublicSite } from '../../core/contract/visit.ts';
import { field, listOf, oneOf, textOf } from './plain-data.ts';

export const languages = ['en', 'zh'] as const satisfies readonly Locale[];

/** What of `site.json` the button shows. */
export interface Look extends Pick<PublicSite, 'id' | 'languages' | 'language'>, Pick<PublicSite['theme'], 'colour' | 'corner'> {
  /** By language, as it came: looked at when it is shown (`ownText`). */
  readonly title: unknown;
}

/** Of what arrived as `site.json`, put right where it can be. Without a regular expression: making one costs a page more than all else here. @returns undefined if it is none. */
export function readLook(value: unknown): Look | undefined {
  const theme = field(value, 'theme');
  const colour = textOf(theme, 'colour').toLowerCase();
  const offered = listOf(value, 'languages');
  if (field(value, 'format') !== 1) return undefined;
  return {
    id: textOf(value, 'id'),
    languages: languages.filter((language) => offered.includes(language)),
    language: oneOf(value, 'language', languages) ?? 'visitor',
    colour: colour.length === 7 && colour.startsWith('#') && Number(`0x${colour.slice(1)}`) >= 0 ? colour : '#2b6b3f',
    corner: oneOf(theme, 'corner', ['left']) ?? 'right',
    title: field(theme, 'title'),
  };
}
