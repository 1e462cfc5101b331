/**
 * Finds by trying how many threads are fastest now. llama.cpp's threads wait for one another at every layer: on a machine that is
 * busy with other things, one thread that is not scheduled holds up all (measured on two cores beside two busy loops: 2 threads 19
 * tokens a second, 1 thread 90; alone 128 and 103).
 */
export class ThreadChooser {
  readonly #arms: { threads: number; seconds: number; fastest: number; tries: number }[];
  #best = 0;
  /** Another number of threads that is being tried, for some steps on end: the first steps wake threads that slept. */
  #trial: { readonly arm: number; seconds: number; steps: number } | undefined;
  #steps = 0;
  #nextTrial: number;
  #pause: number;
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
    this.#pause = this.#firstPause;
  }

  /** Whether fewer threads than all are faster at present. */
  get crowded(): boolean { return this.#best > 0; }

  /** Whether no trial is going on. */
  get settled(): boolean { return this.#trial === undefined; }

  /** Tries the other numbers soon: something else says that the machine is busy. */
  suspect(): void {
    if (this.#arms.some(({ tries }) => tries === 0)) this.#nextTrial = Math.min(this.#nextTrial, this.#steps + 1);
  }

  /** Threads for the next step. */
  next(): number {
    this.#steps += 1;
    if (!this.#trial && this.#arms.length > 1 && this.#steps >= this.#nextTrial) {
      const untried = this.#arms.findIndex(({ tries }) => tries === 0);
      this.#trial = { arm: untried >= 0 ? untried : this.#rival(), seconds: 0, steps: 0 };
    }
    return this.#arms[this.#trial?.arm ?? this.#best]?.threads ?? 1;
  }

  /** @param seconds per token of the step that `next` was asked for. */
  tell(seconds: number): void {
    if (this.#trial) { this.#tellTrial(this.#trial, seconds); return; }
    const arm = this.#arms[this.#best];
    if (!arm) return;
    // A sudden slowness is the machine's, and the others are tried at once.
    if (seconds > slow * arm.fastest) this.#nextTrial = Math.min(this.#nextTrial, this.#steps + 1);
    arm.seconds = arm.tries === 0 ? seconds : arm.seconds + weight * (seconds - arm.seconds);
    arm.fastest = Math.min(arm.fastest * forgetting, seconds);
    arm.tries += 1;
    this.#choose();
  }

  #tellTrial(trial: { readonly arm: number; seconds: number; steps: number }, seconds: number): void {
    const arm = this.#arms[trial.arm];
    if (!arm) return;
    trial.steps += 1;
    arm.fastest = Math.min(arm.fastest * forgetting, seconds);
    // Not the first, unless it says all: then threads wake.
    const best = this.#arms[this.#best]?.seconds ?? 0;
    if (trial.steps > 1 || !this.#curious) trial.seconds += seconds;
    else if (seconds > hopeless * best) trial.seconds = seconds;
    const counted = this.#curious ? Math.max(1, trial.steps - 1) : trial.steps;
    if (trial.seconds === 0 || (this.#curious && trial.steps < trialSteps && trial.seconds / counted < worse * best)) return;
    // What an earlier trial found was another time's.
    arm.seconds = trial.seconds / counted;
    arm.tries += 1;
    this.#trial = undefined;
    const before = this.#best;
    this.#choose();
    // What was no better is tried more and more seldom.
    this.#pause = this.#best === before ? Math.min(this.#pause * 2, this.#firstPause * 32) : this.#firstPause;
    const untried = this.#arms.some(({ tries }) => tries === 0);
    this.#nextTrial = untried && this.#curious ? this.#steps + 2 : this.#curious || this.#best > 0 ? this.#steps + this.#pause : Infinity;
  }

  #choose(): void {
    this.#arms.forEach(({ seconds, tries }, at) => { if (tries > 0 && seconds < (this.#arms[this.#best]?.seconds ?? Infinity)) this.#best = at; });
  }

  /** The other one that was tried least often. */
  #rival(): number {
    let rival = this.#best === 0 ? 1 : 0;
    this.#arms.forEach(({ tries }, at) => { if (at !== this.#best && tries < (this.#arms[rival]?.tries ?? Infinity)) rival = at; });
    return rival;
  }

  get #firstPause(): number { return this.#curious ? 16 : 1; }
}

/** Steps of one trial, the first of which is not counted. */
const trialSteps = 6;
const hopeless = 4;
const worse = 1.5;
const weight = 0.3;
const slow = 1.8;
/** A longer conversation takes longer by itself. */
const forgetting = 1.002;
