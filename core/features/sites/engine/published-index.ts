import type { ReadPublished } from '../../../contract/index.ts';
import type { Chunk, ChunkIndex, ScoredChunk } from '../../../ports/chunk-index.ts';
import { passageTokens } from '../../../shared/text/passage-tokens.ts';
import type { SearchedDocuments } from '../../search/index.ts';
import { approvedFile, decodeApproved, type PublishedApproval } from '../published/approved-file.ts';
import { gunzip } from '../published/gzip.ts';
import { decodeManifest, type Manifest } from '../published/manifest.ts';
import { decodePostings, postingsFile, postingsFiles, type Postings } from '../published/postings.ts';
import { decodeTexts, textFile, type PublishedPassage } from '../published/texts.ts';

/** What was published, read file by file as it is needed. A file that could not be read is tried again the next time. */
export interface PublishedIndex {
  readonly manifest: Manifest;
  readonly documents: SearchedDocuments;
  /** By BM25, as LanceDB reckons it (k1 1.2, b 0.75), so that candidates and scores are the core's. */
  search: ChunkIndex['search'];
  /** Reads ahead what the same search needs, the best first, until `stop` says that it is not wanted any more. @returns what a search would find, as far as it is known without its texts. */
  ahead(terms: readonly string[], limit: number, documents: readonly string[] | undefined, stop: () => boolean): Promise<ScoredChunk[]>;
  /** Reads where these terms occur; `documents.subjects` knows of those alone. */
  load(terms: readonly string[]): Promise<void>;
  /** Column names above what is in a passage that was found; empty without a table. */
  headerOf(chunk: Pick<Chunk, 'document' | 'ordinal'>): string;
  approved(): Promise<readonly PublishedApproval[]>;
  /** Reads everything that was not read yet, so many files at once, until `stop` says that something else is wanted. */
  loadAll(parallel?: number, stop?: () => boolean): Promise<void>;
}

const saturation = 1.2;
const lengthShare = 0.75;

/** @param beforeChinese called before Traditional Chinese is read. @throws what reading throws; Error for another format or damage. */
export async function openPublishedIndex(read: ReadPublished, beforeChinese: () => Promise<void> = async () => undefined): Promise<PublishedIndex> {
  const file = async (path: string): Promise<Uint8Array> => gunzip(await read(path));
  const manifest = decodeManifest(await file('manifest.bin'));
  const { documents, lengths, passagesPerFile } = manifest;
  const averageLength = lengths.reduce((sum, length) => sum + length, 0) / Math.max(1, lengths.length);
  /** Number of the first passage of each document. */
  const firsts: number[] = [];
  documents.reduce((first, count) => { firsts.push(first); return first + count; }, 0);
  const documentOf = documents.flatMap((count, document) => new Array<number>(count).fill(document));

  const known = new Map<string, Postings>();
  const named = new Map<string, ReadonlySet<number>>();
  const names: string[] = [];
  const chunks: ScoredChunk[] = [];
  const headers: string[] = [];

  const postings = once(async (path: string) => {
    for (const [term, held] of decodePostings(await file(path))) {
      known.set(term, held);
      if (held.subjects.length > 0) named.set(term, new Set(held.subjects));
    }
  });
  const texts = once(async (number: number) => {
    const { traditional, documents: about, passages } = decodeTexts(await file(textFile(number)));
    if (traditional) await beforeChinese();
    for (const [document, { name }] of about) names[document] = name;
    passages.forEach((passage, at) => {
      const place = number * passagesPerFile + at;
      const document = documentOf[place] ?? 0;
      headers[place] = passage.header;
      chunks[place] = chunkOf(passage, document, place - (firsts[document] ?? 0), about.get(document)?.about ?? '');
    });
  });
  const approved = once(async (path: string) => {
    const { traditional, approved: held } = decodeApproved(await file(path));
    if (traditional) await beforeChinese();
    return held;
  });

  async function load(terms: readonly string[]): Promise<void> {
    await Promise.all([...new Set(terms.map((term) => postingsFile(term, manifest)))].map(postings));
  }

  function score(terms: readonly string[], within: ReadonlySet<number> | undefined): { place: number; score: number }[] {
    const scores = new Map<number, number>();
    for (const term of new Set(terms)) {
      const { passages, counts } = known.get(term) ?? { passages: [], counts: [] };
      const rarity = Math.log(1 + (lengths.length - passages.length + 0.5) / (passages.length + 0.5));
      for (const [at, place] of passages.entries()) {
        if (within && !within.has(documentOf[place] ?? -1)) continue;
        const times = counts[at] ?? 1;
        const norm = saturation * (1 - lengthShare + lengthShare * (lengths[place] ?? 0) / averageLength);
        scores.set(place, (scores.get(place) ?? 0) + rarity * times * (saturation + 1) / (times + norm));
      }
    }
    return [...scores].map(([place, value]) => ({ place, score: value })).sort((left, right) => right.score - left.score || left.place - right.place);
  }

  const bestOf = (terms: readonly string[], limit: number, of: readonly string[] | undefined): { place: number; score: number }[] => score(terms, of && new Set(of.map(Number))).slice(0, limit);
  const filesOf = (places: readonly { readonly place: number }[]): number[] => [...new Set(places.map(({ place }) => Math.floor(place / passagesPerFile)))];
  const unread = (place: number): ScoredChunk => chunkOf({ text: '', heading: null, header: '', page: null, start: 0 }, documentOf[place] ?? 0, place - (firsts[documentOf[place] ?? 0] ?? 0), '');

  return {
    manifest, load,
    documents: {
      get: (id) => ({ name: names[Number(id)] ?? '', status: 'ready' }),
      subjects: () => documents.map((_, document) => ({ id: String(document), terms: { has: (term) => named.get(term)?.has(document) === true } })),
    },
    async ahead(terms, limit, of, stop) {
      await load(terms);
      const best = bestOf(terms, limit, of);
      await pool(filesOf(best).map((file) => () => texts(file)), parallelAhead, stop);
      return best.map(({ place, score: value }) => ({ ...(chunks[place] ?? unread(place)), score: value }));
    },
    async search(terms, limit, of) {
      await load(terms);
      const best = bestOf(terms, limit, of);
      await Promise.all(filesOf(best).map(texts));
      return best.flatMap(({ place, score: value }) => { const chunk = chunks[place]; return chunk ? [{ ...chunk, score: value }] : []; });
    },
    headerOf: ({ document, ordinal }) => headers[(firsts[Number(document)] ?? 0) + ordinal] ?? '',
    approved: async () => (manifest.approved === 0 ? [] : approved(approvedFile)),
    async loadAll(parallel = parallelReads, stop) {
      await pool([...postingsFiles(manifest).map((path) => () => postings(path)), ...Array.from({ length: Math.ceil(lengths.length / passagesPerFile) }, (_, at) => () => texts(at))], parallel, stop);
    },
  };
}

/** Files that are read at once when all are, and while a question is typed: as many as browsers ask of a host. */
const parallelReads = 16;
const parallelAhead = 6;

/** Does work in its order, so much at once, until it is stopped. */
async function pool(work: readonly (() => Promise<unknown>)[], parallel: number, stop: () => boolean = () => false): Promise<void> {
  const waiting = work.values();
  await Promise.all(Array.from({ length: parallel }, async () => { for (const next of waiting) { if (stop()) return; await next(); } }));
}

function chunkOf({ text, heading, header, page, start }: PublishedPassage, document: number, ordinal: number, about: string): ScoredChunk {
  const tokens = `${about} ${passageTokens({ about: '', heading, header, text }).join(' ')}`;
  return { id: `${document}:${ordinal}`, document: String(document), ordinal, text, tokens, page, heading, start, end: start + text.length, score: 0 };
}

/** Does work once for each key; work that failed is done again when it is asked for again. */
function once<Key, Result>(work: (key: Key) => Promise<Result>): (key: Key) => Promise<Result> {
  const done = new Map<Key, Promise<Result>>();
  return (key) => {
    let result = done.get(key);
    if (!result) {
      result = work(key);
      done.set(key, result);
      result.catch(() => { done.delete(key); });
    }
    return result;
  };
}
