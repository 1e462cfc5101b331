import type { Locale } from '../../core/contract/locale.ts';
import type { PublicSite } from '../../core/contract/visit.ts';
import { messages } from './widget-messages.ts';

export type MessageKey = keyof typeof messages;
/** The widget's sentence, its `{fields}` filled. */
export type Say = (key: MessageKey, fields?: { readonly [name: string]: string | number }) => string;

export const sayIn = (locale: Locale): Say => (key, fields) => messages[key][locale === 'zh' ? 1 : 0].replace(/\{(\w+)\}/g, (_whole, name: string) => String(fields?.[name]));

/**
 * The language to speak: the visitor's own choice, else the page's (`data-lang`), else the owner's, else the first of the browser's that is offered.
 * Who reads neither Chinese nor English gets English where it is offered.
 */
export function chooseLanguage({ languages, language }: Pick<PublicSite, 'languages' | 'language'>, chosen: string, page: string, browser: readonly string[]): Locale {
  const wanted = [chosen, page, ...(language === 'visitor' ? browser : [language]), 'en'].map((tag) => languages.find((locale) => tag.toLowerCase().startsWith(locale)));
  return wanted.find((locale) => locale) ?? languages[0] ?? 'en';
}

/** The owner's text in this language, or in the other where only that was written. */
export const ownText = <T>(texts: { readonly [locale in Locale]?: T | undefined }, locale: Locale): T | undefined => texts[locale] ?? texts[locale === 'zh' ? 'en' : 'zh'];
