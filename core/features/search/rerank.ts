import type { ScoredChunk } from '../../ports/chunk-index.ts';
import type { Reranker } from '../../ports/reranker.ts';
import { passageText } from './passage-text.ts';
import { withPatience } from './patience.ts';
import { spread } from './spread.ts';

/** The reranking model in use. */
export interface RerankerSource {
  /** Id of the model chosen; null without. */
  chosen(): string | null;
  /** Loads it where needed. @throws SproutError when it cannot be loaded. */
  get(id: string): Promise<Reranker>;
}

/** Log-odds for a passage by what the reranker says of it. */
export type RerankBonus = (chunk: string) => number;

/** Passages that are read beside the question, the best by our own order: each costs as much as a prompt of its length. */
export const rerankedPassages = 8;
/** Characters of a passage that are read: about 300 tokens. */
const longest = 1200;
/**
 * Log-odds for each standard deviation among the passages read. Models differ in their scale, some say log-odds and some likeness, so that
 * only the order and the distances count. Not fitted: no reranker that was trained can be had where this was written.
 */
const weight = 1.5;
const mostDeviations = 3;
/** A search that waits longer than this is answered in our own order. */
const patienceMs = 6000;

/**
 * Reads the question beside each passage; undefined without a reranker. The first questions do not wait until it is loaded.
 * @throws SproutError of the model; TimeoutError.
 */
export async function rerank(source: RerankerSource, question: string, passages: readonly ScoredChunk[]): Promise<RerankBonus | undefined> {
  const chosen = source.chosen();
  if (chosen === null || passages.length < 2) return undefined;
  const texts = passages.map((chunk) => passageText(chunk).slice(0, longest));
  const scores = await withPatience(patienceMs, async (signal) => (await source.get(chosen)).rank(question, texts, signal));
  const { mean, deviation } = spread(scores);
  const bonuses = scores.map((score) => weight * Math.max(-mostDeviations, Math.min(mostDeviations, (score - mean) / deviation)));
  const least = Math.min(...bonuses);
  const known = new Map(passages.map(({ id }, at) => [id, bonuses[at] ?? least]));
  return (chunk) => known.get(chunk) ?? least;
}
