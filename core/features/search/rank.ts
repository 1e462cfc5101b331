import type { ScoredChunk } from '../../ports/chunk-index.ts';
import { evaluate, softmax } from '../../shared/text/network.ts';
import { telling } from '../../shared/text/weights.ts';
import { passageFeatures } from './passage-features.ts';
import { passageNetwork } from './passage-network.ts';
import { readPassage, type Question, type ReadPassage } from './read-passage.ts';

export interface RankedChunk extends ReadPassage {
  /** Log-odds, up to a constant, that this passage answers rather than another. */
  readonly score: number;
  /** The part of the score that comes from its words alone. */
  readonly evidence: number;
  /** That it answers, among the candidates; sums to 1. */
  readonly probability: number;
}

export interface Ranking {
  readonly question: Question;
  readonly chunks: readonly RankedChunk[];
  /** How telling each term and unit of the question is among the candidates; 0 when none holds it. */
  readonly termWeights: ReadonlyMap<string, number>;
  readonly unitWeights: ReadonlyMap<string, number>;
}

/**
 * Orders candidates: full text says how often the terms occur in a passage; reading it says whether they occur together,
 * as they were asked, beside the kind of thing that is asked for. Pure, so that a browser can run it.
 * @param bonus log-odds for what is known of a passage from elsewhere, such as that the question names its document.
 * @param read reads a passage closely; `keepReadings` gives one for passages that are asked again and again.
 */
export function rank(question: Question, candidates: readonly ScoredChunk[], bonus: (chunk: ScoredChunk) => number = () => 0, read: (chunk: ScoredChunk) => ReadPassage = readPassage): Ranking {
  const passages = candidates.map(read);
  const termWeights = telling(question.terms, passages.map(({ terms }) => terms));
  const unitWeights = telling(question.units, passages.map(({ units }) => new Set(units)));
  const evidence = passageFeatures(question, passages, termWeights, unitWeights).map((features) => evaluate(passageNetwork, features));
  const scores = passages.map(({ chunk }, at) => (evidence[at] ?? 0) + bonus(chunk));
  const probabilities = softmax(scores);
  const chunks = passages.map((passage, at) => ({ ...passage, score: scores[at] ?? 0, evidence: evidence[at] ?? 0, probability: probabilities[at] ?? 0 }));
  return { question, chunks: chunks.sort((a, b) => b.score - a.score), termWeights, unitWeights };
}
