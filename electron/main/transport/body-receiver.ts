export interface BodyReceiverOptions {
  /** Called when the reader has taken bytes: the sender may send as many more. */
  credit(bytes: number): void;
  /** Called once when the reader stops before the end. */
  cancelled(): void;
}

type Arrival = { readonly bytes: Uint8Array<ArrayBuffer> } | { readonly end: true } | { readonly error: Error };

/** A stream that is fed by messages. Grants credit only for what was read, so a slow reader stops the sender. */
export class BodyReceiver {
  readonly stream: ReadableStream<Uint8Array<ArrayBuffer>>;
  readonly #arrivals: Arrival[] = [];
  #wake: (() => void) | undefined;
  #closed = false;

  constructor(options: BodyReceiverOptions) {
    this.stream = new ReadableStream<Uint8Array<ArrayBuffer>>({
      pull: async (controller) => {
        while (this.#arrivals.length === 0) await new Promise<void>((resolve) => { this.#wake = resolve; });
        const next = this.#arrivals.shift();
        if (next === undefined || this.#closed) return;
        if ('bytes' in next) {
          controller.enqueue(next.bytes);
          options.credit(next.bytes.byteLength);
        } else {
          this.#closed = true;
          if ('error' in next) controller.error(next.error);
          else controller.close();
        }
      },
      cancel: () => {
        this.#closed = true;
        this.#arrivals.length = 0;
        options.cancelled();
      },
    }, { highWaterMark: 0 });
  }

  push(bytes: Uint8Array): void { this.#add({ bytes: bytes as Uint8Array<ArrayBuffer> }); }

  end(): void { this.#add({ end: true }); }

  /** The reader gets the bytes that came before, then this error. */
  fail(error: Error): void { this.#add({ error }); }

  #add(arrival: Arrival): void {
    if (this.#closed) return;
    this.#arrivals.push(arrival);
    this.#wake?.();
  }
}
