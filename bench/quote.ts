/**
 * Time of a quote-mode answer and of a search from question to result, at 10,000 and 100,000 passages (`--chunks N` for others): the passages
 * of shared/data/A_rag, and beside them the same with their sentences shuffled between passages, until there are enough.
 * The baseline in the same run is LanceDB's own search for the same terms.
 */
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import { argv } from 'node:process';
import { openLanceIndex } from '../core/adapters/lance/index.ts';
import { quote } from '../core/features/answers/quote.ts';
import { rank, understand } from '../core/features/search/index.ts';
import type { Chunk } from '../core/ports/chunk-index.ts';
import { searchTokens } from '../core/shared/text/analyse.ts';
import { splitSentences } from '../core/shared/text/sentences.ts';
import { loadPassages, loadQuestions, questionSets } from './ranking/questions.ts';

const candidates = 32;
const asked = 400;
const sizes = argv.flatMap((word, at) => (word === '--chunks' ? [Number(argv[at + 1])] : []));

const texts = questionSets.flatMap((set) => loadPassages(set).map(({ text }) => text));
const sentences = texts.map((text) => splitSentences(text).map((sentence) => sentence.text));
const questions = questionSets.flatMap((set) => loadQuestions(set).slice(0, asked / questionSets.length)).map(({ text }) => text);

const results = [];
for (const chunks of sizes.length > 0 ? sizes : [10_000, 100_000]) results.push(await measure(chunks));
const folder = join(import.meta.dirname, 'results');
await mkdir(folder, { recursive: true });
await writeFile(join(folder, 'quote.json'), `${JSON.stringify({ bench: 'quote', cores: cpus().length, targets: { searchP95At100000: 25, answerP95At100000: 120 }, results }, null, 2)}\n`);

async function measure(chunks: number): Promise<Record<string, number>> {
  const directory = await mkdtemp(join(tmpdir(), 'sprout-quote-'));
  try {
    const index = await openLanceIndex(directory);
    for (let from = 0; from < chunks; from += 10_000) await index.write(Array.from({ length: Math.min(10_000, chunks - from) }, (_, at) => makeChunk(from + at)), []);
    await index.optimize();
    const times = { index: [] as number[], search: [] as number[], answer: [] as number[] };
    for (const text of questions) {
      const started = performance.now();
      const question = understand(text);
      const found = await index.search(question.terms, candidates);
      const indexed = performance.now();
      const ranking = rank(question, found);
      const ranked = performance.now();
      quote({ ...ranking, ms: 0, byMeaning: false, reranked: false });
      times.index.push(indexed - started);
      times.search.push(ranked - started);
      times.answer.push(performance.now() - started);
    }
    await index.close();
    const [index50, index95] = quantiles(times.index);
    const [search50, search95] = quantiles(times.search);
    const [answer50, answer95] = quantiles(times.answer);
    const result = { chunks, index50, index95, search50, search95, answer50, answer95, answerToIndex: Math.round(answer95 / index95 * 100) / 100 };
    console.log(JSON.stringify(result));
    return result;
  } finally {
    await rm(directory, { recursive: true, force: true });
  }
}

/** The first round is the passages themselves; each further one mixes sentences of passages that lie far apart. */
function makeChunk(at: number): Chunk {
  const round = Math.floor(at / texts.length);
  const place = at % texts.length;
  const text = round === 0 ? texts[place] ?? '' : (sentences[place] ?? []).map((sentence, index) => sentences[(place + round * (index + 7)) % texts.length]?.[index] ?? sentence).join(' ');
  return { id: `d${Math.floor(at / 20)}:1:${at % 20}`, document: `d${Math.floor(at / 20)}`, ordinal: at % 20, text, tokens: searchTokens(text).join(' '), page: null, heading: null, start: 0, end: text.length };
}

function quantiles(values: readonly number[]): [number, number] {
  const sorted = [...values].sort((a, b) => a - b);
  const at = (share: number): number => Math.round((sorted[Math.floor(sorted.length * share)] ?? 0) * 10) / 10;
  return [at(0.5), at(0.95)];
}
