/**
 * Search time of the chunk index against its size: p50 and p95 in ms at 10,000 and 100,000 chunks (and more: `--chunks 1000000`).
 * Chunks are made: 120 terms each, drawn by Zipf's law from 200,000; queries have 8–20 terms of the same law, which is
 * harder than a person's question. The baseline beside it is a scan in memory. Usage: node bench/index-scale.ts [--chunks N]…
 */
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import { argv } from 'node:process';
import { openLanceIndex } from '../core/adapters/lance/index.ts';
import type { Chunk, ChunkIndex } from '../core/ports/chunk-index.ts';
import { MemoryChunkIndex } from '../test/fakes/memory-chunk-index.ts';

const vocabulary = 200_000;
const termsInChunk = 120;
const chunksInDocument = 20;
const chunksInWrite = 10_000;
const queries = 300;
const limit = 100;

interface Measure { chunks: number; p50: number; p95: number; baselineP50: number | null; ratio: number | null; writeSeconds: number; optimizeSeconds: number }

/** mulberry32: seeded, so that two runs compare. */
function randomFrom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
}

/** Term of rank r with a chance of about 1/r. */
function zipfTerm(random: () => number): string {
  return `w${Math.floor(Math.exp(random() * Math.log(vocabulary)))}`;
}

function makeChunk(number: number, random: () => number): Chunk {
  const document = `document-${Math.floor(number / chunksInDocument)}`;
  const ordinal = number % chunksInDocument;
  const tokens = Array.from({ length: termsInChunk }, () => zipfTerm(random)).join(' ');
  return { id: `${document}:1:${ordinal}`, document, ordinal, text: tokens, tokens, page: ordinal + 1, heading: null, start: 0, end: tokens.length };
}

function makeQuery(random: () => number): string[] {
  return [...new Set(Array.from({ length: 8 + Math.floor(random() * 13) }, () => zipfTerm(random)))];
}

async function timesOf(index: ChunkIndex, count: number): Promise<number[]> {
  const random = randomFrom(7);
  for (let warm = 0; warm < Math.min(20, count); warm++) await index.search(makeQuery(random), limit);
  const times: number[] = [];
  for (let query = 0; query < count; query++) {
    const terms = makeQuery(random);
    const start = performance.now();
    await index.search(terms, limit);
    times.push(performance.now() - start);
  }
  return times.sort((left, right) => left - right);
}

function quantile(sorted: readonly number[], share: number): number {
  return Math.round((sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0) * 100) / 100;
}

async function measure(chunks: number): Promise<Measure> {
  const directory = await mkdtemp(join(tmpdir(), 'sprout-index-scale-'));
  try {
    const index = await openLanceIndex(directory);
    const scan = new MemoryChunkIndex();
    const withBaseline = chunks <= 100_000;
    const random = randomFrom(1);
    const begin = performance.now();
    for (let first = 0; first < chunks; first += chunksInWrite) {
      const batch = Array.from({ length: Math.min(chunksInWrite, chunks - first) }, (_, at) => makeChunk(first + at, random));
      await index.write(batch, []);
      if (withBaseline) await scan.write(batch, []);
    }
    const written = performance.now();
    await index.optimize();
    const optimized = performance.now();
    const times = await timesOf(index, queries);
    const baselineP50 = withBaseline ? quantile(await timesOf(scan, 3), 0.5) : null;
    await index.close();
    const p50 = quantile(times, 0.5);
    const seconds = (milliseconds: number): number => Math.round(milliseconds / 10) / 100;
    return { chunks, p50, p95: quantile(times, 0.95), baselineP50, ratio: baselineP50 === null ? null : Math.round(baselineP50 / p50), writeSeconds: seconds(written - begin), optimizeSeconds: seconds(optimized - written) };
  } finally {
    await rm(directory, { recursive: true, force: true });
  }
}

const asked = argv.flatMap((word, at) => (word === '--chunks' ? [Number(argv[at + 1])] : []));
const results: Measure[] = [];
for (const chunks of asked.length > 0 ? asked : [10_000, 100_000]) {
  const result = await measure(chunks);
  results.push(result);
  console.log(JSON.stringify(result));
}
const report = { bench: 'index-scale', limit, cores: cpus().length, targets: { p95At100000: 25, p50Growth10000To1000000: 4 }, results };
const folder = join(import.meta.dirname, 'results');
await mkdir(folder, { recursive: true });
await writeFile(join(folder, 'index-scale.json'), `${JSON.stringify(report, null, 2)}\n`);
