/**
 * What steps of several tokens cost, and so how many tokens are worth guessing and how many answers a step should write. They are cheap on one
 * machine and dear on another (measured on two cores, Q8_0: 1 token 5.2 ms, 2 tokens 13.4, 4 tokens 20, 8 tokens 22), so it is learnt from the steps themselves.
 */
export class StepCosts {
  /** Milliseconds of a step by its size: 1, 2, 3-4, 5-8, 9-16 and 17-32 tokens; absent until tried. */
  readonly #costs: number[] = [];
  /** The same as it usually is, with what else the machine does meanwhile. */
  readonly #usual: number[] = [];

  /** @param ms of a step that wrote, and read nothing. */
  tell(tokens: number, ms: number): void {
    const size = sizeOf(tokens);
    if (size > largest) return;
    // Something else on the machine makes a step slower, nothing makes it faster.
    this.#costs[size] = Math.min(ms, (this.#costs[size] ?? Infinity) * rising);
    const usual = this.#usual[size] ?? ms;
    this.#usual[size] = usual + (ms - usual) * newShare;
    // What was not tried for long is tried again some time: the machine may have become free.
    for (const costs of [this.#costs, this.#usual]) {
      const [one = 0] = costs;
      costs.forEach((cost, at) => { if (at > 0 && at !== size) costs[at] = Math.max(one, cost * forgetting); });
    }
  }

  /** How many of so many answers are best written in one step: all of them, or fewer in turn where that writes more in the same time. */
  together(writers: number): number {
    let best = writers;
    let bestRate = this.#rate(writers);
    for (let fewer = 1; fewer < writers; fewer *= 2) {
      const rate = this.#rate(fewer);
      if (rate > bestRate * (best === writers ? worthwhile : 1)) { best = fewer; bestRate = rate; }
    }
    return best;
  }

  /** Tokens a millisecond; infinite for a size that was never tried, so that it is. */
  #rate(tokens: number): number {
    return tokens / (this.#usual[sizeOf(tokens)] ?? 0);
  }

  /** How many tokens to guess. @param hits share of guessed tokens that are right, 0 to 1. @param writers answers that are written in the same step. */
  guess(hits: number, writers: number, most: number): number {
    let best = 0;
    let bestRate = 0;
    for (const guessed of [0, 1, 3, 7, 15]) {
      const size = sizeOf(writers * (guessed + 1));
      if (guessed > most || size > largest) break;
      // 1 + hits + hits^2 + …: each is right only after all before it.
      const gained = hits > 0.999 ? guessed + 1 : (1 - hits ** (guessed + 1)) / (1 - hits);
      const rate = gained / (this.#costs[size] ?? this.#hoped(size));
      if (rate > bestRate * (guessed === 0 ? 1 : worthwhile)) { best = guessed; bestRate = rate; }
    }
    return best;
  }

  /** A size that was never tried is hoped to cost little more than the next smaller one. */
  #hoped(size: number): number {
    const known = this.#costs.slice(0, size).findLast((cost) => cost > 0);
    return (known ?? 1) * hope;
  }
}

const sizeOf = (tokens: number): number => Math.ceil(Math.log2(tokens));
const largest = 5;
const rising = 1.1;
const forgetting = 0.999;
const newShare = 0.1;
const worthwhile = 1.1;
const hope = 1.3;
