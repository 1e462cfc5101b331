import { z } from 'zod';
import { recipeMeasureSchema } from './recipe.ts';

/** A score from 0 to 1; null where it was not, or could not be, measured. */
const score = z.number().min(0).max(1).nullable();

/** Why. `helps`: better than all else. The others say what speaks against it, the weightiest first. */
export const verdictReasons = ['helps', 'learns', 'too-few', 'not-learnt', 'forgets', 'worse', 'prompt-enough', 'documents-enough', 'owner-prefers-base'] as const;

/** What one hidden question got: shown side by side, `first` and `second` in an order drawn by chance. */
export const blindPairSchema = z.object({
  id: z.string(), question: z.string(), /** What the owner's example says. */ wanted: z.string(), first: z.string(), second: z.string(),
  choice: z.enum(['first', 'second', 'same']).optional(),
});
export type BlindPair = z.infer<typeof blindPairSchema>;

export const verdictSchema = z.object({
  decision: z.enum(['keep', 'discard', 'unsure']),
  reason: z.enum(verdictReasons),
  /** One plain sentence: keep it, or do not, and why. */
  sentence: z.object({ en: z.string(), zh: z.string() }),
  /** On the hidden examples, in nats a token. */
  loss: z.object({ before: z.number(), after: z.number(), examples: z.int() }),
  /** The recipe's own measure on the hidden examples: the base as it is told what to do, the base with the documents, and the tuned model. */
  measure: z.object({ kind: recipeMeasureSchema, prompt: score, documents: score, tuned: score, examples: z.int() }),
  /** Loss on general questions that have nothing to do with the firm. */
  forgetting: z.object({ before: z.number(), after: z.number(), /** Largest rise that is let pass. */ limit: z.number(), ok: z.boolean() }),
  /** The owner's blind choices so far. */
  judged: z.object({ pairs: z.int(), tuned: z.int(), base: z.int(), same: z.int() }),
  judgedAt: z.string(),
});
export type Verdict = z.infer<typeof verdictSchema>;
