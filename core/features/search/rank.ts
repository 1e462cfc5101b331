import type { ScoredChunk } from '../../ports/chunk-index.ts';
import { indexTerms } from '../../shared/text/analyse.ts';
import { splitSentences, type Sentence } from '../../shared/text/sentences.ts';

export interface RankedSentence extends Sentence { readonly terms: ReadonlySet<string>; readonly overlap: number }
export interface RankedChunk { readonly chunk: ScoredChunk; readonly score: number; readonly sentences: readonly RankedSentence[] }
export interface Ranking {
  readonly chunks: readonly RankedChunk[];
  /** How telling each query term is among the candidates, by term. */
  readonly weights: ReadonlyMap<string, number>;
}

/** Shares of the passage's own score and of its best sentences; chosen on half of shared/data's questions, checked on the other. */
const sentenceShare = 0.8;

/**
 * Orders candidates: full text says how often the terms occur in a passage, the best sentence says whether they
 * occur together. Pure, so that a browser can run it.
 */
export function rank(terms: readonly string[], candidates: readonly ScoredChunk[]): Ranking {
  const termSets = candidates.map((chunk) => new Set(chunk.tokens.split(' ')));
  const weights = new Map(terms.map((term) => {
    const holders = termSets.reduce((sum, set) => sum + (set.has(term) ? 1 : 0), 0);
    return [term, holders === 0 ? 0 : Math.log(1 + (candidates.length + 1) / (holders + 0.5))] as const;
  }));
  const total = sum(weights.values()) || 1;
  const best = candidates[0]?.score || 1;
  const chunks = candidates.map((chunk) => {
    const sentences = splitSentences(chunk.text).map((sentence) => {
      const own = new Set(indexTerms(sentence.text));
      return { ...sentence, terms: own, overlap: sum(terms.map((term) => (own.has(term) ? weights.get(term) ?? 0 : 0))) / total };
    });
    return { chunk, sentences, score: chunk.score / best + sentenceShare * bestPair(sentences, terms, weights) / total };
  });
  return { chunks: chunks.sort((a, b) => b.score - a.score), weights };
}

/** Weight of the query terms in the best two neighbouring sentences. */
function bestPair(sentences: readonly RankedSentence[], terms: readonly string[], weights: ReadonlyMap<string, number>): number {
  let best = 0;
  sentences.forEach((sentence, at) => {
    const next = sentences[at + 1];
    const alone = sum(terms.map((term) => (sentence.terms.has(term) ? weights.get(term) ?? 0 : 0)));
    const both = sum(terms.map((term) => (sentence.terms.has(term) || next?.terms.has(term) ? weights.get(term) ?? 0 : 0)));
    best = Math.max(best, alone * 0.5 + both * 0.5);
  });
  return best;
}

const sum = (values: Iterable<number>): number => [...values].reduce((total, value) => total + value, 0);
