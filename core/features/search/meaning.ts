import type { ChunkIndex, Passage, ScoredChunk } from '../../ports/chunk-index.ts';
import type { Embedder } from '../../ports/embedder.ts';
import type { VectorIndex, VectorRow, VectorTable } from '../../ports/vector-index.ts';
import { passageText } from './passage-text.ts';
import { withPatience } from './patience.ts';
import { spread } from './spread.ts';
/** The embedding model in use, and others that are on this machine. Both load a model where needed. */
export interface EmbedderSource {
  /** Id of the model chosen; null without. */
  chosen(): string | null;
  /** @throws SproutError when it cannot be loaded. */
  get(id: string): Promise<Embedder>;
}

/** Passages by meaning: how much likelier each is to answer. */
export interface Meaning {
  readonly chunks: readonly ScoredChunk[];
  /** Log-odds for a passage by its likeness to the question. */
  bonus(chunk: string): number;
}

export interface MeaningSearch {
  /** Undefined while no embedding model serves. @param among passages found otherwise, to be judged too. */
  find(question: string, limit: number, among: readonly ScoredChunk[]): Promise<Meaning | undefined>;
  /** Brings the vectors in line with the documents, in the background; told again while it works, it goes round once more. */
  update(): void;
  /** Resolves when what was asked of `update` is done. */
  settled(): Promise<void>;
  close(): Promise<void>;
}

export interface MeaningOptions {
  readonly vectors: VectorIndex;
  readonly index: ChunkIndex;
  readonly embedders: EmbedderSource;
  /** Ready documents as `<document>:<version>` with the document's id. */
  readonly sources: () => ReadonlyMap<string, string>;
  /** The first search waits until all documents can be found by meaning: for one-shot commands. */
  readonly waits: boolean;
  readonly onProgress: (done: number, total: number) => void;
  readonly onBug: (error: unknown) => void;
}

/** Vectors that answer, the id of the model that made them, and what likeness is usual among them. */
interface Serving { readonly table: VectorTable; readonly model: string; readonly usual: readonly Float32Array[] }

/** Texts given to the model at once: small enough that a question in between does not wait long. */
const batch = 32;
/** Batches that the model has at once: it goes on with the next while this process takes the last one's vectors. Questions are answered between them. */
const batchesAhead = 2;
/** Rows in a commit. */
const commitRows = 2000;
/** Passages that are read from the index at once, of short documents. */
const readRows = 512;
const sampled = 256;
/**
 * Log-odds for each standard deviation by which a passage is more alike than passages usually are (bench/meaning.ts): on XQuAD-en the right
 * passage comes first as often from 0.8 to 1.5; questions in other words than the passage's want the more of it the better.
 */
export const meaningWeight = 1.2;
const mostDeviations = 6;
/** A question that waits for its vector longer than this is answered by full text alone. */
const patienceMs = 4000;

export function createMeaningSearch({ vectors, index, embedders, sources, waits, onProgress, onBug }: MeaningOptions): MeaningSearch {
  let serving: Serving | undefined;
  /** Searches under way: the table that they read is not dropped under them. */
  const searches = new Set<Promise<unknown>>();
  let work: Promise<void> | undefined;
  let again = false;
  const closing = new AbortController();

  function update(): void {
    again = true;
    work ??= (async () => {
      while (again && !closing.signal.aborted) {
        again = false;
        try {
          await bringUpToDate();
        } catch (error) {
          // Full text serves on; the next change tries again.
          if (!closing.signal.aborted) onBug(error);
        }
      }
      work = undefined;
    })();
  }

  async function settled(): Promise<void> {
    while (work) await work;
  }

  async function bringUpToDate(): Promise<void> {
    const chosen = embedders.chosen();
    if (chosen === null) { serving = undefined; return; }
    // A model that gave its memory back is not loaded again for nothing.
    const table = serving?.model === chosen ? serving.table : await vectors.open(chosen, (await embedders.get(chosen)).dimensions);
    const wanted = sources();
    const present = await table.sources();
    await table.removeSources([...present].filter((source) => !wanted.has(source)));
    const missing = [...wanted].filter(([source]) => !present.has(source));
    // The table that served before goes on until the new one is whole.
    if (serving === undefined && present.size > 0 && missing.length < wanted.size / 2) await serve(table, chosen);
    await embedMissing(missing, table, chosen);
    if (missing.length > 0) await table.optimize();
    await serve(table, chosen);
    await Promise.allSettled(searches);
    for (const old of await vectors.models()) if (old !== chosen) await vectors.drop(old);
  }

  async function serve(table: VectorTable, model: string): Promise<void> {
    serving = { table, model, usual: await table.sample(sampled) };
  }

  async function embedMissing(missing: readonly Source[], table: VectorTable, model: string): Promise<void> {
    if (missing.length === 0) return;
    const embedder = await embedders.get(model);
    const rows: VectorRow[] = [];
    // Filled across documents: a folder of short ones would else be read one by one.
    let gathered: { readonly passage: Passage; readonly source: string }[] = [];
    /** Batches that the model has, the oldest first. */
    const underWay: Promise<void>[] = [];
    /** The next batch is gathered and sent while the model works at this one. */
    const embed = async (): Promise<void> => {
      const part = gathered;
      gathered = [];
      if (underWay.length >= batchesAhead) await underWay.shift();
      closing.signal.throwIfAborted();
      const working = embedder.embed(part.map(({ passage }) => passageText(passage)), 'passage', closing.signal).then((made) => {
        part.forEach(({ passage, source }, place) => { const vector = made[place]; if (vector) rows.push({ chunk: passage.id, source, vector }); });
      });
      // It is waited for later, and fails there.
      working.catch(() => undefined);
      underWay.push(working);
    };
    let done = 0;
    for (const group of readTogether(missing, await index.countByDocument())) {
      closing.signal.throwIfAborted();
      const passages = Map.groupBy(await index.passages(group.map(([, document]) => document)), ({ document }) => document);
      for (const [source, document] of group) {
        for (const passage of passages.get(document) ?? []) {
          gathered.push({ passage, source });
          if (gathered.length === batch) await embed();
        }
        done += 1;
        // Documents are committed whole: what is there needs no second look.
        if (rows.length + underWay.length * batch + gathered.length >= commitRows || done === missing.length) {
          if (gathered.length > 0) await embed();
          await Promise.all(underWay.splice(0));
          if (rows.length > 0) await table.write(rows.splice(0));
        }
        onProgress(done, missing.length);
      }
    }
  }

  async function findIn({ table, model, usual }: Serving, question: string, limit: number, among: readonly ScoredChunk[]): Promise<Meaning | undefined> {
    const [vector] = await withPatience(patienceMs, async (signal) => (await embedders.get(model)).embed([question], 'question', signal), closing.signal);
    if (!vector) return undefined;
    const near = await table.search(vector, limit);
    const known = new Set(among.map(({ id }) => id));
    const [added, theirs] = await Promise.all([index.chunks(near.map(({ chunk }) => chunk).filter((id) => !known.has(id))), table.vectors([...known])]);
    const likeness = new Map(near.map(({ chunk, similarity }) => [chunk, similarity]));
    for (const [id, other] of theirs) likeness.set(id, cosine(vector, other));
    const { mean, deviation } = spread(usual.map((other) => cosine(vector, other)));
    return {
      // Found by meaning alone: no word of the question's.
      chunks: added.map((chunk) => ({ ...chunk, score: 0 })),
      bonus: (id) => meaningWeight * Math.max(-mostDeviations, Math.min(mostDeviations, ((likeness.get(id) ?? mean) - mean) / deviation)),
    };
  }

  return {
    async find(question, limit, among) {
      if (waits && !serving && embedders.chosen() !== null) { update(); await settled(); }
      if (!serving) return undefined;
      const search = findIn(serving, question, limit, among);
      searches.add(search);
      try { return await search; } finally { searches.delete(search); }
    },
    update,
    settled,
    async close() {
      closing.abort();
      await Promise.allSettled([work, ...searches]);
    },
  };
}

/** `<document>:<version>` and the document. */
type Source = readonly [string, string];

/** Parts of a list of documents: each look into the index passes over all of it, so several short ones are read by one, and a long one alone. */
function readTogether(documents: readonly Source[], counts: ReadonlyMap<string, number>): Source[][] {
  const groups: Source[][] = [];
  let group: Source[] = [];
  let rows = 0;
  for (const each of documents) {
    const own = counts.get(each[1]) ?? 0;
    if (group.length > 0 && rows + own > readRows) { groups.push(group); group = []; rows = 0; }
    group.push(each);
    rows += own;
  }
  return group.length > 0 ? [...groups, group] : groups;
}

function cosine(left: Float32Array, right: Float32Array): number {
  let sum = 0;
  for (let at = 0; at < left.length; at += 1) sum += (left[at] ?? 0) * (right[at] ?? 0);
  return sum;
}
