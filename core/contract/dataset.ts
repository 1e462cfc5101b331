import { z } from 'zod';
import { localeSchema } from './locale.ts';

/** Where an example came from: a pasted text, a file with its line, a conversation, a mail, a document, or a model's suggestion from one. */
export const exampleOriginSchema = z.object({
  kind: z.enum(['paste', 'file', 'chat', 'mail', 'document', 'model']),
  /** File or document name. */
  name: z.string().optional(),
  document: z.string().optional(),
  page: z.int().positive().optional(),
  /** 1-based line of a text file, or row of a sheet. */
  line: z.int().positive().optional(),
});
export type ExampleOrigin = z.infer<typeof exampleOriginSchema>;

export const turnSchema = z.object({ role: z.enum(['system', 'user', 'assistant']), content: z.string() });

/** What is taken in before it is stored. */
export const newExampleSchema = z.object({
  question: z.string().min(1),
  /** Empty where the answer is missing: a check names it. */
  answer: z.string(),
  /** What was said before the question, oldest first; a system message here stands in for the recipe's. */
  before: z.array(turnSchema).default([]),
  origin: exampleOriginSchema,
  /** Examples of one conversation stay on one side of the test split. */
  group: z.string().optional(),
});
export type NewExample = z.infer<typeof newExampleSchema>;

/** `waiting` until the owner has looked at it; only `kept` ones are trained with. */
export const exampleStateSchema = z.enum(['waiting', 'kept', 'dropped']);
export type ExampleState = z.infer<typeof exampleStateSchema>;

export const exampleSchema = newExampleSchema.extend({
  id: z.string(),
  state: exampleStateSchema,
  /** The owner changed the text. */
  edited: z.boolean(),
  /** Hidden from training, to judge by; decided among the kept ones. */
  hidden: z.boolean(),
});
export type Example = z.infer<typeof exampleSchema>;

export const datasetSchema = z.object({
  id: z.string(),
  name: z.string(),
  recipe: z.string(),
  locale: localeSchema,
  /** The owner's answers to the recipe's questions, by question id. */
  about: z.record(z.string(), z.string()),
  /** The system prompt in use: made from `about`, or written by the owner. */
  system: z.string(),
  createdAt: z.string(),
  examples: z.int().nonnegative(), kept: z.int().nonnegative(), waiting: z.int().nonnegative(), dropped: z.int().nonnegative(), hidden: z.int().nonnegative(),
});
export type Dataset = z.infer<typeof datasetSchema>;

export const exampleFindingKinds = ['duplicate', 'near-duplicate', 'contradiction', 'personal-data', 'too-short', 'too-long', 'empty-answer', 'boilerplate', 'imbalance', 'not-json', 'too-few'] as const;

/** One thing about the examples that the owner should look at before training. */
export const exampleFindingSchema = z.object({
  kind: z.enum(exampleFindingKinds),
  /** An `error` keeps the example out of training until it is changed; `too-few` keeps all from it. */
  severity: z.enum(['error', 'warning', 'notice']),
  message: z.string(),
  /** Ids of the examples it is about; empty when it is about the whole set. */
  examples: z.array(z.string()),
  /** What was found, such as a phone number; as it stands in the text. */
  found: z.array(z.string()).optional(),
});
export type ExampleFinding = z.infer<typeof exampleFindingSchema>;

export const takenSchema = z.object({ added: z.int().nonnegative(), /** Were there already, word for word. */ known: z.int().nonnegative(), dataset: datasetSchema });
export type Taken = z.infer<typeof takenSchema>;

export const exampleChangeSchema = z.object({ id: z.string(), state: exampleStateSchema.optional(), question: z.string().min(1).optional(), answer: z.string().min(1).optional() });
export type ExampleChange = z.infer<typeof exampleChangeSchema>;
