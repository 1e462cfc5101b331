import type { Embedder } from './embedder.ts';
import type { ChatMessage, LanguageModel } from './language-model.ts';
import type { Reranker } from './reranker.ts';

/** What of a file's header decides how it is run; checked before any native code sees the file. */
export interface ModelFile {
  readonly id: string; readonly path: string; readonly contextLength: number; readonly bytes: number;
  /** Conversation memory of one token, in bytes; 0 for models that do not chat. */
  readonly bytesPerToken: number;
}

export interface Gpu { readonly name: string; readonly memoryMegabytes: number }

export interface LoadedModel { readonly id: string; readonly memoryMegabytes: number; /** Of its file, which is mapped into memory. */ readonly fileMegabytes: number; /** Requests being worked on. */ readonly busy: number; readonly waiting: number; readonly usedAt: number }

/** A conversation as a model reads it. `scored[at]` is 1 where the token at `at` is part of the last answer, the mark that ends it included. */
export interface EncodedExample { readonly tokens: Int32Array; readonly scored: Uint8Array }

/** Runs models, each in a process of its own that may die and come back. Loading happens at the first use. */
export interface ModelRuntime {
  /** @throws SproutError model-damaged, model-too-large, model-crashed, native-missing. */
  chat(file: ModelFile): Promise<LanguageModel>;
  embedder(file: ModelFile): Promise<Embedder>;
  reranker(file: ModelFile): Promise<Reranker>;
  /**
   * Conversations, each ending with an answer, in the model's own tokens and chat template. Reads the vocabulary alone, not the weights.
   * @throws SproutError model-damaged, model-unsupported (chat template), model-crashed.
   */
  encode(file: ModelFile, examples: readonly { readonly messages: readonly ChatMessage[] }[], signal?: AbortSignal): Promise<EncodedExample[]>;
  loaded(): readonly LoadedModel[];
  /** Gives the memory back. Does nothing when the model is not loaded. */
  unload(id: string): Promise<void>;
  gpus(): Promise<readonly Gpu[]>;
  /** Runs a made model of a known size for about five seconds. */
  measure(signal?: AbortSignal): Promise<{ weightBytesPerSecond: number; weightsPerSecond: number }>;
  close(): Promise<void>;
}
