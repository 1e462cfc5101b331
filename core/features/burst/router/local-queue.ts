/** How long answers of the local model take, and so how long its queue is in seconds. */
export class LocalQueue {
  #secondsPerAnswer = 8;
  #tokensPerSecond: number | null = null;
  readonly #load: () => { busy: number; waiting: number };

  /** @param load requests that the local model works on, and that wait for it. */
  constructor(load: () => { busy: number; waiting: number }) { this.#load = load; }

  get tokensPerSecond(): number | null { return this.#tokensPerSecond; }

  /** Seconds until a question would be begun that stands at `place` in the queue; of a new one without. */
  seconds(place?: number): number {
    const { busy, waiting } = this.#load();
    const before = place ?? (waiting > 0 ? waiting + 1 : 0);
    return before * this.#secondsPerAnswer / Math.max(1, busy);
  }

  /** The last answers count most. */
  answered(totalMs: number, firstTokenMs: number, tokens: number): void {
    this.#secondsPerAnswer += (totalMs / 1000 - this.#secondsPerAnswer) / 4;
    const seconds = (totalMs - firstTokenMs) / 1000;
    if (tokens < 4 || seconds <= 0) return;
    this.#tokensPerSecond = this.#tokensPerSecond === null ? tokens / seconds : this.#tokensPerSecond + (tokens / seconds - this.#tokensPerSecond) / 4;
  }
}
