import { SproutError } from '../../contract/index.ts';
import type { AppliedAdapter } from '../../ports/language-model.ts';
import type { Libllama, Pointer } from './libllama.ts';

/** The LoRA adapters of one model that are in memory; they go when the model goes. */
export class AdapterShelf {
  readonly #lib: Libllama;
  readonly #model: Pointer;
  readonly #reason: () => string;
  readonly #loaded = new Map<string, Pointer>();

  /** @param reason what llama.cpp said last about why it refuses. */
  constructor(lib: Libllama, model: Pointer, reason: () => string) {
    this.#lib = lib;
    this.#model = model;
    this.#reason = reason;
  }

  holds(adapters: readonly AppliedAdapter[]): boolean {
    return adapters.every(({ path }) => this.#loaded.has(path));
  }

  /** @throws SproutError adapter-mismatch when llama.cpp refuses one. */
  load(adapters: readonly AppliedAdapter[]): void {
    for (const { path } of adapters) {
      if (this.#loaded.has(path)) continue;
      const adapter = this.#lib.loadAdapter(this.#model, path);
      if (adapter === null || adapter === 0n) throw new SproutError('adapter-mismatch', { file: path, reason: this.#reason() });
      this.#loaded.set(path, adapter);
    }
  }

  /** From now on the context computes with exactly these. @throws Error when llama.cpp refuses. */
  apply(context: Pointer, adapters: readonly AppliedAdapter[]): void {
    const found = adapters.map(({ path, scale }) => ({ adapter: this.#loaded.get(path) ?? null, scale }));
    if (!this.#lib.setAdapters(context, found)) throw new Error('llama.cpp did not take the adapters.');
  }
}

/** The same for the same adapters with the same weights: what was computed under one key is right only under that key. */
export const laneOf = (adapters: readonly AppliedAdapter[]): string => adapters.map(({ path, scale }) => `${scale} ${path}`).sort().join('\n');
