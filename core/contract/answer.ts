import { z } from 'zod';
import { routeStepSchema } from './route.ts';

/** One passage found by a search. Offsets are UTF-16 code units into the document text (see block.ts). */
export const hitSchema = z.object({
  document: z.string(),
  name: z.string(),
  page: z.int().positive().optional(),
  heading: z.string().optional(),
  text: z.string(),
  score: z.number(),
  start: z.int().nonnegative(),
  end: z.int().nonnegative(),
});
export type Hit = z.infer<typeof hitSchema>;
export const searchResultSchema = z.object({ hits: z.array(hitSchema), ms: z.number(), /** Whether passages were looked for by meaning too, or by their words alone. */ byMeaning: z.boolean(), /** Whether a reranking model put the best of them in order. */ reranked: z.boolean() });
export type SearchResult = z.infer<typeof searchResultSchema>;

/** A source, numbered from 1 in the order of the answer. Made by the program, never by a model. */
export const citationSchema = z.object({
  n: z.int().positive(),
  document: z.string(),
  name: z.string(),
  page: z.int().positive().optional(),
  quote: z.string(),
  start: z.int().nonnegative(),
  end: z.int().nonnegative(),
});
export type Citation = z.infer<typeof citationSchema>;

export const answerSchema = z.object({
  answer: z.string(),
  /** `citations` are the numbers of the sources; none means that no passage supports the sentence: it is shown as unproven. */
  sentences: z.array(z.object({ text: z.string(), citations: z.array(z.int().positive()) })),
  citations: z.array(citationSchema),
  /** False when the documents do not answer the question; `citations` are then empty and `nearest` may help. */
  answered: z.boolean(),
  model: z.string(),
  timings: z.object({ searchMs: z.number(), answerMs: z.number(), totalMs: z.number() }),
  /** The nearest passages, offered when nothing answers, and when nothing of what a model wrote is proven. */
  nearest: z.array(hitSchema).optional(),
  /** What a thinking model said to itself before the answer; shown folded. */
  thoughts: z.string().optional(),
  /** The reader stopped the answer before its end. */
  stopped: z.boolean().optional(),
  /** The question as it was searched, when a follow-up was completed from the conversation. */
  understoodAs: z.string().optional(),
  /** Ids of the documents whose passages a model was shown: what it wrote may hold more of them than it cites. */
  shown: z.array(z.string()).optional(),
  /** What a model read and wrote for it, and how long it waited for its turn. */
  usage: z.object({ promptTokens: z.int().nonnegative(), completionTokens: z.int().nonnegative(), waitMs: z.number().nonnegative() }).optional(),
  /** The places that were thought of for it, in order, where there was a choice; the last is where it comes from. */
  route: z.array(routeStepSchema).optional(),
});
export type Answer = z.infer<typeof answerSchema>;

/** What `POST /api/ask` streams, one JSON object a line. */
export const answerEventSchema = z.discriminatedUnion('type', [
  z.object({ type: z.literal('answer-start'), conversation: z.string(), id: z.string() }),
  /** Waiting for the model: place in the queue, from 1. */
  z.object({ type: z.literal('queued'), place: z.int().positive() }),
  /** Asked there now. What was written until here is void: the answer begins anew. */
  z.object({ type: z.literal('route'), step: routeStepSchema }),
  z.object({ type: z.literal('thought-delta'), text: z.string() }),
  z.object({ type: z.literal('text-delta'), text: z.string() }),
  z.object({ type: z.literal('answer-end'), id: z.string(), answer: answerSchema }),
  z.object({ type: z.literal('error'), error: z.object({ code: z.string(), message: z.string() }) }),
]);
export type AnswerEvent = z.infer<typeof answerEventSchema>;

/** One question and its answer in a conversation. `receipt` data is all that a receipt prints. */
export const exchangeSchema = z.object({
  id: z.string(),
  question: z.string(),
  answer: answerSchema,
  /** Hash and version of each cited document at the time of the answer, by document id. */
  files: z.record(z.string(), z.object({ hash: z.string(), version: z.int().positive() })),
  askedAt: z.string(),
});
export type Exchange = z.infer<typeof exchangeSchema>;

export const conversationSummarySchema = z.object({ id: z.string(), title: z.string(), updatedAt: z.string(), exchanges: z.int().nonnegative() });
export type ConversationSummary = z.infer<typeof conversationSummarySchema>;
export const conversationSchema = conversationSummarySchema.extend({ exchanges: z.array(exchangeSchema) });
export type Conversation = z.infer<typeof conversationSchema>;

/** One question of `evaluate --questions`, JSONL; `answers: []` marks a question that the documents do not answer. */
export const testQuestionSchema = z.object({ question: z.string().min(1), answers: z.array(z.string()), document: z.string().optional() });
export type TestQuestion = z.infer<typeof testQuestionSchema>;
export const evaluationSchema = z.object({
  questions: z.array(z.object({ question: z.string(), answers: z.array(z.string()), answered: z.boolean(), goldFound: z.boolean(), cited: z.boolean(), correct: z.boolean(), answer: z.string(), ms: z.number() })),
  summary: z.object({ questions: z.int(), answerable: z.int(), answered: z.int(), goldFound: z.int(), cited: z.int(), correct: z.int(), declinedCorrectly: z.int(), unanswerable: z.int(), msMedian: z.number(), msP95: z.number() }),
});
export type Evaluation = z.infer<typeof evaluationSchema>;
