/**
 * Guesses what comes next from what was said before: an answer from documents repeats their words, and checking many tokens costs less than
 * writing them one by one (prompt-lookup decoding, Saxena 2023). How often it is right is counted whether or not a guess is used, apart for
 * short and for long agreements with the place that is followed.
 */
export class PromptLookup {
  readonly #tokens: number[] = [];
  /** Where each triple of tokens ended, the newest last. */
  readonly #ends = new Map<string, number[]>();
  /** Where in what was said the text seems to be, and for how many tokens it has agreed. */
  #place: number | undefined;
  #agreed = 0;
  readonly #hits = [0.5, 0.7, 0.9];

  /** How likely the next guessed token is right, 0 to 1. */
  get hits(): number { return this.#place === undefined ? 0 : this.#hits[lengthClass(this.#agreed)] ?? 0; }

  add(token: number): void {
    if (this.#place !== undefined) {
      const right = this.#tokens[this.#place] === token;
      const length = lengthClass(this.#agreed);
      this.#hits[length] = (this.#hits[length] ?? 0) * (1 - weight) + (right ? weight : 0);
      this.#place = right ? this.#place + 1 : undefined;
      this.#agreed += 1;
    }
    const end = this.#tokens.push(token);
    // The newest triple is found by the next token, not by itself.
    if (this.#place === undefined) this.#find();
    if (end < 3) return;
    const key = this.#tokens.slice(-3).join(',');
    const ends = this.#ends.get(key);
    if (!ends) this.#ends.set(key, [end]);
    else if (ends.push(end) > mostEnds) ends.shift();
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

  /** The place that agrees with the last tokens for longest. */
  #find(): void {
    const end = this.#tokens.length;
    this.#agreed = 0;
    for (const place of this.#ends.get(this.#tokens.slice(-3).join(',')) ?? []) {
      let agreed = 3;
      while (agreed < longest && place > agreed && this.#tokens[place - 1 - agreed] === this.#tokens[end - 1 - agreed]) agreed += 1;
      if (agreed >= this.#agreed) { this.#agreed = agreed; this.#place = place; }
    }
  }
}

const lengthClass = (agreed: number): 0 | 1 | 2 => (agreed < 5 ? 0 : agreed < 10 ? 1 : 2);
const weight = 0.1;
const mostEnds = 16;
const longest = 32;
