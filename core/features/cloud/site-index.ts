import type { SiteVersion, VisitEngine } from '../../contract/index.ts';
import type { ChunkIndex } from '../../ports/chunk-index.ts';
import { quoteAnswer } from '../answers/index.ts';
import { createSearch, keepReadings, type Search } from '../search/index.ts';
import { visitAnswer } from '../sites/index.ts';
import type { KnownDocuments } from './known-documents.ts';

/** Longest question that is read, in characters, as in a published index. */
const longest = 4000;

export interface SiteIndex { readonly engine: VisitEngine; readonly search: Search; close(): Promise<void> }

/**
 * Answers from the passages of one site alone, by the core's own ranking and quoting. Candidates come from an index that holds nothing else, so that terms are
 * weighed as in the published one.
 */
export function openSiteIndex({ index, documents, settings: { sources } }: { readonly index: Pick<ChunkIndex, 'search' | 'close'>; readonly documents: KnownDocuments; readonly settings: SiteVersion['settings'] }): SiteIndex {
  const search = createSearch({ index, documents, onChange: () => undefined, read: keepReadings() });
  return {
    search,
    engine: {
      prepare: () => undefined,
      async answer(given, before, locale) {
        const question = given.trim().slice(0, longest);
        const quoted = await quoteAnswer({ question, before: before.at(-1), search, tableHeader: ({ passage: { chunk } }) => documents.headerOf(chunk.document, chunk.ordinal) });
        return visitAnswer(quoted, { question, locale, sources, mode: 'live' });
      },
    },
    close: () => index.close(),
  };
}
