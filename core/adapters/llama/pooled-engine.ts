import { BatchBuffer } from './batch-buffer.ts';
import type { Libllama, Pointer } from './libllama.ts';
import { ThreadChooser } from './thread-chooser.ts';

/** Reads many texts at once and hands back one row of numbers for each: a vector of its meaning, or its scores. */
export class PooledEngine {
  readonly #lib: Libllama;
  readonly #context: Pointer;
  readonly #batch: BatchBuffer;
  readonly #sequences: number;
  readonly #size: number;
  readonly #chooser: ThreadChooser;

  /** @param size numbers in a row. @param tokens that a batch holds. */
  constructor(lib: Libllama, context: Pointer, options: { size: number; tokens: number; sequences: number; threads: number }) {
    this.#lib = lib;
    this.#context = context;
    this.#size = options.size;
    this.#sequences = options.sequences;
    this.#batch = new BatchBuffer(options.tokens, options.sequences);
    this.#chooser = new ThreadChooser(options.threads, false);
  }

  /** Rows in the order of the texts. Other messages have their turn between batches. @throws Error when llama.cpp fails; AbortError. */
  async read(texts: readonly Int32Array[], cancelled: () => boolean): Promise<Float32Array[]> {
    const rows: Float32Array[] = [];
    // Texts of about one length in a batch: short ones do not wait for a long one's padding.
    const order = texts.map((_, at) => at).sort((a, b) => (texts[a]?.length ?? 0) - (texts[b]?.length ?? 0));
    for (let from = 0; from < order.length;) {
      if (cancelled()) throw new DOMException('Cancelled.', 'AbortError');
      this.#batch.clear();
      const members: number[] = [];
      while (from < order.length && members.length < this.#sequences) {
        const at = order[from] ?? 0;
        const tokens = texts[at] ?? new Int32Array();
        if (tokens.length > this.#batch.room) break;
        tokens.forEach((token, position) => { this.#batch.add(token, position, members.length, true); });
        members.push(at);
        from += 1;
      }
      this.#decode();
      members.forEach((at, sequence) => {
        const row = this.#lib.embeddingOfSequence(this.#context, sequence, this.#size);
        if (!row) throw new Error('llama.cpp gave no result for a text.');
        rows[at] = Float32Array.from(row);
      });
      await new Promise((next) => { setImmediate(next); });
    }
    return rows;
  }

  #decode(): void {
    const memory = this.#lib.memory(this.#context);
    if (memory !== null && memory !== 0n) this.#lib.memoryClear(memory);
    const threads = this.#chooser.next();
    this.#lib.setThreads(this.#context, threads, threads);
    const start = performance.now();
    const result = this.#lib.decode(this.#context, this.#batch.value);
    if (result !== 0) throw new Error(`llama_decode answered ${result}`);
    this.#chooser.tell((performance.now() - start) / this.#batch.size);
  }
}
