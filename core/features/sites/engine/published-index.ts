import type { ReadPublished } from '../../../contract/index.ts';
import type { Chunk, ChunkIndex, ScoredChunk } from '../../../ports/chunk-index.ts';
import type { SearchedDocuments } from '../../search/index.ts';
import { approvedFile, decodeApproved, type PublishedApproval } from '../published/approved-file.ts';
import { gunzip } from '../published/gzip.ts';
import { decodeManifest, type Manifest } from '../published/manifest.ts';
import { decodePostings, postingsFile, postingsFiles, type Postings } from '../published/postings.ts';
import { decodeSubjects, subjectsFile } from '../published/subjects-file.ts';
import { decodeTexts, textFile, wholeFile } from '../published/texts.ts';
import { inPieces } from './idle.ts';
import { PassageStore } from './passage-store.ts';
import { TermScan } from './term-scan.ts';

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
  /** A passage that was read; undefined of another, or one that there is not. */
  passage(document: number, ordinal: number): ScoredChunk | undefined;
  /** Column names above what is in a passage that was found; empty without a table. */
  headerOf(chunk: Pick<Chunk, 'document' | 'ordinal'>): string;
  approved(): Promise<readonly PublishedApproval[]>;
  /** Reads all that a question may need, file by file. */
  loadAll(): Promise<void>;
  /** Reads all passages by their large files and finds out itself where terms occur: once that is done, nothing is read any more. Goes on where it was stopped. */
  gather(options: GatherOptions): Promise<void>;
  /** Large files that are still to be gathered; 0 once all may be searched. */
  ungathered(): number;
}

export interface GatherOptions {
  /** Files at once. */
  readonly parallel: number;
  /** Something else is wanted. */
  readonly stop: () => boolean;
  /** A visitor waits for it. */
  readonly hurry: () => boolean;
}

const saturation = 1.2;
const lengthShare = 0.75;

/** @param beforeChinese called before Traditional Chinese is read. @throws what reading throws; Error for another format or damage. */
export async function openPublishedIndex(read: ReadPublished, beforeChinese: () => Promise<void> = async () => undefined): Promise<PublishedIndex> {
  const file = async (path: string): Promise<Uint8Array> => gunzip(await read(path));
  const manifest = decodeManifest(await file('manifest.bin'));
  const { documents, lengths, passagesPerFile, passagesPerWholeFile } = manifest;
  const averageLength = lengths.reduce((sum, length) => sum + length, 0) / Math.max(1, lengths.length);

  const known = new Map<string, Pick<Postings, 'passages' | 'counts'>>();
  const named = new Map<string, Set<number>>();
  const store = new PassageStore(manifest);
  const scan = new TermScan();
  /** Large files that were not gathered yet. */
  const missing = new Set(Array.from({ length: passagesPerWholeFile === 0 ? 0 : Math.ceil(lengths.length / passagesPerWholeFile) }, (_, at) => at));
  /** Everything is here: `scan` says where terms occur. */
  let isWhole = false;

  const postings = once(async (path: string) => {
    for (const [term, { passages, counts, subjects }] of decodePostings(await file(path))) {
      known.set(term, { passages, counts });
      if (subjects.length > 0) named.set(term, new Set(subjects));
    }
  });
  async function readTexts(path: string, first: number): Promise<void> {
    const held = decodeTexts(await file(path));
    if (held.traditional) await beforeChinese();
    store.hold(first, held);
  }
  const texts = once(async (number: number) => {
    const first = number * passagesPerFile;
    if (!store.holds(first, Math.min(first + passagesPerFile, lengths.length))) await readTexts(textFile(number), first);
  });
  const approved = once(async (path: string) => {
    const { traditional, approved: held } = decodeApproved(await file(path));
    if (traditional) await beforeChinese();
    return held;
  });
  const readSubjects = once(async (path: string) => decodeSubjects(await file(path)));

  async function load(terms: readonly string[]): Promise<void> {
    if (!isWhole) { await Promise.all([...new Set(terms.map((term) => postingsFile(term, manifest)))].map(postings)); return; }
    const unknown = terms.filter((term) => !known.has(term));
    if (unknown.length > 0) for (const [term, found] of scan.find(unknown)) known.set(term, found);
  }

  function score(terms: readonly string[], within: ReadonlySet<number> | undefined): { place: number; score: number }[] {
    const scores = new Map<number, number>();
    for (const term of new Set(terms)) {
      const { passages, counts } = known.get(term) ?? { passages: [], counts: [] };
      const rarity = Math.log(1 + (lengths.length - passages.length + 0.5) / (passages.length + 0.5));
      for (const [at, place] of passages.entries()) {
        if (within && !within.has(store.documentOf(place))) continue;
        const times = counts[at] ?? 1;
        const norm = saturation * (1 - lengthShare + lengthShare * (lengths[place] ?? 0) / averageLength);
        scores.set(place, (scores.get(place) ?? 0) + rarity * times * (saturation + 1) / (times + norm));
      }
    }
    return [...scores].map(([place, value]) => ({ place, score: value })).sort((left, right) => right.score - left.score || left.place - right.place);
  }

  const bestOf = (terms: readonly string[], limit: number, of: readonly string[] | undefined): { place: number; score: number }[] => score(terms, of && new Set(of.map(Number))).slice(0, limit);
  const filesOf = (places: readonly { readonly place: number }[]): number[] => [...new Set(places.map(({ place }) => Math.floor(place / passagesPerFile)))];
  const scored = (best: readonly { place: number; score: number }[]): ScoredChunk[] => best.map(({ place, score: value }) => ({ ...store.chunk(place), score: value }));

  /** Reads a large file and notes where its terms occur, in pieces. */
  async function gatherFile(number: number, pause: () => Promise<void>): Promise<void> {
    const first = number * passagesPerWholeFile;
    const end = Math.min(first + passagesPerWholeFile, lengths.length);
    if (!store.holds(first, end)) await readTexts(wholeFile(number), first);
    for (let place = first; place < end; place += 1) {
      scan.add(place, store.tokensOf(place));
      await pause();
    }
    missing.delete(number);
  }

  return {
    manifest, load,
    documents: {
      get: (id) => ({ name: store.nameOf(Number(id)), status: 'ready' }),
      subjects: () => documents.map((_, document) => ({ id: String(document), terms: { has: (term) => named.get(term)?.has(document) === true } })),
    },
    async ahead(terms, limit, of, stop) {
      await load(terms);
      const best = bestOf(terms, limit, of);
      await pool(filesOf(best).map((number) => () => texts(number)), parallelAhead, stop);
      return scored(best);
    },
    async search(terms, limit, of) {
      await load(terms);
      const best = bestOf(terms, limit, of);
      await Promise.all(filesOf(best).map(texts));
      return scored(best);
    },
    passage: (document, ordinal) => store.passage(document, ordinal),
    headerOf: ({ document, ordinal }) => store.headerOf(Number(document), ordinal),
    approved: async () => (manifest.approved === 0 ? [] : approved(approvedFile)),
    async loadAll() {
      await pool([...postingsFiles(manifest).map((path) => () => postings(path)), ...Array.from({ length: Math.ceil(lengths.length / passagesPerFile) }, (_, at) => () => texts(at))], parallelReads);
    },
    async gather({ parallel, stop, hurry }) {
      if (isWhole || manifest.wholeBytes === 0) return;
      const pause = inPieces(hurry);
      const subjects = readSubjects(subjectsFile);
      // Where a passage fails first, nobody waits for it.
      subjects.catch(() => undefined);
      await pool([...missing].map((number) => () => gatherFile(number, pause)), parallel, stop);
      if (missing.size > 0) return;
      for (const [document, terms] of (await subjects).entries()) for (const term of terms) named.set(term, (named.get(term) ?? new Set()).add(document));
      isWhole = true;
    },
    ungathered: () => missing.size,
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
