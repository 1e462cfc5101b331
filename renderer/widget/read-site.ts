import type { Locale } from '../../core/contract/locale.ts';
import type { PublicSite } from '../../core/contract/visit.ts';
import { field, isText, listOf, oneOf, textOf } from './plain-data.ts';

export const languages = ['en', 'zh'] as const satisfies readonly Locale[];
/** What of `site.json` the widget acts on. Which sources are shown is decided where answers are made; where it stands, by the page. */
export interface WidgetSite extends Omit<PublicSite, 'format' | 'version' | 'sources' | 'theme'> { readonly theme: Omit<PublicSite['theme'], 'layout'> }

/** What the owner wrote, by language: looked at when it is shown (`ownText`, `ownTexts`). */
const texts = <T>(value: unknown, key: string): T => field(value, key) as T;

/** What arrived as `site.json`, put right where it can be. Without a regular expression: making one costs a page more than all else here. @returns undefined if it is none. */
export function readSite(value: unknown): WidgetSite | undefined {
  const [theme, contact, index, live] = ['theme', 'contact', 'index', 'live'].map((key) => field(value, key));
  const [engine, folder] = [textOf(index, 'engine'), textOf(index, 'folder')];
  const colour = textOf(theme, 'colour').toLowerCase();
  const offered = listOf(value, 'languages');
  if (field(value, 'format') !== 1) return undefined;
  return {
    id: textOf(value, 'id'),
    languages: languages.filter((language) => offered.includes(language)),
    language: oneOf(value, 'language', languages) ?? 'visitor',
    theme: {
      colour: colour.length === 7 && colour.startsWith('#') && Number(`0x${colour.slice(1)}`) >= 0 ? colour : '#2b6b3f',
      appearance: oneOf(theme, 'appearance', ['light', 'dark']) ?? 'auto',
      corner: oneOf(theme, 'corner', ['left']) ?? 'right',
      avatar: textOf(theme, 'avatar', 40_000) || null,
      title: texts(theme, 'title'), greeting: texts(theme, 'greeting'), starterQuestions: texts(theme, 'starterQuestions'),
    },
    contact: {
      enabled: field(contact, 'enabled') === true,
      consent: texts(contact, 'consent'),
      // What is no stretch of time tells no hours (`hoursNote`).
      hours: listOf(contact, 'hours') as PublicSite['contact']['hours'],
      timeZone: textOf(contact, 'timeZone'), email: textOf(contact, 'email'), phone: textOf(contact, 'phone'),
    },
    hoursText: texts(value, 'hoursText'),
    live: isText(live) && (live === '' || live.startsWith('http')) ? live : null,
    index: engine && folder && !engine.includes(':') ? { engine, folder } : null,
  };
}
