import { fold } from '../../shared/text/fold.ts';
import { indexTerms } from '../../shared/text/analyse.ts';
import { isQuestionWord } from '../../shared/text/question-words.ts';
import type { RankedChunk } from '../search/index.ts';

/** Where a passage says what a sentence says; offsets into the document. */
export interface Support { readonly passage: RankedChunk; readonly text: string; readonly start: number; readonly end: number; readonly share: number }

/** Share of a sentence's telling terms that its source must hold. */
const enough = 0.5;
/** Sentences of a passage that are read together: a fact is often spread over two. */
const widest = 2;

/**
 * The place in the passages that supports a sentence: it holds most of the sentence's telling terms and every number of it. A number that
 * no passage shows beside those words is never supported: prices and dates are what a model invents most convincingly.
 */
export function supportOf(sentence: string, passages: readonly RankedChunk[]): Support | undefined {
  const terms = [...new Set(indexTerms(sentence))].filter((term) => !isQuestionWord(term));
  if (terms.length === 0) return undefined;
  const numbers = numbersOf(sentence);
  const weights = rarity(terms, passages);
  const total = [...weights.values()].reduce((sum, weight) => sum + weight, 0);
  let best: Support | undefined;
  for (const passage of passages) {
    const { sentences, chunk, contextTerms } = passage;
    for (let from = 0; from < sentences.length; from += 1) {
      for (let count = 1; count <= widest && from + count <= sentences.length; count += 1) {
        const window = sentences.slice(from, from + count);
        let held = 0;
        for (const [term, weight] of weights) if (window.some((each) => each.terms.has(term)) || contextTerms.has(term)) held += weight;
        // Two sentences must say clearly more than one.
        const share = held / total - (count - 1) * 0.1;
        if (share < enough || share <= (best?.share ?? 0)) continue;
        const first = window[0];
        const last = window.at(-1);
        if (!first || !last) continue;
        const shown = new Set(window.flatMap(({ text }) => numbersOf(text)));
        if (!numbers.every((number) => shown.has(number) || contextTerms.has(number))) continue;
        best = { passage, share, text: chunk.text.slice(first.start, last.end), start: chunk.start + first.start, end: chunk.start + last.end };
      }
    }
  }
  return best;
}

/** What few sentences of the passages hold tells most; what none holds counts fully, and against. */
function rarity(terms: readonly string[], passages: readonly RankedChunk[]): Map<string, number> {
  const all = passages.flatMap(({ sentences }) => sentences);
  return new Map(terms.map((term) => {
    const holders = all.reduce((count, sentence) => count + (sentence.terms.has(term) ? 1 : 0), 0);
    return [term, Math.log(1 + (all.length + 1) / (Math.max(1, holders) + 0.5))] as const;
  }));
}

/** Numbers as they are compared: "1,280.00", "１２８０" and "1280" are one. */
function numbersOf(text: string): string[] {
  return (fold(text).match(/\d+(?:[.,]\d+)*/g) ?? []).map((number) => {
    const plain = number.replaceAll(/,(?=\d{3}(?:\D|$))/g, '');
    return /^\d+\.\d+$/.test(plain) ? plain.replace(/\.?0+$/, '') : plain;
  });
}
