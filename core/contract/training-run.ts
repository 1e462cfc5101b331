import { z } from 'zod';
import { problemSchema } from './problem.ts';
import { trainingOptionsSchema } from './recipe.ts';
import { verdictSchema } from './verdict.ts';

/** When a training may work; all that are true must hold. What the machine cannot tell does not hold it up. */
export const trainingConditionsSchema = z.object({ pluggedIn: z.boolean().default(false), idle: z.boolean().default(false), atNight: z.boolean().default(false) });
export type TrainingConditions = z.infer<typeof trainingConditionsSchema>;

/**
 * `waiting`: for its conditions. `preparing`: reading the examples. `judging`: comparing before and after. `paused`: by the owner, or because
 * Sprout ended. `cancelled` and `failed` runs can be resumed too, from their last checkpoint.
 */
export const runStateSchema = z.enum(['preparing', 'waiting', 'running', 'paused', 'judging', 'done', 'failed', 'cancelled']);
export type RunState = z.infer<typeof runStateSchema>;

/** What the model answered after so many steps, beside what is wanted. */
export const sampleAnswerSchema = z.object({ step: z.int(), question: z.string(), wanted: z.string(), written: z.string() });
export type SampleAnswer = z.infer<typeof sampleAnswerSchema>;

export const runSchema = z.object({
  id: z.string(),
  /** What the owner calls the result: the model is offered as `<base>+<name>`. */
  name: z.string(),
  dataset: z.string(),
  recipe: z.string(),
  base: z.string(),
  state: runStateSchema,
  options: trainingOptionsSchema,
  conditions: trainingConditionsSchema,
  threads: z.int().positive(),
  /** Whether a graphics card may do it; true without. */
  useCard: z.boolean().optional(),
  /** The card that does it. */
  device: z.string().optional(),
  /** Hidden examples that are asked for the verdict; 0 judges by losses alone. */
  questions: z.int().nonnegative(),
  createdAt: z.string(),
  startedAt: z.string().optional(),
  endedAt: z.string().optional(),
  step: z.int().nonnegative(),
  /** 0 until it is known. */
  steps: z.int().nonnegative(),
  /** Rounds through all examples that are complete. */
  epoch: z.int().nonnegative(),
  tokensPerSecond: z.number().nonnegative(),
  secondsLeft: z.number().optional(),
  memoryMegabytes: z.number().optional(),
  /** Mean loss of each step, and on the hidden examples at times, in nats. */
  losses: z.array(z.object({ step: z.int(), loss: z.number() })),
  heldLosses: z.array(z.object({ step: z.int(), loss: z.number() })),
  /** How it answers while it learns; why it could not be shown. */
  samples: z.array(sampleAnswerSchema).optional(),
  sampleProblem: problemSchema.optional(),
  /** Which conditions it waits for. */
  waitingFor: z.array(z.enum(['pluggedIn', 'idle', 'atNight'])).optional(),
  /** Absolute path of the finished adapter. */
  adapter: z.string().optional(),
  error: problemSchema.optional(),
  verdict: verdictSchema.optional(),
});
export type TrainingRun = z.infer<typeof runSchema>;

export const newRunSchema = z.object({
  dataset: z.string(),
  base: z.string(),
  name: z.string(),
  options: trainingOptionsSchema.partial().default({}),
  conditions: trainingConditionsSchema.default({ pluggedIn: false, idle: false, atNight: false }),
  threads: z.int().positive().optional(),
  useCard: z.boolean().optional(),
  questions: z.int().min(0).max(100).optional(),
});
export type NewRun = z.input<typeof newRunSchema>;

export const trainingEstimateSchema = z.object({
  seconds: z.number(), /** Of the card, where one does it. */ memoryMegabytes: z.number(), device: z.string().optional(), tokensPerSecond: z.number(), /** Of the whole training, answers and questions. */ tokens: z.int(),
  examples: z.int(), hidden: z.int(), /** Null where the machine has no battery or does not tell. */ onBattery: z.boolean().nullable(), /** How long the battery lasts while it trains; null on mains, or untold. */ batteryMinutes: z.number().nullable(),
});
export type TrainingEstimate = z.infer<typeof trainingEstimateSchema>;

export const exportFormats = ['gguf', 'peft', 'merged'] as const;
export const exportFormatSchema = z.enum(exportFormats);
export type ExportFormat = z.infer<typeof exportFormatSchema>;
