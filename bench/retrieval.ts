/**
 * How well Sprout finds and quotes, on the questions of shared/data/A_rag, beside LanceDB's full text alone (`icu` tokenizer) in the same run:
 * the right passage first and among five; a quote of at most two sentences that holds the answer; the same with the question in the other
 * Chinese script; "not in your documents" when the passage is taken away. Usage: node bench/retrieval.ts [--first N] (questions of each set; all without)
 */
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import { argv } from 'node:process';
import * as lancedb from '@lancedb/lancedb';
import { Converter } from 'opencc-js';
import { openLanceIndex } from '../core/adapters/lance/index.ts';
import { quote } from '../core/features/answers/quote.ts';
import { rank, understand, type Found } from '../core/features/search/index.ts';
import type { Chunk } from '../core/ports/chunk-index.ts';
import { searchTokens } from '../core/shared/text/analyse.ts';
import { loadPassages, loadQuestions, questionSets, squeeze, type Asked, type Passage, type QuestionSet } from './ranking/questions.ts';

const candidates = 32;
const first = Number(argv[argv.indexOf('--first') + 1]) || Infinity;
const otherScript: Partial<Record<QuestionSet, (text: string) => string>> = { 'xquad-zh': Converter({ from: 'cn', to: 'twp' }), drcd: Converter({ from: 'twp', to: 'cn' }) };
const goals = { 'xquad-en': 0.92, 'xquad-zh': 0.91, cmrc2018: 0.84, drcd: 0.94 } as const;

interface Hits { first: number; five: number }
interface Report extends Record<string, unknown> { set: string; questions: number; lance: Hits; sprout: Hits; quoted: number; goal: number; sentences: number; answered: number; declined: number; otherScript?: { sprout: Hits; quoted: number } }

const reports: Report[] = [];
for (const set of questionSets) reports.push(await measure(set));
const mean = (of: (report: Report) => number): number => round(reports.reduce((sum, report) => sum + of(report), 0) / reports.length);
const summary = { answered: mean(({ answered }) => answered), declined: mean(({ declined }) => declined) };
console.log(JSON.stringify(summary));
const folder = join(import.meta.dirname, 'results');
await mkdir(folder, { recursive: true });
await writeFile(join(folder, 'retrieval.json'), `${JSON.stringify({ bench: 'retrieval', first: Number.isFinite(first) ? first : 'all', cores: cpus().length, summary, results: reports }, null, 2)}\n`);

async function measure(set: QuestionSet): Promise<Report> {
  const directory = await mkdtemp(join(tmpdir(), 'sprout-retrieval-'));
  try {
    const passages = loadPassages(set);
    const questions = loadQuestions(set).slice(0, first);
    const baseline = await fullTextAlone(join(directory, 'baseline'), passages);
    const index = await openLanceIndex(join(directory, 'sprout'));
    await index.write(passages.map(chunkOf), []);
    await index.optimize();
    const ask = async (text: string, without: readonly string[] = []): Promise<Found> => {
      const question = understand(text);
      const found = (await index.search(question.terms, candidates + without.length)).filter(({ document }) => !without.includes(document)).slice(0, candidates);
      return { ...rank(question, found), ms: 0, byMeaning: false, reranked: false };
    };
    const lance = { first: 0, five: 0 };
    const sprout = { first: 0, five: 0 };
    const other = { first: 0, five: 0, quoted: 0 };
    const count = { quoted: 0, sentences: 0, answered: 0, declined: 0 };
    for (const asked of questions) {
      tally(lance, await baseline(asked.text), asked);
      const found = await ask(asked.text);
      tally(sprout, found.chunks.map(({ chunk }) => chunk.document), asked);
      const quotes = quote(found);
      if (quotes.length > 0) { count.answered += 1; count.sentences += quotes.length; }
      // The measure of quoting is the quote; whether to give it at all is measured beside it.
      if (holds(quote(found, { least: -Infinity }), asked)) count.quoted += 1;
      if (quote(await ask(asked.text, asked.gold)).length === 0) count.declined += 1;
      const convert = otherScript[set];
      if (convert) {
        const converted = await ask(convert(asked.text));
        tally(other, converted.chunks.map(({ chunk }) => chunk.document), asked);
        if (holds(quote(converted, { least: -Infinity }), asked)) other.quoted += 1;
      }
    }
    await index.close();
    const share = (number: number): number => round(number / questions.length);
    const hits = ({ first: one, five }: Hits): Hits => ({ first: share(one), five: share(five) });
    const report: Report = {
      set, questions: questions.length, lance: hits(lance), sprout: hits(sprout), quoted: share(count.quoted), goal: goals[set], sentences: round(count.sentences / count.answered), answered: share(count.answered), declined: share(count.declined),
      ...(otherScript[set] ? { otherScript: { sprout: hits(other), quoted: share(other.quoted) } } : {}),
    };
    console.log(JSON.stringify(report));
    return report;
  } finally {
    await rm(directory, { recursive: true, force: true });
  }
}

function tally(hits: Hits, documents: readonly string[], { gold }: Asked): void {
  if (gold.includes(documents[0] ?? '')) hits.first += 1;
  if (documents.slice(0, 5).some((document) => gold.includes(document))) hits.five += 1;
}

function holds(quotes: ReturnType<typeof quote>, { answers }: Asked): boolean {
  const text = squeeze(quotes.map((one) => one.text).join(''));
  return answers.some((answer) => text.includes(answer));
}

function chunkOf({ id, text }: Passage): Chunk {
  return { id: `${id}:1:0`, document: id, ordinal: 0, text, tokens: searchTokens(text).join(' '), page: null, heading: null, start: 0, end: text.length };
}

/** LanceDB as it comes, with the tokenizer that segments Chinese. */
async function fullTextAlone(directory: string, passages: readonly Passage[]): Promise<(question: string) => Promise<string[]>> {
  const connection = await lancedb.connect(directory);
  const table = await connection.createTable('passages', passages.map(({ id, text }) => ({ id, text })));
  await table.createIndex('text', { config: lancedb.Index.fts({ baseTokenizer: 'icu', withPosition: false }) });
  return async (question) => (await table.query().fullTextSearch(question, { columns: ['text'] }).select(['id', '_score']).limit(5).toArray()).map((row: { id: string }) => row.id);
}

function round(value: number): number { return Math.round(value * 1000) / 1000; }
