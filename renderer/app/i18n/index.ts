import { createI18n } from 'vue-i18n';
import { localeFrom } from '../../../core/contract/locale.ts';
import en from './en.ts';
import zh from './zh.ts';

export const i18n = createI18n({ legacy: false, locale: localeFrom(navigator.language), fallbackLocale: 'en', messages: { en, zh } });
