/** Reads a question beside each passage. */
export interface Reranker {
  readonly id: string;
  /** Log-odds that each passage answers, in order. @throws SproutError model-crashed. */
  rank(question: string, passages: readonly string[], signal?: AbortSignal): Promise<number[]>;
}
