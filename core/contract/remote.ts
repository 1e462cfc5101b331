import { z } from 'zod';
import { currencySchema, microsSchema } from './money.ts';
import { problemSchema } from './problem.ts';

/** What speaks OpenAI's protocol elsewhere: services that are paid by the token, and servers on the firm's own network. */
export const remotePresetIdSchema = z.enum(['deepseek', 'dashscope', 'zhipu', 'volcengine', 'huawei', 'siliconflow', 'openai', 'openrouter', 'vllm', 'ollama', 'llama-server', 'sprout', 'other']);
export type RemotePresetId = z.infer<typeof remotePresetIdSchema>;

/** For a million tokens, in `currency`. Zero is free. */
export const remotePriceSchema = z.object({ currency: currencySchema, input: microsSchema, /** Of a prompt that the service had read before. */ cachedInput: microsSchema, output: microsSchema });
export type RemotePrice = z.infer<typeof remotePriceSchema>;

/** A place elsewhere that runs a chat model. */
export const remoteSettingsSchema = z.object({
  name: z.string().trim().min(1).max(60),
  preset: remotePresetIdSchema,
  /** `network`: a machine of the firm's own; `cloud`: somebody else's. */
  kind: z.enum(['network', 'cloud']),
  /** Base address with its version path: `https://api.deepseek.com/v1`. http only where the host is this computer or on a private network. */
  address: z.string().max(300),
  /** As that server names it. */
  model: z.string().trim().min(1).max(200),
  /** Tokens of prompt and answer together. */
  contextLength: z.int().min(512).max(10_000_000),
  /** Where the machine stands, for people: "Hangzhou, China". */
  region: z.string().max(80),
  price: remotePriceSchema,
  /** What it may see of what is not private: everything, or with personal data masked. `cloud` is always masked. */
  sees: z.enum(['masked', 'everything']),
  enabled: z.boolean(),
  /** The lowest is asked first. */
  order: z.int().min(0).max(1000),
});
export type RemoteSettings = z.infer<typeof remoteSettingsSchema>;
export const remoteSchema = remoteSettingsSchema.extend({ id: z.string(), createdAt: z.string(), hasKey: z.boolean() });
export type Remote = z.infer<typeof remoteSchema>;

/** What is known of a kind of service before anything is typed. Prices are a starting point that the owner corrects. */
export const remotePresetSchema = z.object({
  id: remotePresetIdSchema,
  name: z.object({ en: z.string(), zh: z.string() }),
  kind: remoteSettingsSchema.shape.kind,
  address: z.string(),
  region: z.object({ en: z.string(), zh: z.string() }),
  needsKey: z.boolean(),
  /** Page where a key is had; empty where there is none. */
  keyPage: z.string(),
  models: z.array(z.object({ id: z.string(), contextLength: z.int(), price: remotePriceSchema })),
  /** Day on which the prices were looked up. */
  pricesOf: z.string(),
});
export type RemotePreset = z.infer<typeof remotePresetSchema>;

export const remoteHealthSchema = z.object({
  /** `resting`: it failed several times in a row and is left alone until `retryAt`. */
  state: z.enum(['untried', 'well', 'failing', 'resting']),
  problem: problemSchema.nullable(),
  /** Median time to the first word of late. */
  firstTokenMs: z.number().nullable(),
  tokensPerSecond: z.number().nullable(),
  triedAt: z.string().nullable(),
  retryAt: z.string().nullable(),
});
export type RemoteHealth = z.infer<typeof remoteHealthSchema>;

/** The Test button: a list of models, then one short answer. */
export const remoteTestSchema = z.object({ ok: z.boolean(), problem: problemSchema.nullable(), models: z.array(z.string()), firstTokenMs: z.number().nullable(), answer: z.string() });
export type RemoteTest = z.infer<typeof remoteTestSchema>;
