import { z } from 'zod';
import { currencySchema, microsSchema } from './money.ts';
import { problemSchema } from './problem.ts';

/** What there is, what of it moves, and what stays. */
export const inventorySchema = z.object({
  items: z.array(z.object({
    kind: z.enum(['documents', 'private-documents', 'passages', 'originals', 'models', 'adapters', 'sites', 'approved-answers', 'test-questions', 'inbox', 'conversations', 'settings', 'secrets']),
    count: z.int().nonnegative(), bytes: z.int().nonnegative(), moves: z.boolean(),
  })),
  sites: z.array(z.object({ id: z.string(), name: z.string(), published: z.boolean(), documents: z.int(), passages: z.int(), model: z.string().nullable(), questionsPerDay: z.number() })),
  /** What keeps from moving, and what to do. */
  problems: z.array(problemSchema),
});
export type Inventory = z.infer<typeof inventorySchema>;

/** A kind of graphics card to rent. Prices and speeds are a starting point that the owner corrects. */
export const gpuTypeSchema = z.object({
  id: z.string(), name: z.string(), memoryGigabytes: z.number().positive(),
  /** For one, by the hour. */
  pricePerHour: microsSchema, currency: currencySchema,
  /** Memory traffic, in gigabytes a second, and arithmetic, in 10^12 operations a second at 16 bits: what a model's speed is reckoned from. */
  bandwidth: z.number().positive(), teraflops: z.number().positive(),
});
export type GpuType = z.infer<typeof gpuTypeSchema>;

/** Where none could be measured: two cores of 2026, quote mode, XQuAD's articles (`bench/gateway-replicas.ts`). */
export const usualGateway = { serviceSeconds: 0.0088, spread: 0.5, cores: 1 };

export const planRequestSchema = z.object({
  /** At the busiest hour. */
  questionsPerSecond: z.number().positive().max(100_000),
  promptTokens: z.int().positive().max(1_000_000),
  answerTokens: z.int().positive().max(100_000),
  /** Share of questions that no model answers: approved answers and quotes. */
  quotedShare: z.number().min(0).max(1),
  /** 95 of 100 answers have begun by then. */
  targetSeconds: z.number().positive().max(600),
  /** Weights that a model is made of; and bytes a weight. */
  billionWeights: z.number().positive().max(2000), bytesPerWeight: z.number().positive().max(4),
  /** That the machines run in a month. */
  hoursPerMonth: z.number().positive().max(744),
  /** The gateway as it was measured: processor time of an answer, its spread (standard deviation by mean), and the cores of a replica. */
  gateway: z.object({ serviceSeconds: z.number().positive().max(60), spread: z.number().min(0).max(10), cores: z.int().positive().max(256) }).default(usualGateway),
  gpus: z.array(gpuTypeSchema).min(1).max(50),
  /** One processor core for a month, and a gigabyte of memory and of storage. */
  prices: z.object({ currency: currencySchema, core: microsSchema, memory: microsSchema, storage: microsSchema }),
  currency: currencySchema,
  rates: z.partialRecord(currencySchema, z.number().positive()),
});
export type PlanRequest = z.infer<typeof planRequestSchema>;

/** How a number of machines bears the load, from a simulated hour of arrivals. */
export const simulatedSchema = z.object({ replicas: z.int().positive(), utilisation: z.number(), waitMedianSeconds: z.number(), waitP95Seconds: z.number(), longestQueue: z.int(), servedPerSecond: z.number(), meetsTarget: z.boolean() });
export const movePlanSchema = z.object({
  request: planRequestSchema,
  gateway: z.object({ simulated: simulatedSchema, cores: z.number(), memoryGigabytes: z.number(), perMonth: microsSchema }),
  /** By price; the first that meets the target is recommended. `fits`: the model and one conversation find room. */
  models: z.array(z.object({ gpu: z.string(), fits: z.boolean(), tokensPerSecond: z.number(), conversations: z.int(), simulated: simulatedSchema.nullable(), /** Numbers of machines that were tried for it, the fewest first: how the wait falls with more. */ tried: z.array(simulatedSchema), perMonth: microsSchema })),
  storage: z.object({ gigabytes: z.number(), perMonth: microsSchema }),
  recommended: z.object({ gpu: z.string().nullable(), gatewayReplicas: z.int(), modelReplicas: z.int(), perMonth: microsSchema }),
  /** What the figures rest on, in the reader's language. */
  assumptions: z.array(z.string()),
});
export type MovePlan = z.infer<typeof movePlanSchema>;

export const moveTargetSchema = z.enum(['compose', 'kubernetes']);
export type MoveTarget = z.infer<typeof moveTargetSchema>;
/** What starts an export in its folder, once the keys are there: its README and the page say the same. */
export const moveStart: Readonly<Record<MoveTarget, string>> = { compose: 'docker compose up --build -d', kubernetes: 'helm install sprout ./chart -f my-values.yaml' };
export const exportRequestSchema = z.object({
  target: moveTargetSchema,
  /** Public name of the gateway there: `ask.shop.example`. */
  host: z.string().max(253),
  sites: z.array(z.string()).min(1).max(100),
  /** Visitors' messages and conversations move too. */
  inbox: z.boolean(),
  plan: planRequestSchema.nullable(),
});
export type ExportRequest = z.infer<typeof exportRequestSchema>;
export const exportedSchema = z.object({ target: moveTargetSchema, files: z.int(), bytes: z.int(), /** SHA-256 of the bundle's manifest: what the gateway there asks for. */ digest: z.string(), out: z.string() });
export type Exported = z.infer<typeof exportedSchema>;

/** The same question, asked here and there. */
export const verifiedQuestionSchema = z.object({
  site: z.string(), question: z.string(),
  here: z.object({ answer: z.string(), answered: z.boolean(), sources: z.array(z.string()), ms: z.number() }),
  there: z.object({ answer: z.string(), answered: z.boolean(), sources: z.array(z.string()), ms: z.number() }).nullable(),
  /** The same words; or, where a model writes, the same sources and every fact of the expected answer. */
  same: z.boolean(),
  problem: problemSchema.nullable(),
});
export type VerifiedQuestion = z.infer<typeof verifiedQuestionSchema>;
export const verificationSchema = z.object({
  address: z.string(), at: z.string(),
  questions: z.array(verifiedQuestionSchema),
  summary: z.object({ questions: z.int(), same: z.int(), failed: z.int(), msHere: z.number(), msThere: z.number() }),
});
export type Verification = z.infer<typeof verificationSchema>;
export const verifyEventSchema = z.discriminatedUnion('type', [
  z.object({ type: z.literal('progress'), done: z.int(), total: z.int(), secondsLeft: z.number().nullable() }),
  z.object({ type: z.literal('question'), question: verifiedQuestionSchema }),
  z.object({ type: z.literal('end'), verification: verificationSchema }),
  z.object({ type: z.literal('error'), error: problemSchema }),
]);
export type VerifyEvent = z.infer<typeof verifyEventSchema>;

/** What came back out of a bundle. */
export const importedBundleSchema = z.object({ sites: z.array(z.string()), documents: z.int(), passages: z.int(), approved: z.int(), questions: z.int(), inbox: z.int() });
export type ImportedBundle = z.infer<typeof importedBundleSchema>;

/** Where a site's visitors are answered live, and where they were before: the way back. */
export const switchedSchema = z.object({ site: z.string(), address: z.string().nullable(), before: z.string().nullable(), switchedAt: z.string().nullable() });
export type Switched = z.infer<typeof switchedSchema>;
