import type { ModelLibrary } from '../../ports/model-library.ts';
import type { LoadedModel, ModelRuntime } from '../../ports/model-runtime.ts';

/** Free memory that must be left when a model has been loaded, in MB. */
const leftFree = 512;
/** Below this, models that rest give theirs back. Less than what loading leaves: what was just loaded does not go at once. */
const floor = 256;
const lookEvery = 10_000;

export interface ModelMemoryOptions {
  readonly library: Pick<ModelLibrary, 'machine'>;
  readonly runtime: Pick<ModelRuntime, 'loaded' | 'unload'>;
  /** Models in use by the owner's choice: they go last. */
  readonly chosen: () => readonly (string | null)[];
  readonly onUnloaded: () => void;
  readonly onBug: (error: unknown) => void;
}

/** Loads and unloads by what memory is free on the machine, whoever takes it. */
export class ModelMemory {
  readonly #options: ModelMemoryOptions;
  readonly #timer: ReturnType<typeof setInterval>;

  constructor(options: ModelMemoryOptions) {
    this.#options = options;
    this.#timer = setInterval(() => { void this.relieve().catch(options.onBug); }, lookEvery);
    // Nobody waits for it: a command that is done ends.
    (this.#timer as { unref?: () => void }).unref?.();
  }

  /** Megabytes that more can be loaded into. A file that a model is mapped from may count as free, and is in use all the same. */
  get free(): number {
    const { freeMegabytes, mappedCountsAsFree } = this.#options.library.machine();
    const mapped = mappedCountsAsFree ? this.#options.runtime.loaded().reduce((sum, { fileMegabytes }) => sum + fileMegabytes, 0) : 0;
    return Math.max(0, freeMegabytes - mapped);
  }

  /** Unloads models at rest until there is room. @returns whether there is. */
  makeRoom(megabytes: number): Promise<boolean> {
    return this.#unloadUntil(megabytes + leftFree);
  }

  /** Other programs need memory: models at rest go, the longest unused first and those chosen last. */
  async relieve(): Promise<void> {
    if (this.#options.runtime.loaded().length > 0) await this.#unloadUntil(floor);
  }

  close(): void { clearInterval(this.#timer); }

  async #unloadUntil(enough: number): Promise<boolean> {
    const { runtime, chosen, onUnloaded } = this.#options;
    // A choice with an adapter is `<base>+<name>`; the base is what is loaded.
    const rank = ({ id }: LoadedModel): number => (chosen().some((one) => one === id || one?.startsWith(`${id}+`)) ? 1 : 0);
    while (this.free < enough) {
      // Looked at anew each time: one that rested may have been asked while another was unloaded.
      const [next] = runtime.loaded().filter(({ busy }) => busy === 0).sort((a, b) => rank(a) - rank(b) || a.usedAt - b.usedAt);
      if (!next) return false;
      await runtime.unload(next.id);
      onUnloaded();
    }
    return true;
  }
}
