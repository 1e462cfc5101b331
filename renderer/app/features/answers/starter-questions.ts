import type { Document } from '../../../../core/contract/document.ts';
import type { Locale } from '../../../../core/contract/locale.ts';
import type { Starter } from '../../../../core/contract/workspace.ts';

/**
 * Questions to try: those of the starters that were opened, in the language of their documents. An opened starter is
 * known by its documents' place, `…/<starter>/documents/<locale>/…`.
 */
export function starterQuestions(starters: readonly Starter[], documents: readonly Document[], preferred: Locale): string[] {
  const sources = documents.map(({ source }) => source?.replaceAll('\\', '/') ?? '');
  const locales: Locale[] = preferred === 'zh' ? ['zh', 'en'] : ['en', 'zh'];
  return starters.flatMap((starter) => {
    const opened = locales.find((locale) => sources.some((source) => source.includes(`/${starter.id}/documents/${locale}/`)));
    return opened ? starter.tryQuestions[opened] ?? [] : [];
  });
}
