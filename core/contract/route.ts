import { z } from 'zod';

/** Why a question went where it went, or did not. */
export const routeReasonSchema = z.enum([
  // why it was asked there
  'local-first', 'chosen', 'site', 'no-local-model', 'queue', 'context', 'unsupported', 'local-failed', 'remote-failed', 'nothing-else',
  // why it was passed over
  'private', 'budget', 'resting', 'too-long', 'off', 'guard',
]);
export type RouteReason = z.infer<typeof routeReasonSchema>;

/** One place that was thought of for an answer. */
export const routeStepSchema = z.object({
  /** `local`, `quote`, or `remote:<id>`. */
  place: z.string(),
  /** For people: the model's or the service's name. */
  name: z.string(),
  outcome: z.enum(['asked', 'passed-over', 'failed', 'answered']),
  reason: routeReasonSchema,
  /** Code of the error where it failed. */
  code: z.string().optional(),
});
export type RouteStep = z.infer<typeof routeStepSchema>;

/** When a question may leave this computer. Local comes first; the first rule that is on and met sends it on. */
export const burstPolicySchema = z.object({
  /** Off: nothing ever leaves, whatever else is set. */
  enabled: z.boolean(),
  rules: z.object({
    /** The wait for the local model would be longer. */
    queue: z.object({ on: z.boolean(), seconds: z.number().min(0).max(600) }),
    /** The prompt is longer than the local model reads. */
    context: z.object({ on: z.boolean() }),
    /** Nothing of what the local model wrote is supported by its sources. */
    unsupported: z.object({ on: z.boolean() }),
    /** There is no local model; else the documents are quoted. */
    noLocalModel: z.object({ on: z.boolean() }),
  }),
  /** Sites, by id; `rules` where none is named. */
  sites: z.record(z.string(), z.enum(['never', 'rules', 'always'])),
  /** Other programs through /v1. What they send is not known to be free of private documents. */
  programs: z.enum(['never', 'rules']),
  /** Tries at one place, the first included. */
  tries: z.int().min(1).max(5),
  /** Asks a second place too when the first has not begun after so long; null never. Costs twice. */
  hedgeAfterMs: z.int().min(100).max(60_000).nullable(),
  /** What no place may take longer for, before its first word. */
  patienceMs: z.int().min(500).max(120_000),
});
export type BurstPolicy = z.infer<typeof burstPolicySchema>;
export const defaultBurstPolicy: BurstPolicy = {
  enabled: false, rules: { queue: { on: true, seconds: 20 }, context: { on: true }, unsupported: { on: false }, noLocalModel: { on: true } }, sites: {}, programs: 'never', tries: 2, hedgeAfterMs: null, patienceMs: 15_000,
};

/** "What would have happened last week" under a policy; nothing is sent. */
export const dryRunSchema = z.object({
  days: z.int().positive(),
  questions: z.int().nonnegative(),
  /** By where they would have gone. */
  places: z.array(z.object({ place: z.string(), name: z.string(), questions: z.int().nonnegative() })),
  reasons: z.array(z.object({ reason: routeReasonSchema, questions: z.int().nonnegative() })),
  /** Kept here although a rule was met: they rest on private documents. */
  keptPrivate: z.int().nonnegative(),
  /** In the budget's currency. */
  cost: z.int().nonnegative(),
  /** A few, for people to judge. */
  examples: z.array(z.object({ question: z.string(), askedAt: z.string(), place: z.string(), reason: routeReasonSchema })),
});
export type DryRun = z.infer<typeof dryRunSchema>;
