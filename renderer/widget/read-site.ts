import type { Locale } from '../../core/contract/locale.ts';
import type { PublicSite } from '../../core/contract/visit.ts';
import { countOf, field, isText, listOf, oneOf, textOf } from './plain-data.ts';

export const languages = ['en', 'zh'] as const satisfies readonly Locale[];
/** What of `site.json` the widget acts on. Which sources are shown is decided where answers are made; where it stands, by the page. */
export interface WidgetSite extends Omit<PublicSite, 'format' | 'version' | 'sources' | 'theme'> { readonly theme: Omit<PublicSite['theme'], 'layout'> }

/** A path from the script's folder, no address. */
const isPath = (path: string): boolean => /^\w[\w./-]*$/.test(path);

/** What was written, by language. */
function byLanguage<T>(value: unknown, key: string, read: (texts: unknown, language: Locale) => T | undefined): { [language in Locale]?: T } {
  const found: { [language in Locale]?: T } = {};
  for (const language of languages) {
    const text = read(field(value, key), language);
    if (text) found[language] = text;
  }
  return found;
}
const text = (texts: unknown, language: Locale): string => textOf(texts, language);

/** What arrived as `site.json`, put right where it can be. @returns undefined if it is none. */
export function readSite(value: unknown): WidgetSite | undefined {
  const [theme, contact, index, live] = ['theme', 'contact', 'index', 'live'].map((key) => field(value, key));
  const colour = textOf(theme, 'colour').toLowerCase();
  const [engine, folder] = [textOf(index, 'engine'), textOf(index, 'folder')];
  const offered = listOf(value, 'languages');
  if (field(value, 'format') !== 1) return undefined;
  return {
    id: textOf(value, 'id'),
    languages: languages.filter((language) => offered.includes(language)),
    language: oneOf(value, 'language', languages) ?? 'visitor',
    theme: {
      colour: /^#[0-9a-f]{6}$/.test(colour) ? colour : '#2b6b3f',
      appearance: oneOf(theme, 'appearance', ['light', 'dark']) ?? 'auto',
      corner: oneOf(theme, 'corner', ['left']) ?? 'right',
      avatar: textOf(theme, 'avatar', 40_000) || null,
      title: byLanguage(theme, 'title', text),
      greeting: byLanguage(theme, 'greeting', text),
      starterQuestions: byLanguage(theme, 'starterQuestions', (texts, language) => listOf(texts, language).filter(isText)),
    },
    contact: {
      enabled: field(contact, 'enabled') === true,
      consent: byLanguage(contact, 'consent', text),
      hours: listOf(contact, 'hours').map((stretch) => ({ day: countOf(stretch, 'day', 0) ?? 7, from: textOf(stretch, 'from'), to: textOf(stretch, 'to') })),
      timeZone: textOf(contact, 'timeZone'), email: textOf(contact, 'email'), phone: textOf(contact, 'phone'),
    },
    live: isText(live) && /^(?:https?:\/\/[^\s?#]+)?$/.test(live) ? live : null,
    index: isPath(engine) && isPath(folder) ? { engine, folder } : null,
  };
}
