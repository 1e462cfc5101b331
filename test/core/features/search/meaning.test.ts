import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openLanceVectors } from '../../../../core/adapters/lance/index.ts';
import { createMeaningSearch, type MeaningSearch } from '../../../../core/features/search/index.ts';
import type { Embedder } from '../../../../core/ports/embedder.ts';
import type { VectorIndex } from '../../../../core/ports/vector-index.ts';
import { MemoryChunkIndex } from '../../../fakes/memory-chunk-index.ts';
import { chunk } from '../../../ports/chunk-index.ts';

/** The share of each letter from a to h; it records how many texts it was given at once, and how many orders it had. */
class LetterEmbedder implements Embedder {
  readonly id = 'letters';
  readonly dimensions = 8;
  readonly batches: number[] = [];
  most = 0;
  #underWay = 0;

  async countTokens(text: string): Promise<number> { return text.length; }

  async embed(texts: readonly string[]): Promise<Float32Array[]> {
    this.batches.push(texts.length);
    this.#underWay += 1;
    this.most = Math.max(this.most, this.#underWay);
    await new Promise((next) => { setImmediate(next); });
    this.#underWay -= 1;
    return texts.map((text) => {
      const counts = Array.from('abcdefgh', (letter) => text.toLowerCase().split(letter).length - 1);
      const length = Math.hypot(...counts) || 1;
      return Float32Array.from(counts, (count) => count / length);
    });
  }
}

describe('search by meaning', () => {
  let folder: string;
  let vectors: VectorIndex;
  let index: MemoryChunkIndex;
  let embedder: LetterEmbedder;
  let meaning: MeaningSearch;
  let documents: string[];
  let progress: number[];

  beforeEach(async () => {
    folder = mkdtempSync(join(tmpdir(), 'sprout-meaning-'));
    vectors = await openLanceVectors(folder);
    index = new MemoryChunkIndex();
    embedder = new LetterEmbedder();
    documents = [];
    progress = [];
    meaning = createMeaningSearch({
      vectors, index, embedders: { chosen: () => embedder.id, get: () => Promise.resolve(embedder) }, sources: () => new Map(documents.map((id) => [`${id}:1`, id])), waits: false,
      onProgress: (done) => { progress.push(done); }, onBug: (error) => { throw error; },
    });
  });
  afterEach(async () => {
    await meaning.close();
    await vectors.close();
    rmSync(folder, { recursive: true, force: true });
  });

  async function add(document: string, texts: readonly string[]): Promise<void> {
    documents.push(document);
    await index.write(texts.map((text, ordinal) => chunk(document, ordinal, text)), []);
  }
  async function updated(): Promise<void> {
    meaning.update();
    await meaning.settled();
  }

  it('makes one vector of each passage, of short documents and long ones, in whole batches', async () => {
    const texts = ['aab', 'bbc', 'ccd', 'dde', 'eef', 'ffg', 'ggh', 'hha'];
    const text = (at: number): string => texts[at % texts.length] ?? '';
    for (let at = 0; at < 40; at += 1) await add(`short ${at}`, [text(at), text(at + 1)]);
    await add('long', Array.from({ length: 700 }, (_, at) => text(at)));
    await add('empty', []);
    await updated();
    const table = await vectors.open('letters', 8);
    const ids = (await index.passages(documents)).map(({ id }) => id);
    const made = await table.vectors(ids);
    expect(made.size).toBe(780);
    const [right = new Float32Array()] = await embedder.embed(['BBC']);
    expect(made.get('short 1:1:0')).toEqual(right);
    expect(made.get('short 0:1:1')).toEqual(right);
    expect(made.get('long:1:697')).toEqual(right);
    expect(embedder.batches.slice(0, -1)).toEqual([...Array<number>(24).fill(32), 12]);
    expect(progress).toEqual(Array.from({ length: 42 }, (_, at) => at + 1));
  });

  it('gives the model the next batch while it works at one, and no more', async () => {
    await add('long', Array.from({ length: 300 }, () => 'abc'));
    await updated();
    expect(embedder.most).toBe(2);
  });

  it('reads what came since, and forgets what is gone', async () => {
    await add('first', ['aaa']);
    await add('second', ['bbb']);
    await updated();
    documents.shift();
    await add('third', ['ccc']);
    await updated();
    expect(embedder.batches).toEqual([2, 1]);
    expect([...await (await vectors.open('letters', 8)).sources()].sort()).toEqual(['second:1', 'third:1']);
    expect((await meaning.find('cab cc', 2, []))?.chunks.map(({ document }) => document)).toContain('third');
  });
});
