import type { Hit, SearchResult } from '../../contract/index.ts';
import type { ChunkIndex } from '../../ports/chunk-index.ts';
import type { DocumentStore } from '../../ports/workspace-store.ts';
import { queryTerms } from '../../shared/text/analyse.ts';
import { rank, type RankedChunk, type Ranking } from './rank.ts';

export interface Found extends Ranking { readonly terms: readonly string[]; readonly ms: number }

export interface Search {
  /** The best passages for a query, best first. */
  find(query: string, options?: { limit?: number; documents?: readonly string[] }): Promise<SearchResult>;
  /** The same with all that ranking learnt, for answers. */
  rank(query: string, options?: { documents?: readonly string[] }): Promise<Found>;
  toHit(ranked: RankedChunk): Hit;
}

/** Passages taken from full text and put in order by our own ranking. */
const candidates = 60;

export function createSearch({ index, documents }: { index: ChunkIndex; documents: DocumentStore }): Search {
  const toHit = ({ chunk, score }: RankedChunk): Hit => ({
    document: chunk.document, name: documents.get(chunk.document)?.name ?? chunk.document, text: chunk.text, score, start: chunk.start, end: chunk.end,
    ...(chunk.page === null ? {} : { page: chunk.page }),
    ...(chunk.heading === null ? {} : { heading: chunk.heading }),
  });
  async function ranked(query: string, limit: number, within?: readonly string[]): Promise<Found> {
    const started = performance.now();
    const terms = queryTerms(query);
    const found = terms.length === 0 ? [] : await index.search(terms, limit, within);
    // A document that was just deleted may still be in the index for a moment.
    const present = found.filter((chunk) => documents.get(chunk.document)?.status === 'ready');
    return { ...rank(terms, present), terms, ms: performance.now() - started };
  }
  return {
    toHit,
    rank: (query, { documents: within } = {}) => ranked(query, candidates, within),
    async find(query, { limit = 10, documents: within } = {}) {
      const { chunks, ms } = await ranked(query, Math.max(candidates, limit), within);
      return { hits: chunks.slice(0, limit).map(toHit), ms };
    },
  };
}
