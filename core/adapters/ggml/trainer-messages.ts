import type { ProblemCode, ProblemFields } from '../../contract/index.ts';
import type { AdapterExpectation, PeftCard } from '../../ports/adapter-exchange.ts';
import type { TrainingEstimate, TrainingEvent, TrainingJob, TrainingSequence } from '../../ports/trainer.ts';
import type { GgmlLibrary } from './libggml.ts';
import type { SessionLimits } from './training-session.ts';

/** A process does one of these and ends. */
export type TrainerTask =
  | { readonly type: 'train' | 'estimate'; readonly job: TrainingJob; readonly limits: SessionLimits }
  | { readonly type: 'loss'; readonly model: string; readonly adapter: string | undefined; readonly sequences: readonly TrainingSequence[]; readonly threads: number }
  | { readonly type: 'export-peft'; readonly model: string; readonly adapter: string; readonly to: string; readonly card: PeftCard }
  | { readonly type: 'export-merged'; readonly model: string; readonly adapter: string; readonly to: string }
  | { readonly type: 'import'; readonly model: string; readonly adapter: string; readonly to: string; readonly expected: AdapterExpectation | undefined };

export type TrainerOrder =
  | { readonly type: 'start'; readonly library: GgmlLibrary; readonly niceness: number; readonly task: TrainerTask }
  | { readonly type: 'pause' | 'resume' | 'stop' };

export type TrainerMessage =
  | { readonly type: 'event'; readonly event: TrainingEvent }
  /** One more pack is done: nothing hangs. */
  | { readonly type: 'pulse' }
  | { readonly type: 'estimated'; readonly estimate: TrainingEstimate }
  | { readonly type: 'loss'; readonly loss: number }
  | { readonly type: 'written' }
  /** The task is over; where it was ordered to stop, before its end, and what was learnt is kept. */
  | { readonly type: 'stopped' }
  | { readonly type: 'failed'; readonly code: ProblemCode; readonly fields: ProblemFields };
