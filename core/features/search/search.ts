import type { DocumentStatus, Hit, SearchResult } from '../../contract/index.ts';
import type { ChunkIndex, ScoredChunk } from '../../ports/chunk-index.ts';
import type { Meaning, MeaningSearch } from './meaning.ts';
import { rank, type RankedChunk, type Ranking } from './rank.ts';
import { readPassage, understand, type Question, type ReadPassage } from './read-passage.ts';
import { rerank, rerankedPassages, type RerankBonus, type RerankerSource } from './rerank.ts';
import { Subjects, type Named, type Subject } from './subjects.ts';

export interface Found extends Ranking { readonly ms: number; /** Whether passages were looked for by meaning too. */ readonly byMeaning: boolean; /** Whether a reranker put the best in order. */ readonly reranked: boolean }

export interface Search {
  /** The best passages for a query, best first. */
  find(query: string, options?: { limit?: number; documents?: readonly string[] }): Promise<SearchResult>;
  /** The same with all that ranking learnt, for answers. */
  rank(query: string, options?: { documents?: readonly string[] }): Promise<Found>;
  /** Reads what the same query will need, without the work of ranking: for an index that is far away. */
  prefetch(query: string): Promise<void>;
  nameOf(document: string): string;
  toHit(ranked: Pick<RankedChunk, 'chunk' | 'probability'>): Hit;
}

/** Passages taken from full text and put in order by our own ranking. */
const candidates = 32;
/** Log-odds for a passage of a document that is all that the question names. */
const namedShare = 4;

/** What ranking must know of documents. */
export interface SearchedDocuments {
  get(id: string): { readonly name: string; readonly status: DocumentStatus } | undefined;
  /** Of those that are ready. */
  subjects(): readonly Subject[];
}

export interface SearchOptions {
  readonly index: Pick<ChunkIndex, 'search'>;
  readonly documents: SearchedDocuments;
  readonly onChange: (listener: () => void) => void;
  /** Finds passages by meaning; absent where no embedding model can be had. */
  readonly meaning?: Pick<MeaningSearch, 'find'>;
  readonly reranker?: RerankerSource;
  /** Reads passages closely; for what does not change, `keepReadings` spares a third of the time. */
  readonly read?: (chunk: ScoredChunk) => ReadPassage;
  readonly onBug?: (error: unknown) => void;
}

export function createSearch({ index, documents, onChange, meaning, reranker, read: readClosely = readPassage, onBug = () => undefined }: SearchOptions): Search {
  const subjects = new Subjects(documents, onChange);
  const nameOf = (document: string): string => documents.get(document)?.name ?? document;
  const toHit = ({ chunk, probability }: Pick<RankedChunk, 'chunk' | 'probability'>): Hit => ({
    document: chunk.document, name: nameOf(chunk.document), text: chunk.text, score: probability, start: chunk.start, end: chunk.end,
    ...(chunk.page === null ? {} : { page: chunk.page }),
    ...(chunk.heading === null ? {} : { heading: chunk.heading }),
  });
  /** The passages that full text finds, and what the question names. */
  async function candidatesFor(question: Question, limit: number, within?: readonly string[]): Promise<{ found: ScoredChunk[]; named: Named | undefined }> {
    const named = within === undefined ? subjects.namedBy(question.terms) : undefined;
    const [found, ofNamed] = await Promise.all([
      question.terms.length === 0 ? [] : index.search(question.terms, limit, within),
      // The passage that answers often does not say whose it is: so those of the documents that the question names compete too.
      named && named.documents.length > 0 ? index.search(question.terms, limit, named.documents) : [],
    ]);
    add(found, ofNamed, limit * 2);
    // Where few passages share a word with the question, those that share characters may say it in other words.
    if (found.length < limit) add(found, await charactersOf(question, limit, within), limit);
    return { found, named };
  }
  async function ranked(query: string, limit: number, within?: readonly string[]): Promise<Found> {
    const started = performance.now();
    const question = understand(query);
    const { found, named } = await candidatesFor(question, limit, within);
    const meant = within === undefined ? await byMeaning(query, limit, found) : undefined;
    if (meant) add(found, meant.chunks, found.length + meant.chunks.length);
    // A document that was just deleted may still be in the index for a moment.
    const present = found.filter((chunk) => documents.get(chunk.document)?.status === 'ready');
    const bonus = (chunk: ScoredChunk): number => (named ? namedShare * named.share(chunk.document) : 0) + (meant?.bonus(chunk.id) ?? 0);
    const ranking = rank(question, present, bonus, readClosely);
    const read = await byReranker(query, ranking);
    return { ...(read ? rank(question, present, (chunk) => bonus(chunk) + read(chunk.id), readClosely) : ranking), ms: performance.now() - started, byMeaning: meant !== undefined, reranked: read !== undefined };
  }
  /** A model that died or is slow does not keep full text from answering; the result says whether it took part. */
  async function tolerated<Result>(work: () => Promise<Result> | undefined): Promise<Result | undefined> {
    try {
      return await work();
    } catch (error) {
      if (!(error instanceof DOMException && error.name === 'TimeoutError')) onBug(error);
      return undefined;
    }
  }
  const byMeaning = (query: string, limit: number, among: readonly ScoredChunk[]): Promise<Meaning | undefined> => tolerated(() => meaning?.find(query, limit, among));
  const byReranker = (query: string, { chunks }: Ranking): Promise<RerankBonus | undefined> => tolerated(() => reranker && rerank(reranker, query, chunks.slice(0, rerankedPassages).map(({ chunk }) => chunk)));
  /** Their score is of other terms and cannot be compared: they come behind. */
  async function charactersOf({ words }: Question, limit: number, within?: readonly string[]): Promise<ScoredChunk[]> {
    const characters = [...new Set(words.flatMap((word) => word.match(/[\u3400-\u9fff\uf900-\ufaff]/g) ?? []))];
    return characters.length === 0 ? [] : (await index.search(characters, limit, within)).map((chunk) => ({ ...chunk, score: 0 }));
  }

  return {
    nameOf, toHit,
    async prefetch(query) { await candidatesFor(understand(query), candidates); },
    rank: (query, { documents: within } = {}) => ranked(query, candidates, within),
    async find(query, { limit = 10, documents: within } = {}) {
      const { chunks, ms, byMeaning: meant, reranked } = await ranked(query, Math.max(candidates, limit), within);
      return { hits: chunks.slice(0, limit).map(toHit), ms, byMeaning: meant, reranked };
    },
  };
}

/** Adds what is not there yet, up to a number in all. */
function add(found: ScoredChunk[], more: readonly ScoredChunk[], most: number): void {
  const known = new Set(found.map(({ id }) => id));
  for (const chunk of more) if (found.length < most && !known.has(chunk.id)) found.push(chunk);
}
