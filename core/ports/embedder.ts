/** Turns texts into vectors whose dot product is their likeness in meaning. */
export interface Embedder {
  readonly id: string;
  readonly dimensions: number;
  countTokens(text: string): Promise<number>;
  /**
   * Unit vectors, one a text, in order. A text longer than the model's context is cut.
   * @param kind what the texts are: some models want a word of instruction before a question.
   * @throws SproutError model-crashed.
   */
  embed(texts: readonly string[], kind: 'question' | 'passage', signal?: AbortSignal): Promise<Float32Array[]>;
}
