/** Passes between two tries of another number of threads, and passes of one try. */
const between = 12;
const tried = 2;
/** Weight of the newest measurement. */
const newest = 0.3;

/**
 * How many threads to compute with. ggml's threads wait for each other by spinning, thousands of times a pass: on a machine that is busy with something else, one that has to
 * wait for its turn holds up all, and fewer threads are faster, by an order of magnitude. Results do not depend on it.
 */
export class ThreadChoice {
  readonly #most: number;
  readonly #rates = new Map<number, number>();
  #best: number;
  #pass = 0;
  #trying: number | undefined;

  constructor(most: number) {
    this.#most = Math.max(1, most);
    // Too many at the beginning could make the first pass take minutes (measured: 4 threads on two busy cores 164 s, one 1.2 s).
    this.#best = Math.max(1, this.#most >> 1);
  }

  /** For the next pass. */
  get threads(): number { return this.#trying ?? this.#best; }

  /** What the last pass did in `seconds`. */
  measured(work: number, seconds: number): void {
    const { threads } = this;
    const rate = work / seconds;
    const known = this.#rates.get(threads);
    this.#rates.set(threads, known === undefined ? rate : known + (rate - known) * newest);
    this.#pass += 1;
    if (this.#most === 1) return;
    const turn = this.#pass % between;
    if (turn === tried) this.#trying = this.#other();
    else if (turn === tried * 2) {
      this.#trying = undefined;
      for (const [count, value] of this.#rates) if (value > (this.#rates.get(this.#best) ?? 0)) this.#best = count;
    }
  }

  /** Half or twice as many, in turn, as far as there are. */
  #other(): number {
    const fewer = Math.max(1, this.#best >> 1);
    const more = Math.min(this.#most, this.#best * 2);
    if (fewer === this.#best) return more;
    return more === this.#best || Math.floor(this.#pass / between) % 2 === 0 ? fewer : more;
  }
}
