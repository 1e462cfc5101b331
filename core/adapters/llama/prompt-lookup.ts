/**
 * Guesses what comes next from what was said before: an answer from documents repeats their words, and checking many tokens costs less than
 * writing them one by one (prompt-lookup decoding, Saxena 2023). How often it is right is counted whether or not a guess is used.
 */
export class PromptLookup {
  readonly #tokens: number[] = [];
  /** Where each pair and triple of tokens last ended. */
  readonly #pairs = new Map<number, number>();
  readonly #triples = new Map<string, number>();
  /** Where in what was said the text seems to be. */
  #place: number | undefined;
  #hits = 0.5;

  /** Share of the next tokens that were foreseen lately, 0 to 1. */
  get hits(): number { return this.#hits; }

  add(token: number): void {
    if (this.#place !== undefined) {
      const right = this.#tokens[this.#place] === token;
      this.#hits += ((right ? 1 : 0) - this.#hits) * weight;
      this.#place = right ? this.#place + 1 : undefined;
    }
    const at = this.#tokens.push(token) - 1;
    // The newest pair is found by the next token, not by itself.
    if (at >= 3) this.#triples.set(`${this.#tokens[at - 3]},${this.#tokens[at - 2]},${this.#tokens[at - 1]}`, at - 1);
    if (at >= 2) this.#pairs.set(pair(this.#tokens[at - 2] ?? 0, this.#tokens[at - 1] ?? 0), at - 1);
    this.#place ??= this.#find();
  }

  /** `most` tokens that may follow, or none. */
  guess(most: number): number[] {
    const place = this.#place;
    if (place === undefined) return [];
    const guessed: number[] = [];
    const known = this.#tokens.length - place;
    // What repeats itself is still going on: a guess goes on with what it has guessed.
    for (let at = 0; at < most; at += 1) guessed.push((at < known ? this.#tokens[place + at] : guessed[at - known]) ?? 0);
    return guessed;
  }

  #find(): number | undefined {
    const end = this.#tokens.length;
    if (end < 3) return undefined;
    const [a, b, c] = this.#tokens.slice(-3);
    const found = this.#triples.get(`${a},${b},${c}`) ?? (this.#hits > sceptical ? this.#pairs.get(pair(b ?? 0, c ?? 0)) : undefined);
    return found === undefined ? undefined : found + 1;
  }
}

const weight = 0.1;
const sceptical = 0.3;
const pair = (left: number, right: number): number => left * 4_194_304 + right;
