import { z } from 'zod';
import type { Endpoint } from './endpoint.ts';

/*
 * What `/v1` takes and gives, in OpenAI's shapes: those parts that a local model can serve. What is not named here is ignored
 * (penalties, user, metadata …), except what would change the answer unnoticed: that is refused.
 */

const contentPartSchema = z.looseObject({ type: z.string(), text: z.string().optional() });
const contentSchema = z.union([z.string(), z.array(contentPartSchema)]);
/** Names that no template can take for anything else. */
const functionNameSchema = z.string().regex(/^[\w.-]{1,128}$/, 'use letters, digits, dots, dashes and underscores');

export const toolCallSchema = z.object({ id: z.string(), type: z.literal('function'), function: z.object({ name: functionNameSchema, /** JSON. */ arguments: z.string() }) });
const messageSchema = z.discriminatedUnion('role', [
  z.object({ role: z.literal(['system', 'developer', 'user']), content: contentSchema, name: z.string().optional() }),
  z.object({ role: z.literal('assistant'), content: contentSchema.nullish(), tool_calls: z.array(toolCallSchema).nullish() }),
  z.object({ role: z.literal('tool'), content: contentSchema, tool_call_id: z.string() }),
]);
export type OpenAiMessage = z.output<typeof messageSchema>;

const toolSchema = z.object({ type: z.literal('function'), function: z.object({ name: functionNameSchema, description: z.string().optional(), parameters: z.record(z.string(), z.unknown()).optional() }) });
export type OpenAiTool = z.output<typeof toolSchema>;

export const chatCompletionRequestSchema = z.object({
  /** A model's id; `sprout` or nothing is the one that is chosen in Sprout. */
  model: z.string().default('sprout'),
  messages: z.array(messageSchema).min(1),
  stream: z.boolean().nullish(),
  stream_options: z.object({ include_usage: z.boolean().optional() }).nullish(),
  max_completion_tokens: z.int().min(1).nullish(),
  max_tokens: z.int().min(1).nullish(),
  temperature: z.number().min(0).max(2).nullish(),
  top_p: z.number().min(0).max(1).nullish(),
  seed: z.int().nullish(),
  stop: z.union([z.string(), z.array(z.string()).max(16)]).nullish(),
  n: z.literal(1, 'only one answer at a time (n = 1)').nullish(),
  logprobs: z.literal(false, 'log probabilities are not given').nullish(),
  logit_bias: z.record(z.string(), z.never('it is not supported')).nullish(),
  tools: z.array(toolSchema).nullish(),
  tool_choice: z.union([z.literal(['none', 'auto', 'required']), z.object({ type: z.literal('function'), function: z.object({ name: z.string() }) })]).nullish(),
  parallel_tool_calls: z.boolean().nullish(),
  functions: z.undefined('it is an older form: use "tools"').optional(),
  response_format: z.discriminatedUnion('type', [
    z.object({ type: z.literal('text') }), z.object({ type: z.literal('json_object') }),
    z.object({ type: z.literal('json_schema'), json_schema: z.object({ name: z.string().optional(), schema: z.record(z.string(), z.unknown()) }) }),
  ]).nullish(),
});
export type ChatCompletionRequest = z.output<typeof chatCompletionRequestSchema>;

const finishReasonSchema = z.enum(['stop', 'length', 'tool_calls']);
const usageSchema = z.object({ prompt_tokens: z.int(), completion_tokens: z.int(), total_tokens: z.int(), prompt_tokens_details: z.object({ cached_tokens: z.int() }) });
export type CompletionUsage = z.output<typeof usageSchema>;
const head = { id: z.string(), /** Seconds since 1970. */ created: z.int(), model: z.string() };

export const chatCompletionSchema = z.object({
  ...head, object: z.literal('chat.completion'), usage: usageSchema,
  choices: z.array(z.object({
    index: z.int(), finish_reason: finishReasonSchema, logprobs: z.null(),
    message: z.object({ role: z.literal('assistant'), content: z.string().nullable(), refusal: z.null(), /** What a thinking model said to itself. */ reasoning_content: z.string().optional(), tool_calls: z.array(toolCallSchema).optional() }),
  })),
});
export type ChatCompletion = z.output<typeof chatCompletionSchema>;

export const chatCompletionChunkSchema = z.object({
  ...head, object: z.literal('chat.completion.chunk'), usage: usageSchema.nullish(),
  choices: z.array(z.object({
    index: z.int(), finish_reason: finishReasonSchema.nullable(), logprobs: z.null(),
    delta: z.object({ role: z.literal('assistant').optional(), content: z.string().optional(), reasoning_content: z.string().optional(), tool_calls: z.array(toolCallSchema.extend({ index: z.int() })).optional() }),
  })),
});
export type ChatCompletionChunk = z.output<typeof chatCompletionChunkSchema>;

export const embeddingRequestSchema = z.object({
  model: z.string().default('sprout'),
  input: z.union([z.string(), z.array(z.string()).min(1).max(2048)], 'a text or an array of at most 2,048 texts is wanted; numbers (tokens) are not taken').refine((input) => input.length > 0 && (typeof input === 'string' || !input.includes('')), 'an empty text has no meaning'),
  encoding_format: z.enum(['float', 'base64']).nullish(),
  /** Must be what the model has. */
  dimensions: z.int().nullish(),
  /** What the texts are: some models tell a question from what answers it. Not of OpenAI. */
  input_type: z.enum(['query', 'document']).nullish(),
});
export type EmbeddingRequest = z.output<typeof embeddingRequestSchema>;
export const embeddingListSchema = z.object({
  object: z.literal('list'), model: z.string(), usage: z.object({ prompt_tokens: z.int(), total_tokens: z.int() }),
  data: z.array(z.object({ object: z.literal('embedding'), index: z.int(), /** Numbers, or base64 of little-endian 32-bit floats. */ embedding: z.union([z.array(z.number()), z.string()]) })),
});
export type EmbeddingList = z.output<typeof embeddingListSchema>;

export const openAiModelSchema = z.object({ id: z.string(), object: z.literal('model'), created: z.int(), owned_by: z.string() });
export type OpenAiModel = z.output<typeof openAiModelSchema>;

/** For other programs: each request carries a key (`authorization: Bearer …`), and errors have OpenAI's shape. */
export const openAiEndpoints = {
  createChatCompletion: { method: 'POST', path: '/v1/chat/completions', summary: 'An answer of a local model; as server-sent events with `stream`', body: chatCompletionRequestSchema, response: chatCompletionSchema, streams: chatCompletionChunkSchema },
  createEmbeddings: { method: 'POST', path: '/v1/embeddings', summary: 'Vectors whose dot product is the likeness of texts', body: embeddingRequestSchema, response: embeddingListSchema },
  listOpenAiModels: { method: 'GET', path: '/v1/models', summary: 'Models on this computer', response: z.object({ object: z.literal('list'), data: z.array(openAiModelSchema) }) },
  readOpenAiModel: { method: 'GET', path: '/v1/models/{model}', summary: 'One model', response: openAiModelSchema },
} as const satisfies Record<string, Endpoint>;
