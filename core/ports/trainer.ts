import type { ModelFile } from './model-runtime.ts';

/** One example as the model reads it. Position `at` is scored when `scored[at]` is 1: the token at `at` is part of the answer that is learnt. */
export interface TrainingSequence { readonly tokens: Int32Array; readonly scored: Uint8Array }

export const loraTargets = ['attn_q', 'attn_k', 'attn_v', 'attn_output', 'ffn_gate', 'ffn_up', 'ffn_down'] as const;
export type LoraTarget = (typeof loraTargets)[number];

export interface TrainingConfig {
  /** LoRA rank and alpha; the change to a weight is alpha / rank × B·A. */
  readonly rank: number;
  readonly alpha: number;
  /** Share of the adapter's inputs that are left out while learning; 0 is none. */
  readonly dropout: number;
  /** Projections that get an adapter. */
  readonly targets: readonly LoraTarget[];
  readonly epochs: number;
  readonly learningRate: number;
  /** Share of all steps in which the rate rises; then it falls along a cosine. */
  readonly warmup: number;
  readonly weightDecay: number;
  /** Largest norm of a gradient; 0 is no limit. */
  readonly clip: number;
  /** Tokens of one packed sequence: short examples share it. */
  readonly sequenceTokens: number;
  /** Packed sequences whose gradients are added up before a step. */
  readonly accumulation: number;
  readonly seed: number;
  readonly threads: number;
}

export interface TrainingJob {
  readonly model: ModelFile;
  /** The run's folder (absolute): checkpoints, log and adapter.gguf. A run that was killed goes on from its last checkpoint there. */
  readonly directory: string;
  readonly train: readonly TrainingSequence[];
  /** Unseen rows: their loss is told before, at times in between, and after. */
  readonly held: readonly TrainingSequence[];
  readonly config: TrainingConfig;
  /** Whether a graphics card may do it, where there is a fitting one; true without. */
  readonly useCard?: boolean;
  /** How often, evenly spread over the steps, the adapter is written as it is by then; none without. */
  readonly snapshots?: number;
}

export type TrainingEvent =
  | { readonly type: 'prepared'; /** Steps in all, and the one it begins at: above 0 after a resume. */ readonly steps: number; readonly from: number; readonly memoryMegabytes: number; /** The graphics card that does it, by its name. */ readonly device?: string }
  | { readonly type: 'step'; readonly step: number; readonly epoch: number; /** Mean loss of the step's answer tokens, in nats. */ readonly loss: number; readonly gradientNorm: number; readonly learningRate: number; readonly tokens: number; readonly seconds: number }
  | { readonly type: 'held-loss'; readonly step: number; readonly loss: number }
  | { readonly type: 'snapshot'; readonly step: number; /** Path of the adapter so far; whoever takes it may delete it. */ readonly adapter: string }
  | { readonly type: 'checkpoint'; readonly step: number; readonly seconds: number }
  | { readonly type: 'paused' | 'resumed'; readonly step: number }
  | { readonly type: 'checkpoint-damaged'; /** Its folder's name; the one before it counts. */ readonly name: string }
  | { readonly type: 'end'; readonly steps: number; /** Path of the LoRA adapter in GGUF. */ readonly adapter: string };

/** `device`: the graphics card, by its name; the memory is then the card's. */
export interface TrainingEstimate { readonly seconds: number; readonly memoryMegabytes: number; readonly tokensPerSecond: number; readonly device?: string | undefined }

/** Says when training should rest, because the machine is wanted for something else: asked at the beginning, and whenever `onChange` calls. */
export interface TrainingPause {
  readonly paused: boolean;
  /** Gives a function that ends the listening. */
  onChange(listener: () => void): () => void;
}

/** Learns adapters in a process of its own, at low priority. */
export interface Trainer {
  /**
   * Aborting, or leaving the iterator, stops the process after a checkpoint; the same call goes on later with the same losses.
   * @throws SproutError model-untrainable (architecture), training-empty, training-too-long (an example exceeds the context), training-token-unknown, training-changed (the folder holds
   * another job's run), memory-short, disk-full, training-crashed; AbortError.
   */
  train(job: TrainingJob, signal?: AbortSignal, pause?: TrainingPause): AsyncIterable<TrainingEvent>;
  /** Runs a few steps of the job for about ten seconds and tells what the whole will take; nothing is kept. */
  estimate(job: TrainingJob, signal?: AbortSignal): Promise<TrainingEstimate>;
  /** Mean loss of the scored tokens, in nats, with an adapter or without. @throws SproutError also adapter-damaged, adapter-mismatch (made for another base). */
  loss(model: ModelFile, adapter: string | undefined, sequences: readonly TrainingSequence[], signal?: AbortSignal): Promise<number>;
}
