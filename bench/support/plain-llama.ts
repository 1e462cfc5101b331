import { BatchBuffer } from '../../core/adapters/llama/batch-buffer.ts';
import { openLibllama, pooling, type Libllama, type Pointer } from '../../core/adapters/llama/libllama.ts';

export interface PlainOptions {
  readonly path: string;
  readonly threads: number;
  /** Tokens in memory, all sequences together. */
  readonly context: number;
  readonly sequences: number;
  /** Reads texts for their vectors instead of writing. */
  readonly embeddings?: boolean;
}

const batchTokens = 512;
/** How long waiting threads spin, as llama-bench has it. */
const poll = 50;

/** llama.cpp itself, by which the product is measured: its C API in a plain loop, with llama-bench's settings and nothing around it. */
export class PlainLlama {
  readonly #lib: Libllama = openLibllama();
  readonly #context: Pointer;
  readonly #memory: Pointer;
  readonly #vocabulary: Pointer;
  readonly #greedy: Pointer;
  readonly #batch: BatchBuffer;
  readonly #dimensions: number;
  readonly #longest: number;

  constructor({ path, threads, context, sequences, embeddings = false }: PlainOptions) {
    const lib = this.#lib;
    const capacity = embeddings ? context : batchTokens;
    const model = lib.loadModel(path, { ...lib.modelDefaults(), n_gpu_layers: 0 });
    this.#context = lib.newContext(model, {
      ...lib.contextDefaults(), n_ctx: context, n_batch: capacity, n_ubatch: capacity, n_seq_max: sequences, n_threads: threads, n_threads_batch: threads, kv_unified: true, no_perf: true,
      ...(embeddings ? { embeddings: true, pooling_type: pooling.mean } : {}),
    });
    lib.attachThreadpool(this.#context, threads, poll);
    this.#memory = lib.memory(this.#context);
    this.#vocabulary = lib.vocabulary(model);
    this.#greedy = lib.samplerChain([lib.sampler({ kind: 'greedy' }, this.#vocabulary)]);
    this.#batch = new BatchBuffer(capacity, sequences);
    this.#dimensions = lib.embeddingSize(model);
    this.#longest = Math.min(capacity, lib.trainedContext(model));
  }

  tokenize(text: string): Int32Array { return this.#lib.tokenize(this.#vocabulary, text, true, false); }

  /** Reads a prompt for each sequence and then writes `tokens` for all in step. @returns milliseconds of both. */
  write(prompts: readonly Int32Array[], tokens: number): { readMs: number; writeMs: number } {
    this.#lib.memoryClear(this.#memory);
    const started = performance.now();
    let pending = prompts.map((prompt, sequence) => this.#read(prompt, sequence));
    const read = performance.now();
    for (let written = 1; written < tokens; written += 1) {
      this.#batch.clear();
      const places = pending.map((token, sequence) => this.#batch.add(token, (prompts[sequence]?.length ?? 0) + written - 1, sequence, true));
      this.#decode();
      pending = places.map((place) => this.#lib.sample(this.#greedy, this.#context, place));
    }
    return { readMs: read - started, writeMs: performance.now() - read };
  }

  /** Vectors of all texts, as many texts in a batch as fit; a text longer than the model reads is cut. @returns milliseconds. */
  embed(texts: readonly string[]): number {
    const started = performance.now();
    const tokens = texts.map((text) => this.tokenize(text).subarray(0, this.#longest)).sort((a, b) => a.length - b.length);
    for (let from = 0; from < tokens.length;) {
      this.#batch.clear();
      if (this.#memory !== null && this.#memory !== 0n) this.#lib.memoryClear(this.#memory);
      let members = 0;
      for (let next = tokens[from]; next && members < 32 && next.length <= this.#batch.room; next = tokens[from]) {
        next.forEach((token, position) => { this.#batch.add(token, position, members, true); });
        members += 1;
        from += 1;
      }
      this.#decode();
      for (let sequence = 0; sequence < members; sequence += 1) Float32Array.from(this.#lib.embeddingOfSequence(this.#context, sequence, this.#dimensions) ?? []);
    }
    return performance.now() - started;
  }

  /** @returns the first token after the prompt. */
  #read(prompt: Int32Array, sequence: number): number {
    let place = 0;
    for (let from = 0; from < prompt.length; from += batchTokens) {
      this.#batch.clear();
      for (let at = from; at < Math.min(prompt.length, from + batchTokens); at += 1) place = this.#batch.add(prompt[at] ?? 0, at, sequence, at === prompt.length - 1);
      this.#decode();
    }
    return this.#lib.sample(this.#greedy, this.#context, place);
  }

  #decode(): void {
    const result = this.#lib.decode(this.#context, this.#batch.value);
    if (result !== 0) throw new Error(`llama_decode answered ${result}`);
  }
}
