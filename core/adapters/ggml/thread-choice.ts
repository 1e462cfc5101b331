/** Passes until another number of threads is tried; doubled each time that it was no better. */
const firstPause = 4;
const longestPause = 256;
/** Weight of the newest measurement. */
const newest = 0.3;

/**
 * How many threads to compute with. ggml's threads wait for each other by spinning, thousands of times a pass: on a machine that is busy with something else, one that has to
 * wait for its turn holds up all, and fewer threads are faster, by an order of magnitude. Results do not depend on it.
 */
export class ThreadChoice {
  readonly #counts: readonly number[];
  readonly #rates = new Map<number, number>();
  #best: number;
  #trying: number | undefined;
  #pause = firstPause;
  #untilTry = 1;
  #upNext = true;

  constructor(most: number) {
    const counts = new Set<number>();
    for (let threads = Math.max(1, most); threads >= 1; threads = Math.floor(threads / 2)) counts.add(threads);
    this.#counts = [...counts].reverse();
    // Too many at the beginning could make the first pass take minutes (measured: 4 threads on two busy cores 164 s, one 1.2 s).
    this.#best = Math.max(0, this.#counts.length - 2);
  }

  /** For the next pass. */
  get threads(): number { return this.#counts[this.#trying ?? this.#best] ?? 1; }

  /** What the last pass did in `seconds`. */
  measured(work: number, seconds: number): void {
    const at = this.#trying ?? this.#best;
    const rate = work / seconds;
    const known = this.#rates.get(at);
    // What was measured long ago does not count: the machine may be busy with something else now.
    this.#rates.set(at, known === undefined || this.#trying !== undefined ? rate : known + (rate - known) * newest);
    if (this.#trying !== undefined) {
      const better = rate > (this.#rates.get(this.#best) ?? 0);
      if (better) this.#best = this.#trying;
      this.#pause = better ? firstPause : Math.min(longestPause, this.#pause * 2);
      this.#trying = undefined;
      this.#untilTry = this.#pause;
      return;
    }
    this.#untilTry -= 1;
    if (this.#untilTry <= 0) this.#trying = this.#neighbour();
    if (this.#trying === undefined) this.#untilTry = Math.max(this.#untilTry, 1);
  }

  /** The next more or fewer, in turn, as far as there are. */
  #neighbour(): number | undefined {
    const [first, second] = this.#upNext ? [this.#best + 1, this.#best - 1] : [this.#best - 1, this.#best + 1];
    this.#upNext = !this.#upNext;
    return [first, second].find((place) => this.#counts[place] !== undefined);
  }
}
