import { z } from 'zod';
import { microsSchema } from './money.ts';

/** Personal data that is masked before it leaves. */
export const maskedKindSchema = z.enum(['name', 'phone', 'id-number', 'bank-card', 'address', 'email', 'passport', 'tax-number', 'plate', 'own-word']);
export type MaskedKind = z.infer<typeof maskedKindSchema>;

export const guardSettingsSchema = z.object({
  /** Words that are always masked: names of customers, of a project. */
  hide: z.array(z.string().min(2).max(100)).max(10_000),
  /** Never masked: the firm's own name and telephone. */
  show: z.array(z.string().min(2).max(100)).max(10_000),
  /** Days after which the text of a crossing is deleted; its line in the log stays. */
  retentionDays: z.int().min(1).max(3650),
});
export type GuardSettings = z.infer<typeof guardSettingsSchema>;
export const defaultGuard: GuardSettings = { hide: [], show: [], retentionDays: 90 };

/** What would leave of a text. */
export const guardPreviewSchema = z.object({
  text: z.string(),
  /** `start` and `end` into the given text (UTF-16 code units). */
  found: z.array(z.object({ kind: maskedKindSchema, text: z.string(), placeholder: z.string(), start: z.int().nonnegative(), end: z.int().nonnegative() })),
});
export type GuardPreview = z.infer<typeof guardPreviewSchema>;

/** One request that left, or that was about to: a line of the log. Each line's `hash` covers the line before, so that none can be changed or taken out unseen. */
export const crossingSchema = z.object({
  /** From 1, without gaps. */
  seq: z.int().positive(),
  id: z.string(),
  at: z.string(),
  remote: z.string(),
  /** As they were then. */
  remoteName: z.string(),
  host: z.string(),
  model: z.string(),
  site: z.string().nullable(),
  purpose: z.enum(['answer', 'rewrite', 'program', 'test', 'examples', 'training']),
  /** Whose text is in it. */
  documents: z.array(z.string()),
  masked: z.partialRecord(maskedKindSchema, z.int().positive()),
  /** Of the body. */
  bytes: z.int().nonnegative(),
  /** SHA-256 of the body, hexadecimal. */
  body: z.string(),
  previous: z.string(),
  hash: z.string(),
});
export type Crossing = z.infer<typeof crossingSchema>;

/** How a crossing ended: a record of its own, chained like it. */
export const crossingEndSchema = z.object({ outcome: z.enum(['under-way', 'done', 'cut', 'failed', 'unknown']), promptTokens: z.int().nonnegative(), completionTokens: z.int().nonnegative(), /** By the service's count, or by ours where it gave none. */ counted: z.enum(['reported', 'estimated']), cost: microsSchema, ms: z.number() });
export type CrossingEnd = z.infer<typeof crossingEndSchema>;
export const crossingLineSchema = crossingSchema.extend({ end: crossingEndSchema.nullable() });
export type CrossingLine = z.infer<typeof crossingLineSchema>;
/** With the very text: null once retention took it. */
export const crossingDetailSchema = crossingLineSchema.extend({ sent: z.string().nullable(), received: z.string().nullable() });
export type CrossingDetail = z.infer<typeof crossingDetailSchema>;

export const crossingCheckSchema = z.object({ lines: z.int().nonnegative(), /** The first line that does not fit the one before; null when the log is whole. */ brokenAt: z.int().positive().nullable() });
