import { z } from 'zod';
import { maskedKindSchema } from './crossing.ts';
import { problemSchema } from './problem.ts';
import { trainingOptionsSchema } from './recipe.ts';
import { verdictSchema } from './verdict.ts';

/** When a training may work; all that are true must hold. What the machine cannot tell does not hold it up. */
export const trainingConditionsSchema = z.object({ pluggedIn: z.boolean().default(false), idle: z.boolean().default(false), atNight: z.boolean().default(false) });
export type TrainingConditions = z.infer<typeof trainingConditionsSchema>;

/**
 * `waiting`: for its conditions. `preparing`: reading the examples. `judging`: comparing before and after. `paused`: by the owner, or because
 * Sprout ended. `sent`: it is trained elsewhere, and its adapter has not come back. `cancelled` and `failed` runs can be resumed too, from their last checkpoint.
 */
export const runStateSchema = z.enum(['preparing', 'waiting', 'running', 'paused', 'judging', 'done', 'failed', 'cancelled', 'sent']);
export type RunState = z.infer<typeof runStateSchema>;

/** What a training is sent out as. */
export const sendForms = ['ray', 'llama-factory'] as const;
export const sendFormSchema = z.enum(sendForms);
export type SendForm = z.infer<typeof sendFormSchema>;

/** Of a training that was sent out. */
export const sentSchema = z.object({
  form: sendFormSchema, at: z.string(),
  /** Where the base's weights are published, such as `Qwen/Qwen3-0.6B`; null where its very file is used. */
  repository: z.string().nullable(),
  /** Examples that left, those that stayed because of private documents, and those that judge. */
  examples: z.int().nonnegative(), leftOut: z.int().nonnegative(), hidden: z.int().nonnegative(),
  /** SHA-256 of the manifest. */
  digest: z.string(),
  /** When its adapter came. */
  backAt: z.string().optional(),
});
export type Sent = z.infer<typeof sentSchema>;

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
  /** Where it was trained elsewhere. */
  sent: sentSchema.optional(),
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

/** A name on a hub: owner and repository. */
const repository = z.string().regex(/^[\w.-]{1,100}\/[\w.-]{1,100}$/);
export const newSendingSchema = newRunSchema.extend({ form: sendFormSchema, /** Where the base's weights are published, where Sprout does not know. */ repository: repository.optional(), /** Whole examples leave, with what a check finds in them. */ accepted: z.boolean().default(false) });
export type NewSending = z.input<typeof newSendingSchema>;

/** What would leave. */
export const sendingPreviewSchema = z.object({
  form: sendFormSchema, repository: z.string().nullable(), /** Name of the base's file here. */ baseFile: z.string(),
  examples: z.int().nonnegative(), leftOut: z.int().nonnegative(), hidden: z.int().nonnegative(), bytes: z.int().nonnegative(),
  /** Personal data in what leaves, by kind, and in how many examples; some of it as it stands there. */
  personal: z.object({ examples: z.int().nonnegative(), kinds: z.partialRecord(maskedKindSchema, z.int().positive()), found: z.array(z.string()) }),
});
export type SendingPreview = z.infer<typeof sendingPreviewSchema>;

export const trainingEstimateSchema = z.object({
  seconds: z.number(), /** Of the card, where one does it. */ memoryMegabytes: z.number(), device: z.string().optional(), tokensPerSecond: z.number(), /** Of the whole training, answers and questions. */ tokens: z.int(),
  examples: z.int(), hidden: z.int(), /** Null where the machine has no battery or does not tell. */ onBattery: z.boolean().nullable(), /** How long the battery lasts while it trains; null on mains, or untold. */ batteryMinutes: z.number().nullable(),
});
export type TrainingEstimate = z.infer<typeof trainingEstimateSchema>;

export const exportFormats = ['gguf', 'peft', 'merged'] as const;
export const exportFormatSchema = z.enum(exportFormats);
export type ExportFormat = z.infer<typeof exportFormatSchema>;
