/**
 * What search by meaning adds to full text, through the whole product (files imported, one search a question): the right passage first and
 * among five, with and without the embedding model of shared/models, on XQuAD-en and on bench/questions/paraphrased.jsonl, which ask in other
 * words than the passage's. `byWeight` is the same with other weights of meaning against words (core/features/search/meaning.ts), on halves
 * by article: a weight is chosen on the first and looked at on the second. Usage: node bench/meaning.ts [--first N]
 */
import { readFileSync } from 'node:fs';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { argv } from 'node:process';
import { createCore } from '../core/create-core.ts';
import { meaningWeight, type Found } from '../core/features/search/index.ts';
import { isFittingHalf, loadPassages, loadQuestions, sharedData, type Asked } from './ranking/questions.ts';
import { report } from './support/report.ts';

const embeddingModel = 'm2v-bge-base-en-vq128-F16';
const weights = [0.3, 0.6, 0.9, 1.2, 1.5, 2, 3];
const first = Number(argv[argv.indexOf('--first') + 1]) || Infinity;

type Question = Pick<Asked, 'text' | 'gold'>;
/** Passages with the parts of their score, in the order of the result. */
interface Ordered { readonly passage: string; readonly words: number; readonly meaning: number }
interface Hits { readonly first: number; readonly five: number }

const paraphrased = readFileSync(join(import.meta.dirname, 'questions/paraphrased.jsonl'), 'utf8').trim().split('\n')
  .map((line): Question => { const { question, passage } = JSON.parse(line) as { question: string; passage: string }; return { text: question, gold: [passage] }; });
const sets: Readonly<Record<string, readonly Question[]>> = { 'xquad-en': loadQuestions('xquad-en').slice(0, first), paraphrased: paraphrased.slice(0, first) };

const home = await mkdtemp(join(tmpdir(), 'sprout-meaning-'));
try {
  const documents = join(home, 'documents');
  await mkdir(documents);
  // Names that say nothing: what is found is found in the text.
  const passageOf = new Map<string, string>();
  for (const [at, { id, text }] of loadPassages('xquad-en').entries()) {
    const name = `${String(at).padStart(3, '0')}.txt`;
    passageOf.set(name, id);
    await writeFile(join(documents, name), text);
  }
  const core = await createCore({
    home: join(home, 'sprout'), version: 'bench', templates: join(import.meta.dirname, '../templates'), locale: 'en', background: false, onBug: console.error, models: { folders: [join(sharedData, '../models')] },
  });
  const { features } = core;
  const accepted = await features.documents.importPaths([documents]);
  await features.documents.settled(accepted.map(({ id }) => id));

  const ask = async ({ text }: Question): Promise<Ordered[]> => (await features.search.rank(text)).chunks.map(({ chunk, score, evidence }: Found['chunks'][number]) => (
    { passage: passageOf.get(features.search.nameOf(chunk.document)) ?? '', words: evidence, meaning: (score - evidence) / meaningWeight }
  ));
  const askAll = async (): Promise<Map<Question, Ordered[]>> => {
    const answers = new Map<Question, Ordered[]>();
    for (const question of Object.values(sets).flat()) answers.set(question, await ask(question));
    return answers;
  };
  const alone = await askAll();
  await features.models.choose('embedding', embeddingModel);
  const both = await askAll();
  await core.close();

  const weighed = (answers: Map<Question, Ordered[]>, weight: number) => (question: Question): string[] => [...answers.get(question) ?? []].sort((a, b) => b.words + weight * b.meaning - a.words - weight * a.meaning).map(({ passage }) => passage);
  /** The usual way to join two lists: forgets by how much one is ahead. */
  const byReciprocalRanks = (answers: Map<Question, Ordered[]>) => (question: Question): string[] => {
    const found = answers.get(question) ?? [];
    const place = (by: 'words' | 'meaning'): Map<Ordered, number> => new Map([...found].sort((a, b) => b[by] - a[by]).map((one, at) => [one, at]));
    const [words, meaning] = [place('words'), place('meaning')];
    const score = (one: Ordered): number => 1 / (60 + (words.get(one) ?? 0)) + 1 / (60 + (meaning.get(one) ?? 0));
    return [...found].sort((a, b) => score(b) - score(a)).map(({ passage }) => passage);
  };
  const results = Object.entries(sets).map(([set, questions]) => {
    const halves = { fitting: questions.filter((one) => isFittingHalf({ ...one, answers: [] })), checking: questions.filter((one) => !isFittingHalf({ ...one, answers: [] })) };
    return {
      set, questions: questions.length, fullText: hits(questions, weighed(alone, 0)), hybrid: hits(questions, weighed(both, meaningWeight)),
      reciprocalRanks: hits(questions, byReciprocalRanks(both)), byWeight: weights.map((weight) => ({ weight, fitting: hits(halves.fitting, weighed(both, weight)), checking: hits(halves.checking, weighed(both, weight)) })),
    };
  });
  const better = results.every(({ fullText, hybrid }) => hybrid.first > fullText.first && hybrid.five > fullText.five);
  await report('meaning', { embeddingModel, weight: meaningWeight, target: 'hybrid better on both', better, results });
} finally {
  await rm(home, { recursive: true, force: true });
}

function hits(questions: readonly Question[], order: (question: Question) => readonly string[]): Hits {
  const share = (most: number): number => Math.round(questions.filter((question) => order(question).slice(0, most).some((passage) => question.gold.includes(passage))).length / questions.length * 1000) / 1000;
  return { first: share(1), five: share(5) };
}
