import type { RouteStep } from '../contract/index.ts';

/** A call that an assistant's message asks for. */
export interface ToolCall { readonly id: string; readonly name: string; readonly arguments: Readonly<Record<string, unknown>> }

export interface ChatMessage {
  readonly role: 'system' | 'user' | 'assistant' | 'tool';
  readonly content: string;
  /** Of an assistant's message. */
  readonly toolCalls?: readonly ToolCall[];
  /** Of a tool's message: the call that it answers. */
  readonly toolCallId?: string;
}

/** A function that the model may call. */
export interface Tool { readonly name: string; readonly description?: string; /** JSON Schema of its arguments. */ readonly parameters?: object }

/** Who waits: the owner goes before the visitors of the website. */
export type Priority = 'owner' | 'visitor';

/** A LoRA adapter (GGUF) that changes how the model writes; several add up, each by its weight. */
export interface AppliedAdapter { readonly path: string; readonly scale: number }

/** Where the words of a request come from: what decides whether they may leave this computer. */
export interface Provenance {
  /** Ids of the documents whose text is in it, in passages and in what was said before. */
  readonly documents: readonly string[];
  /** The site whose visitor asks; null is the owner. */
  readonly site: string | null;
  readonly purpose: 'answer' | 'rewrite' | 'program' | 'examples' | 'test';
}

export interface GenerateRequest {
  readonly messages: readonly ChatMessage[];
  /** Most tokens that are written; until the model ends or its context is full without. */
  readonly maxTokens?: number;
  /** 0 always takes the likeliest token. Default 0. */
  readonly temperature?: number;
  readonly topP?: number;
  readonly seed?: number;
  /** Writing ends before the first of these. */
  readonly stop?: readonly string[];
  /** A JSON Schema that the text keeps to. */
  readonly jsonSchema?: object;
  /** Told to the model by its chat template, or in words where that knows no tools. The model's calls come as text, in its own notation. */
  readonly tools?: readonly Tool[];
  readonly priority?: Priority;
  /** Applied for this request only; the model is not loaded again for them. */
  readonly adapters?: readonly AppliedAdapter[];
  readonly signal?: AbortSignal;
  /** Without it nothing of the request leaves this computer. */
  readonly provenance?: Provenance;
  /** The same without what may not leave this computer, where that is less than all. */
  readonly elsewhere?: { readonly messages: readonly ChatMessage[]; readonly provenance: Provenance };
  /** Whether its sources support what was written: where not, a router may ask elsewhere. */
  readonly supported?: (text: string) => boolean;
}

export interface Usage { readonly promptTokens: number; /** Of the prompt, not read again: shared with an earlier request. */ readonly cachedTokens: number; readonly completionTokens: number }

export type GenerateEvent =
  /** Place in the queue, from 1; only while waiting. */
  | { readonly type: 'queued'; readonly place: number }
  | { readonly type: 'text'; readonly text: string }
  /** A router's: where it is asked now. All text until here is void: another begins. */
  | { readonly type: 'route'; readonly step: RouteStep }
  | { readonly type: 'end'; readonly reason: 'stop' | 'length'; readonly usage: Usage; readonly firstTokenMs: number; readonly totalMs: number };

/** A chat model that is loaded. Implementations: llama.cpp in a process of its own, and a fake. */
export interface LanguageModel {
  readonly id: string;
  /** Tokens of prompt and answer together. */
  readonly contextLength: number;
  /** Tokens of a text alone, without the chat template's. */
  countTokens(text: string): Promise<number>;
  /**
   * Aborting `signal`, or leaving the iterator, frees the slot.
   * @throws SproutError model-crashed (may be tried again), prompt-too-long, model-busy (the queue is full), schema-unsupported, adapter-mismatch.
   */
  generate(request: GenerateRequest): AsyncIterable<GenerateEvent>;
}
