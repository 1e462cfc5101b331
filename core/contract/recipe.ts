import { z } from 'zod';

export const recipeIds = ['tone-of-voice', 'best-colleague', 'character', 'sort-and-label', 'fill-a-form'] as const;

const bilingual = z.strictObject({ en: z.string().min(1), zh: z.string().min(1) });
export type Bilingual = z.infer<typeof bilingual>;
const pair = z.strictObject({ question: z.string().min(1), answer: z.string().min(1) });

/** Projections of a transformer layer that may get an adapter, by their names in GGUF. */
export const loraTargetSchema = z.enum(['attn_q', 'attn_k', 'attn_v', 'attn_output', 'ffn_gate', 'ffn_up', 'ffn_down']);

/** How a model is trained; see TrainingConfig in core/ports/trainer.ts for what each means. */
export const trainingOptionsSchema = z.strictObject({
  rank: z.int().min(1).max(256),
  alpha: z.number().positive().max(1024),
  dropout: z.number().min(0).max(0.9),
  targets: z.array(loraTargetSchema).min(1),
  epochs: z.int().min(1).max(100),
  learningRate: z.number().positive().max(0.1),
  warmup: z.number().min(0).max(1),
  weightDecay: z.number().min(0).max(1),
  clip: z.number().min(0).max(100),
  sequenceTokens: z.int().min(16).max(8192),
  accumulation: z.int().min(1).max(256),
  seed: z.int().min(0).max(2 ** 31 - 1),
});
export type TrainingOptions = z.infer<typeof trainingOptionsSchema>;

/**
 * What decides whether a recipe's training helped. `style`: likeness to the owner's own answers. `facts`: numbers, names and codes kept.
 * `label`: right labels. `json`: valid JSON with exactly the right fields.
 */
export const recipeMeasures = ['style', 'facts', 'label', 'json'] as const;
export const recipeMeasureSchema = z.enum(recipeMeasures);
export type RecipeMeasure = z.infer<typeof recipeMeasureSchema>;

/** One `templates/<id>/recipe.yaml`: what a training teaches, as data. */
export const recipeSchema = z.strictObject({
  id: z.string().regex(/^[a-z][a-z0-9-]*$/),
  title: bilingual,
  description: bilingual,
  /** What the owner is asked. The answers fill `{id}` in the prompt. */
  questions: z.array(z.strictObject({ id: z.string().regex(/^[a-z]+$/), ask: bilingual, hint: bilingual })).length(3),
  /** The system prompt: one line a sentence; a line whose blank was not answered is left out. */
  prompt: bilingual,
  /** What the two sides of an example are called. */
  sides: z.strictObject({ question: bilingual, answer: bilingual }),
  /** What is wanted, shown beside the owner's own. */
  examples: z.strictObject({ en: z.array(pair).min(1).max(5), zh: z.array(pair).min(1).max(5) }),
  measure: recipeMeasureSchema,
  /** Approved examples without which nothing is trained, and with which it usually works. */
  least: z.int().min(1),
  enough: z.int().min(1),
  /** Tokens of the longest answer when the trained model is tried. */
  answerTokens: z.int().min(1).max(4096),
  /** Whether rules can make examples from documents. */
  fromDocuments: z.boolean(),
  training: trainingOptionsSchema,
});
export type Recipe = z.infer<typeof recipeSchema>;
