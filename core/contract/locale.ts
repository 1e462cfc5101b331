import { z } from 'zod';

/** The languages Sprout speaks. Traditional Chinese readers get `zh` until they have messages of their own. */
export const locales = ['en', 'zh'] as const;
export const localeSchema = z.enum(locales);
export type Locale = z.infer<typeof localeSchema>;

/** Picks a locale from a BCP 47 tag, a POSIX `LANG` or an Accept-Language header; English when none fits. */
export function localeFrom(tag: string | null | undefined): Locale {
  return /^\s*zh/i.test(tag ?? '') ? 'zh' : 'en';
}
