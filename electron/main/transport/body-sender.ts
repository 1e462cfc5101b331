import { chunkBytes, windowBytes } from './messages.ts';

export interface BodySink {
  chunk(bytes: Uint8Array): void;
  end(): void;
  fail(reason: string): void;
}

/** Sends a stream piece by piece, and waits whenever the other end has not read `windowBytes` of it. */
export class BodySender {
  readonly #reader: ReadableStreamDefaultReader<Uint8Array>;
  readonly #sink: BodySink;
  #credit = windowBytes;
  #stopped = false;
  #wake: (() => void) | undefined;

  constructor(stream: ReadableStream<Uint8Array>, sink: BodySink) {
    this.#reader = stream.getReader();
    this.#sink = sink;
  }

  /** Never rejects: a stream that fails is told to the other end. */
  async run(): Promise<void> {
    try {
      for (;;) {
        const { done, value } = await this.#reader.read();
        if (this.#stopped) return;
        if (done) return this.#sink.end();
        for (let start = 0; start < value.byteLength; start += chunkBytes) {
          await this.#room();
          if (this.#stopped) return;
          // A copy, because structured clone sends the whole buffer behind a view.
          const piece = value.slice(start, start + chunkBytes);
          this.#credit -= piece.byteLength;
          this.#sink.chunk(piece);
        }
      }
    } catch (error) {
      if (!this.#stopped) this.#sink.fail(error instanceof Error ? error.message : String(error));
    }
  }

  /** The other end has read this many bytes. */
  grant(bytes: number): void {
    this.#credit += bytes;
    this.#wake?.();
  }

  /** Sends nothing more and lets the source go. */
  stop(): void {
    if (this.#stopped) return;
    this.#stopped = true;
    this.#wake?.();
    // The source may have failed already; nobody is left to hear of it.
    this.#reader.cancel().catch(() => undefined);
  }

  async #room(): Promise<void> {
    while (this.#credit <= 0 && !this.#stopped) await new Promise<void>((resolve) => { this.#wake = resolve; });
  }
}
