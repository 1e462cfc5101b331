import type { Embedder } from './embedder.ts';
import type { LanguageModel } from './language-model.ts';
import type { Reranker } from './reranker.ts';

/** What of a file's header decides how it is run; checked before any native code sees the file. */
export interface ModelFile {
  readonly id: string; readonly path: string; readonly contextLength: number; readonly bytes: number;
  /** Conversation memory of one token, in bytes; 0 for models that do not chat. */
  readonly bytesPerToken: number;
}

export interface Gpu { readonly name: string; readonly memoryMegabytes: number }

export interface LoadedModel { readonly id: string; readonly memoryMegabytes: number; /** Of its file, which is mapped into memory. */ readonly fileMegabytes: number; /** Requests being worked on. */ readonly busy: number; readonly waiting: number; readonly usedAt: number }

/** Runs models, each in a process of its own that may die and come back. Loading happens at the first use. */
export interface ModelRuntime {
  /** @throws SproutError model-damaged, model-too-large, model-crashed, native-missing. */
  chat(file: ModelFile): Promise<LanguageModel>;
  embedder(file: ModelFile): Promise<Embedder>;
  reranker(file: ModelFile): Promise<Reranker>;
  loaded(): readonly LoadedModel[];
  /** Gives the memory back. Does nothing when the model is not loaded. */
  unload(id: string): Promise<void>;
  gpus(): Promise<readonly Gpu[]>;
  /** Runs a made model of a known size for about five seconds. */
  measure(signal?: AbortSignal): Promise<{ weightBytesPerSecond: number; weightsPerSecond: number }>;
  close(): Promise<void>;
}
