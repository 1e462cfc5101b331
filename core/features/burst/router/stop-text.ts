/**
 * Ends a text before the first of some words, while it arrives. Done here and not at the server: there the words would be unmasked, and would be looked for in
 * a text in which others stand in their place.
 */
export class StopText {
  readonly #stops: readonly string[];
  #held = '';
  stopped = false;

  constructor(stops: readonly string[] = []) {
    this.#stops = stops.filter((stop) => stop !== '');
  }

  /** @returns what is certain to be before any of them. */
  push(text: string): string {
    if (this.stopped || this.#stops.length === 0) return this.stopped ? '' : text;
    this.#held += text;
    const places = this.#stops.map((stop) => this.#held.indexOf(stop)).filter((at) => at >= 0);
    if (places.length > 0) {
      this.stopped = true;
      return this.#held.slice(0, Math.min(...places));
    }
    const keep = Math.max(0, ...this.#stops.map((stop) => beginningAtEnd(this.#held, stop)));
    const certain = this.#held.slice(0, this.#held.length - keep);
    this.#held = this.#held.slice(certain.length);
    return certain;
  }

  end(): string {
    const rest = this.stopped ? '' : this.#held;
    this.#held = '';
    return rest;
  }
}

/** How many characters at the end of a text may begin a word. */
function beginningAtEnd(text: string, word: string): number {
  let length = Math.min(word.length - 1, text.length);
  while (length > 0 && !text.endsWith(word.slice(0, length))) length -= 1;
  return length;
}
