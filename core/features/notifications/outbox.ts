/** Milliseconds between two messages to the same place. */
const between = 60_000;
/** Milliseconds after which one that failed is tried again; after the last it is given up. */
const again = [10_000, 60_000, 300_000, 900_000] as const;
/** Told in one message at most; the oldest go first. */
const most = 50;

/** Gathers what is to be told to one place: the first at once, then at most once a minute, all that came since together. */
export class Outbox<Item> {
  readonly #send: (items: readonly Item[]) => Promise<void>;
  readonly #onFailure: (error: unknown) => void;
  #waiting: Item[] = [];
  #timer: ReturnType<typeof setTimeout> | undefined;
  /** A message is under way, or a pause after one. */
  #busy = false;
  #failures = 0;
  #closed = false;

  constructor(send: (items: readonly Item[]) => Promise<void>, onFailure: (error: unknown) => void) {
    this.#send = send;
    this.#onFailure = onFailure;
  }

  add(item: Item): void {
    this.#waiting = [...this.#waiting, item].slice(-most);
    if (!this.#busy) void this.#deliver();
  }

  close(): void {
    this.#closed = true;
    clearTimeout(this.#timer);
  }

  async #deliver(): Promise<void> {
    if (this.#closed || this.#waiting.length === 0) {
      this.#busy = false;
      return;
    }
    this.#busy = true;
    const sending = this.#waiting;
    this.#waiting = [];
    let pause = between;
    try {
      await this.#send(sending);
      this.#failures = 0;
    } catch (error) {
      this.#onFailure(error);
      const wait = again[this.#failures];
      this.#failures = wait === undefined ? 0 : this.#failures + 1;
      if (wait !== undefined) {
        pause = wait;
        this.#waiting = [...sending, ...this.#waiting].slice(-most);
      }
    }
    if (!this.#closed) this.#timer = setTimeout(() => { void this.#deliver(); }, pause);
  }
}
