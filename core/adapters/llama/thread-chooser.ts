/**
 * Finds by trying how many threads are fastest now. llama.cpp's threads wait for one another at every layer: on a machine that is
 * busy with other things, one thread that is not scheduled holds up all (measured on two cores beside two busy loops: 2 threads 19
 * tokens a second, 1 thread 90; alone 128 and 103).
 */
export class ThreadChooser {
  readonly #arms: { threads: number; seconds: number; fastest: number; tries: number }[];
  #best = 0;
  #trial: number | undefined;
  #steps = 0;
  #nextTrial: number;
  #pause = firstPause;
  readonly #curious: boolean;

  /**
   * @param most threads of the machine.
   * @param curious tries other numbers from the beginning and now and then; else only when a step was much slower than once before,
   * for steps that are too long to try with.
   */
  constructor(most: number, curious: boolean) {
    const counts = new Set<number>([most]);
    for (let threads = Math.floor(most / 2); threads >= 1; threads = Math.floor(threads / 2)) counts.add(threads);
    this.#arms = [...counts].map((threads) => ({ threads, seconds: 0, fastest: Infinity, tries: 0 }));
    this.#curious = curious;
    this.#nextTrial = curious ? 2 : Infinity;
  }

  /** Whether fewer threads than all are faster at present. */
  get crowded(): boolean { return this.#best > 0; }

  /** Whether the last step was not a trial. */
  get settled(): boolean { return this.#trial === undefined; }

  /** Tries the other numbers soon: something else says that the machine is busy. */
  suspect(): void {
    if (this.#arms.some(({ tries }) => tries === 0)) this.#nextTrial = Math.min(this.#nextTrial, this.#steps + 1);
  }

  /** Threads for the next step. */
  next(): number {
    this.#steps += 1;
    this.#trial = undefined;
    if (this.#arms.length > 1 && this.#steps >= this.#nextTrial) {
      const untried = this.#arms.findIndex(({ tries }) => tries === 0);
      this.#trial = untried >= 0 ? untried : this.#rival();
      this.#nextTrial = untried >= 0 && this.#curious ? this.#steps + 1 : this.#curious || this.#best > 0 ? this.#steps + (this.#curious ? this.#pause : longSteps) : Infinity;
    }
    return this.#arms[this.#trial ?? this.#best]?.threads ?? 1;
  }

  /** @param seconds per token of the step that `next` was asked for. */
  tell(seconds: number): void {
    const arm = this.#arms[this.#trial ?? this.#best];
    if (!arm) return;
    // A sudden slowness is the machine's, and the others are tried at once.
    if (this.#trial === undefined && seconds > slow * arm.fastest) this.#nextTrial = Math.min(this.#nextTrial, this.#steps + 1);
    arm.seconds = arm.tries === 0 ? seconds : arm.seconds + weight * (seconds - arm.seconds);
    arm.fastest = Math.min(arm.fastest * forgetting, seconds);
    arm.tries += 1;
    const before = this.#best;
    this.#arms.forEach(({ seconds: time, tries }, at) => { if (tries > 0 && time < (this.#arms[this.#best]?.seconds ?? Infinity)) this.#best = at; });
    // What was no better is tried more and more seldom.
    if (this.#best !== before) this.#pause = firstPause;
    else if (this.#trial !== undefined) this.#pause = Math.min(longestPause, this.#pause * 2);
  }

  /** The other one that was tried least often. */
  #rival(): number {
    let rival = this.#best === 0 ? 1 : 0;
    this.#arms.forEach(({ tries }, at) => { if (at !== this.#best && tries < (this.#arms[rival]?.tries ?? Infinity)) rival = at; });
    return rival;
  }
}

const firstPause = 16;
/** Steps that are too long to try with are few: a machine that is free again is noticed soon. */
const longSteps = 3;
const longestPause = 512;
const weight = 0.3;
const slow = 1.8;
/** A longer conversation takes longer by itself. */
const forgetting = 1.002;
