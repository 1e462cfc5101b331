/**
 * Guesses what comes next from what was said before: an answer from documents repeats their words, and checking a guess of several
 * tokens costs little more than writing one (prompt-lookup decoding, Saxena 2023).
 */
export class PromptLookup {
  readonly #tokens: number[] = [];
  /** Where each pair and triple of tokens last ended. */
  readonly #pairs = new Map<number, number>();
  readonly #triples = new Map<string, number>();
  #accepted = 0.5;

  add(token: number): void {
    const at = this.#tokens.push(token) - 1;
    // The newest pair is found by the next token, not by itself.
    if (at >= 3) this.#triples.set(`${this.#tokens[at - 3]},${this.#tokens[at - 2]},${this.#tokens[at - 1]}`, at - 1);
    if (at >= 2) this.#pairs.set(pair(this.#tokens[at - 2] ?? 0, this.#tokens[at - 1] ?? 0), at - 1);
  }

  /** At most `most` tokens that may follow; fewer where guesses were wrong lately. */
  guess(most: number): number[] {
    const end = this.#tokens.length;
    if (end < 3) return [];
    const [a, b, c] = this.#tokens.slice(-3);
    const found = this.#triples.get(`${a},${b},${c}`) ?? (this.#accepted > sceptical ? this.#pairs.get(pair(b ?? 0, c ?? 0)) : undefined);
    if (found === undefined) return [];
    return this.#tokens.slice(found + 1, found + 1 + Math.max(1, Math.round(most * this.#accepted)));
  }

  /** How many of a guess were right. */
  tell(guessed: number, right: number): void {
    if (guessed > 0) this.#accepted += (right / guessed - this.#accepted) * 0.2;
  }
}

const sceptical = 0.3;
const pair = (left: number, right: number): number => left * 4_194_304 + right;
