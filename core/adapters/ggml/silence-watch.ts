export interface SilenceWatchOptions {
  /** Silence that is long whatever the machine; milliseconds. */
  readonly leastMs: number;
  readonly onSilent: () => void;
}

/** A pass takes from a blink to minutes, by model and machine: silence is long when it is many times the longest there was. */
const timesLongest = 20;
/** After it woke up a laptop's clocks run out before its processes spoke: they get another moment. */
const secondLook = 0.25;

/** Notices that a process which speaks after each piece of work has stopped doing so. */
export class SilenceWatch {
  readonly #options: SilenceWatchOptions;
  #longest = 0;
  #lastHeard: number | undefined;
  #timer: NodeJS.Timeout | undefined;

  constructor(options: SilenceWatchOptions) { this.#options = options; }

  /** It was started; how long that takes says nothing of the work. */
  begin(): void {
    this.#expect();
  }

  /** It spoke, and works on. */
  heard(): void {
    const now = performance.now();
    if (this.#lastHeard !== undefined) this.#longest = Math.max(this.#longest, now - this.#lastHeard);
    this.#lastHeard = now;
    this.#expect();
  }

  /** It rests: silence is what is wanted. */
  rest(): void {
    clearTimeout(this.#timer);
    this.#lastHeard = undefined;
  }

  #expect(): void {
    const patience = Math.max(this.#options.leastMs, timesLongest * this.#longest);
    this.#wait(patience, () => { this.#wait(patience * secondLook, this.#options.onSilent); });
  }

  #wait(milliseconds: number, then: () => void): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(then, milliseconds);
  }
}
