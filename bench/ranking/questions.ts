import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { ScoredChunk } from '../../core/ports/chunk-index.ts';
import { queryTerms, searchTokens } from '../../core/shared/text/analyse.ts';
import { fold } from '../../core/shared/text/fold.ts';

export const sharedData = join(resolve(process.env['SPROUT_SHARED'] ?? join(import.meta.dirname, '../../../shared')), 'data');
export const questionSets = ['xquad-en', 'xquad-zh', 'cmrc2018', 'drcd'] as const;
export type QuestionSet = (typeof questionSets)[number];

export interface Passage { readonly id: string; readonly title: string; readonly text: string }
export interface Asked {
  readonly text: string;
  /** Ids of the passages that answer. */
  readonly gold: readonly string[];
  /** Right answers, as `squeeze` leaves them. */
  readonly answers: readonly string[];
}

export function loadPassages(set: QuestionSet): Passage[] {
  return lines<Passage>(join(sharedData, 'A_rag', set, 'corpus.jsonl'));
}

export function loadQuestions(set: QuestionSet): Asked[] {
  return lines<{ text: string; gold: string[]; answers: { text: string }[] }>(join(sharedData, 'A_rag', set, 'queries.jsonl'))
    .map(({ text, gold, answers }) => ({ text, gold, answers: [...new Set(answers.map((answer) => squeeze(answer.text)))] }));
}

/** Width, case, variants and spaces do not make an answer wrong. */
export const squeeze = (text: string): string => fold(text).replaceAll(/\s+/g, '');

/** Articles are halved, not questions: nothing of the checking half was seen in fitting. */
export function isFittingHalf({ gold }: Asked): boolean {
  let hash = 0;
  for (const character of (gold[0] ?? '').replace(/-\d+$/, '')) hash = (hash * 31 + character.charCodeAt(0)) >>> 0;
  return hash % 2 === 0;
}

/** Full text in memory with LanceDB's BM25 (k1 1.2, b 0.75), so that ten thousand questions take minutes. */
export class FullText {
  readonly #chunks: ScoredChunk[];
  readonly #lengths: number[];
  readonly #postings = new Map<string, [chunk: number, count: number][]>();
  readonly #mean: number;

  /** @param titled puts each passage under its title, as a document with a heading has it. */
  constructor(passages: readonly Passage[], titled: boolean) {
    this.#lengths = [];
    this.#chunks = passages.map(({ id, title, text }, at) => {
      const terms = termsOf(titled ? `${title}\n${text}` : text);
      this.#lengths.push(terms.length);
      const counts = new Map<string, number>();
      for (const term of terms) counts.set(term, (counts.get(term) ?? 0) + 1);
      for (const [term, count] of counts) {
        const list = this.#postings.get(term);
        if (list) list.push([at, count]); else this.#postings.set(term, [[at, count]]);
      }
      return { id, document: id, ordinal: 0, text, tokens: terms.join(' '), page: null, heading: titled ? title : null, start: 0, end: text.length, score: 0 };
    });
    this.#mean = this.#lengths.reduce((sum, length) => sum + length, 0) / passages.length;
  }

  search(question: string, limit: number, without: readonly string[] = []): ScoredChunk[] {
    const scores = new Map<number, number>();
    for (const term of queryTerms(question)) {
      const list = this.#postings.get(term) ?? [];
      const rarity = Math.log(1 + (this.#chunks.length - list.length + 0.5) / (list.length + 0.5));
      for (const [chunk, count] of list) {
        const norm = 1.2 * (0.25 + 0.75 * (this.#lengths[chunk] ?? 0) / this.#mean);
        scores.set(chunk, (scores.get(chunk) ?? 0) + rarity * count * 2.2 / (count + norm));
      }
    }
    return [...scores].sort(([, a], [, b]) => b - a).slice(0, limit + without.length)
      .flatMap(([at, score]) => { const chunk = this.#chunks[at]; return chunk && !without.includes(chunk.id) ? [{ ...chunk, score }] : []; }).slice(0, limit);
  }
}

/** A passage is a member of many small collections. */
const analysed = new Map<string, string[]>();
function termsOf(text: string): string[] {
  const terms = analysed.get(text) ?? searchTokens(text);
  analysed.set(text, terms);
  return terms;
}

function lines<Row>(path: string): Row[] {
  return readFileSync(path, 'utf8').trim().split('\n').map((line) => JSON.parse(line) as Row);
}
