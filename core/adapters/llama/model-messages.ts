import type { ProblemCode, ProblemFields } from '../../contract/index.ts';
import type { ChatMessage, GenerateRequest } from '../../ports/language-model.ts';
import type { EncodedExample, Gpu } from '../../ports/model-runtime.ts';

/** `vocabulary`: the words alone, to count and encode; no weights are read. */
export type ModelTask = 'chat' | 'embedding' | 'reranking' | 'vocabulary';

export interface LoadOptions {
  readonly id: string; readonly path: string; readonly task: ModelTask;
  /** Tokens of one conversation, and of all together. */
  readonly contextLength: number; readonly cells: number; readonly slots: number; readonly threads: number;
  /** Tokens guessed ahead; 0 is off. */
  readonly guess: number;
}

export interface LoadedInfo { readonly contextLength: number; readonly dimensions: number; /** Memory of the process, without what is mapped and unread. */ readonly megabytes: number; readonly gpus: readonly Gpu[] }

export type Generation = Omit<GenerateRequest, 'signal' | 'provenance' | 'elsewhere' | 'supported'>;

/** What the core asks of a model process. Every question has a number, which its answers carry. */
export type ModelOrder =
  | { readonly type: 'load'; readonly n: number; readonly options: LoadOptions }
  | { readonly type: 'devices'; readonly n: number }
  | { readonly type: 'generate'; readonly n: number; readonly request: Generation }
  | { readonly type: 'cancel'; readonly n: number }
  | { readonly type: 'count'; readonly n: number; readonly text: string }
  | { readonly type: 'encode'; readonly n: number; readonly examples: readonly { readonly messages: readonly ChatMessage[] }[] }
  | { readonly type: 'embed'; readonly n: number; readonly texts: readonly string[]; readonly kind: 'question' | 'passage' }
  | { readonly type: 'rank'; readonly n: number; readonly question: string; readonly passages: readonly string[] };

export interface GenerationEnd { readonly reason: 'stop' | 'length'; readonly promptTokens: number; readonly cachedTokens: number; readonly completionTokens: number; readonly firstTokenMs: number; readonly totalMs: number }

export type ModelMessage =
  /** To nobody: a long prompt is being read, and the process is well. */
  | { readonly type: 'alive'; readonly n: 0 }
  | { readonly type: 'loaded'; readonly n: number; readonly info: LoadedInfo }
  | { readonly type: 'devices'; readonly n: number; readonly gpus: readonly Gpu[] }
  | { readonly type: 'queued'; readonly n: number; readonly place: number }
  | { readonly type: 'text'; readonly n: number; readonly text: string }
  | { readonly type: 'end'; readonly n: number; readonly end: GenerationEnd }
  | { readonly type: 'count'; readonly n: number; readonly tokens: number }
  | { readonly type: 'encoded'; readonly n: number; readonly examples: readonly EncodedExample[] }
  | { readonly type: 'vectors'; readonly n: number; readonly vectors: readonly Float32Array[] }
  | { readonly type: 'scores'; readonly n: number; readonly scores: readonly number[] }
  | { readonly type: 'failed'; readonly n: number; readonly code: ProblemCode; readonly fields: ProblemFields };
