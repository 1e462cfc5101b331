import { z } from 'zod';
import { budgetSettingsSchema, defaultBudget } from './budget.ts';
import { defaultGuard, guardSettingsSchema } from './crossing.ts';
import { gatewayStateSchema } from './inbox.ts';
import { localeSchema } from './locale.ts';
import { remoteSchema } from './remote.ts';
import { burstPolicySchema, defaultBurstPolicy } from './route.ts';

export const settingsSchema = z.object({
  locale: localeSchema.nullable(),
  theme: z.enum(['system', 'light', 'dark']),
  /** What the firm does, in the owner's choice of the first run; null until it was answered. */
  business: z.string().nullable(),
  businessName: z.string(),
  firstRunDone: z.boolean(),
  /** A file whose date is older than this many days counts as stale. */
  staleAfterDays: z.int().positive(),
  /** Ids of the models in use; null is quote mode, full text alone, and no reranking. */
  models: z.object({ chat: z.string().nullable(), embedding: z.string().nullable(), reranking: z.string().nullable() }),
  /** The desktop window's port for other programs: off until the owner opens it. */
  programs: z.object({ open: z.boolean(), port: z.int().min(1024).max(65_535) }),
  /** The live gateway for visitors of the website: off until the owner opens it. */
  gateway: gatewayStateSchema.pick({ open: true, port: true, trustedProxy: true }),
  /** Places elsewhere that run models, and when, under which guard and for how much they are asked. Changed by endpoints of their own. */
  remotes: z.array(remoteSchema.omit({ hasKey: true })),
  burst: burstPolicySchema,
  guard: guardSettingsSchema,
  budget: budgetSettingsSchema,
  /** Shows the words and numbers that only an expert wants. */
  expert: z.boolean(),
});
export type Settings = z.infer<typeof settingsSchema>;
export const defaultSettings: Settings = { locale: null, theme: 'system', business: null, businessName: '', firstRunDone: false, staleAfterDays: 730, models: { chat: null, embedding: null, reranking: null }, programs: { open: false, port: 17_180 }, gateway: { open: false, port: 17_181, trustedProxy: 'none' }, remotes: [], burst: defaultBurstPolicy, guard: defaultGuard, budget: defaultBudget, expert: false };

export const statusSchema = z.object({
  version: z.string(),
  workspace: z.string(),
  documents: z.int().nonnegative(),
  ready: z.int().nonnegative(),
  importing: z.int().nonnegative(),
  /** How answers are made now: `quote` until a model is loaded. */
  model: z.string(),
  index: z.enum(['ready', 'rebuilding']),
  settings: settingsSchema,
});
export type Status = z.infer<typeof statusSchema>;

export const starterSchema = z.object({
  id: z.string(),
  title: z.record(localeSchema, z.string()),
  description: z.record(localeSchema, z.string()),
  businesses: z.array(z.string()),
  documents: z.int().nonnegative(),
  /** Questions that a new owner can try, by language. */
  tryQuestions: z.record(localeSchema, z.array(z.string())),
});
export type Starter = z.infer<typeof starterSchema>;
