import { z } from 'zod';
import { localeSchema } from './locale.ts';
import { problemSchema } from './problem.ts';

/** What a model's answer took: by it the past is judged ("what would have happened"). */
export const visitUsageSchema = z.object({ /** As a receipt names it. */ model: z.string(), promptTokens: z.int().nonnegative(), completionTokens: z.int().nonnegative(), /** Until the model had time for it. */ waitMs: z.number().nonnegative() });
export type VisitUsage = z.infer<typeof visitUsageSchema>;

/** A question of a visitor with its answer. */
export const visitExchangeSchema = z.object({
  id: z.string(),
  conversation: z.string(),
  question: z.string(),
  answer: z.string(),
  answered: z.boolean(),
  mode: z.enum(['live', 'static']),
  rating: z.enum(['up', 'down']).nullable(),
  askedAt: z.string(),
  /** The owner dealt with it: answered it, or set it aside. */
  done: z.boolean(),
  /** Absent where no model was asked, and of what was kept before this was. */
  usage: visitUsageSchema.optional(),
});
export type VisitExchange = z.infer<typeof visitExchangeSchema>;

export const visitConversationSchema = z.object({ id: z.string(), visitor: z.string(), startedAt: z.string(), updatedAt: z.string(), exchanges: z.array(visitExchangeSchema) });
export type VisitConversation = z.infer<typeof visitConversationSchema>;

/** A visitor who wants to hear from a person. */
export const leadSchema = z.object({
  id: z.string(),
  visitor: z.string(),
  conversation: z.string().nullable(),
  name: z.string(),
  contact: z.string(),
  question: z.string(),
  /** What the visitor agreed to, and when. */
  consentText: z.string(),
  sentAt: z.string(),
  receivedAt: z.string(),
  locale: localeSchema,
  done: z.boolean(),
});
export type Lead = z.infer<typeof leadSchema>;

export const dayCountSchema = z.object({ /** `2026-11-25`, local time. */ day: z.string(), questions: z.int(), answered: z.int(), missed: z.int(), leads: z.int(), up: z.int(), down: z.int(), visitors: z.int() });
export type DayCount = z.infer<typeof dayCountSchema>;

/** How many wait for the owner, by kind. */
export const inboxCountsSchema = z.object({ leads: z.int(), missed: z.int(), disliked: z.int() });

/** Where the owner is told of a new message. Addresses and secrets are kept apart and never shown again. */
export const notificationTargetSchema = z.object({
  id: z.string(),
  kind: z.enum(['wecom', 'dingtalk', 'feishu', 'slack', 'email', 'webhook']),
  name: z.string().min(1).max(100),
  events: z.array(z.enum(['lead', 'missed'])).min(1),
  /** Its host alone, or the address of the mailbox: enough to recognise it. */
  shown: z.string(),
  lastError: z.string().nullable(),
});
export type NotificationTarget = z.infer<typeof notificationTargetSchema>;

export const newNotificationTargetSchema = notificationTargetSchema.pick({ kind: true, name: true, events: true }).extend({
  /** Webhook address (https), or the mail server as `smtps://user@host:port`. */
  address: z.string().min(1).max(1000),
  /** Signing secret, or the mailbox' password. */
  secret: z.string().max(1000).optional(),
  /** Mail: who gets it. */
  to: z.string().max(300).optional(),
});

/** The live gateway on this computer. */
export const gatewayStateSchema = z.object({
  open: z.boolean(),
  port: z.int().min(1024).max(65_535),
  /** Address on this computer, while it is open. */
  address: z.string().nullable(),
  /** Whose word on the visitor's address is taken, when the connection comes from this computer: the tunnel's. */
  trustedProxy: z.enum(['none', 'cloudflare', 'forwarded-for']),
  /** Why it is not open although it should be. */
  problem: problemSchema.optional(),
});
export type GatewayState = z.infer<typeof gatewayStateSchema>;

/** What a test from outside found: each step in order, the first that failed says what to do. Where only the last failed visitors come through, but all count as one. */
export const reachabilitySchema = z.object({
  reachable: z.boolean(),
  steps: z.array(z.object({ step: z.enum(['address', 'name', 'connection', 'encryption', 'gateway', 'site', 'origin', 'visitors']), passed: z.boolean(), message: z.string() })),
});
export type Reachability = z.infer<typeof reachabilitySchema>;
