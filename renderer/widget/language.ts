import type { Locale } from '../../core/contract/locale.ts';
import type { PublicSite } from '../../core/contract/visit.ts';
import { isText, listOf, textOf } from './plain-data.ts';

/**
 * The language to speak: the visitor's own choice, else the page's (`data-lang`), else the owner's, else the first of the browser's that is offered.
 * Who reads neither Chinese nor English gets English where it is offered.
 */
export function chooseLanguage({ languages, language }: Pick<PublicSite, 'languages' | 'language'>, chosen: string, page: string, browser: readonly string[]): Locale {
  for (const tag of [chosen, page, ...(language === 'visitor' ? browser : [language]), 'en']) for (const locale of languages) if (tag.toLowerCase().startsWith(locale)) return locale;
  return languages[0] ?? 'en';
}

const otherThan = (locale: Locale): Locale => (locale === 'zh' ? 'en' : 'zh');

/** The owner's text in this language, or in the other where only that was written; '' where none was. @param texts by language, as they came */
export const ownText = (texts: unknown, locale: Locale): string => textOf(texts, locale) || textOf(texts, otherThan(locale));

/** The same of several texts. */
export const ownTexts = (texts: unknown, locale: Locale): string[] => listOf(texts, listOf(texts, locale)[0] ? locale : otherThan(locale)).filter(isText);
