import type { Locale } from '../../core/contract/locale.ts';
import { messages } from './widget-messages.ts';

export type MessageKey = keyof typeof messages;
/** The widget's sentence, its `{fields}` filled. */
export type Say = (key: MessageKey, fields?: { readonly [name: string]: string | number }) => string;

export const sayIn = (locale: Locale): Say => (key, fields) => messages[key][locale === 'zh' ? 1 : 0].replace(/\{(\w+)\}/g, (_whole, name: string) => String(fields?.[name]));
