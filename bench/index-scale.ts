/**
 * Search time of the chunk index against its size: p50 and p95 in ms at 10,000 and 100,000 chunks (and more: `--chunks 1000000`).
 * Chunks are made: 120 terms each, drawn by Zipf's law from 200,000; queries have 8–20 terms of the same law, which is
 * harder than a person's question. The baseline beside it counts the terms of every chunk in a scan in memory. Usage: node bench/index-scale.ts [--chunks N]…
 */
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import { argv } from 'node:process';
import { openLanceIndex } from '../core/adapters/lance/index.ts';
import type { Chunk } from '../core/ports/chunk-index.ts';

const vocabulary = 200_000;
const termsInChunk = 120;
const chunksInDocument = 20;
const chunksInWrite = 10_000;
const queries = 300;
const limit = 32;

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

/** A search of a plain kind: every text is split and its terms are counted; the best are sorted out. */
async function scan(texts: readonly string[], terms: readonly string[]): Promise<number> {
  const wanted = new Set(terms);
  const scores = texts.map((text) => text.split(' ').reduce((sum, term) => sum + (wanted.has(term) ? 1 : 0), 0));
  return scores.sort((left, right) => right - left).slice(0, limit).length;
}

async function timesOf(search: (terms: readonly string[]) => Promise<unknown>, count: number): Promise<number[]> {
  const random = randomFrom(7);
  for (let warm = 0; warm < Math.min(20, count); warm++) await search(makeQuery(random));
  const times: number[] = [];
  for (let query = 0; query < count; query++) {
    const terms = makeQuery(random);
    const start = performance.now();
    await search(terms);
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
    const texts: string[] = [];
    const withBaseline = chunks <= 100_000;
    const random = randomFrom(1);
    const begin = performance.now();
    for (let first = 0; first < chunks; first += chunksInWrite) {
      const batch = Array.from({ length: Math.min(chunksInWrite, chunks - first) }, (_, at) => makeChunk(first + at, random));
      await index.write(batch, []);
      if (withBaseline) texts.push(...batch.map((chunk) => chunk.tokens));
    }
    const written = performance.now();
    await index.optimize();
    const optimized = performance.now();
    const times = await timesOf((terms) => index.search(terms, limit), queries);
    const baselineP50 = withBaseline ? quantile(await timesOf((terms) => scan(texts, terms), 3), 0.5) : null;
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
const folder = join(import.meta.dirname, 'results');
const path = join(folder, 'index-scale.json');
await mkdir(folder, { recursive: true });
// Sizes that were not measured this time keep their last figures: a million chunks take minutes.
const earlier = await readFile(path, 'utf8').then((text) => (JSON.parse(text) as { results: Measure[] }).results, (): Measure[] => []);
const kept = earlier.filter((old) => !results.some((result) => result.chunks === old.chunks));
const all = [...kept, ...results].sort((left, right) => left.chunks - right.chunks);
const p50At = (chunks: number): number => all.find((result) => result.chunks === chunks)?.p50 ?? Number.NaN;
const growth = Math.round(p50At(1_000_000) / p50At(10_000) * 100) / 100;
const report = { bench: 'index-scale', limit, cores: cpus().length, targets: { p95At100000: 25, p50Growth10000To1000000: 4 }, p50Growth10000To1000000: Number.isNaN(growth) ? null : growth, results: all };
await writeFile(path, `${JSON.stringify(report, null, 2)}\n`);
