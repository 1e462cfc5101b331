import koffi from 'koffi';
import type { Batch } from './libllama.ts';

/** A llama_batch whose arrays are made once and filled for every step. */
export class BatchBuffer {
  readonly capacity: number;
  readonly #batch: Batch;
  readonly #sequencePointers: bigint[];
  /** Keeps the memory that `#sequencePointers` point to. */
  readonly #sequences: Int32Array;

  constructor(capacity: number, sequences: number) {
    this.capacity = capacity;
    this.#sequences = Int32Array.from({ length: sequences }, (_, at) => at);
    const first = koffi.address(this.#sequences);
    this.#sequencePointers = Array.from({ length: sequences }, (_, at) => first + BigInt(at * Int32Array.BYTES_PER_ELEMENT));
    this.#batch = {
      n_tokens: 0, token: new Int32Array(capacity), embd: null, pos: new Int32Array(capacity), n_seq_id: new Int32Array(capacity).fill(1),
      seq_id: new BigUint64Array(capacity), logits: new Int8Array(capacity),
    };
  }

  get size(): number { return this.#batch.n_tokens; }
  get room(): number { return this.capacity - this.#batch.n_tokens; }
  get value(): Batch { return this.#batch; }

  clear(): void { this.#batch.n_tokens = 0; }

  /** @returns the token's place in the batch, by which its output is read. @throws RangeError when the batch is full. */
  add(token: number, position: number, sequence: number, output: boolean): number {
    const at = this.#batch.n_tokens;
    const pointer = this.#sequencePointers[sequence];
    if (at >= this.capacity || pointer === undefined) throw new RangeError('The batch is full.');
    this.#batch.token[at] = token;
    this.#batch.pos[at] = position;
    this.#batch.seq_id[at] = pointer;
    this.#batch.logits[at] = output ? 1 : 0;
    this.#batch.n_tokens = at + 1;
    return at;
  }
}
