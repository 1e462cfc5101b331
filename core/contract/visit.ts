import { z } from 'zod';
import { localeSchema } from './locale.ts';
import { problemSchema } from './problem.ts';
import { siteContactSchema, siteSettingsSchema, siteThemeSchema } from './site.ts';

/** `sites/<id>/site.json`: all that the widget knows of its site. Public; holds nothing else. */
export const publicSiteSchema = z.object({
  format: z.literal(1),
  id: z.string(),
  version: z.int().positive(),
  languages: siteSettingsSchema.shape.languages,
  language: siteSettingsSchema.shape.language,
  sources: siteSettingsSchema.shape.sources,
  theme: siteThemeSchema,
  contact: siteContactSchema,
  /** The contact's hours in words; older publications have none. */
  hoursText: z.partialRecord(localeSchema, z.string()).optional(),
  /** Base address of the gateway; empty: where this file came from; null: there is none. */
  live: z.string().nullable(),
  /** The index for the visitor's browser: the ES module that searches it, and its folder, both relative to the script; null: there is none. */
  index: z.object({ engine: z.string(), folder: z.string() }).nullable(),
});
export type PublicSite = z.infer<typeof publicSiteSchema>;

/** What a visitor is shown, from the gateway and from the browser's own search alike. Plain text throughout. */
export const visitAnswerSchema = z.object({
  answer: z.string(),
  sentences: z.array(z.object({ text: z.string(), citations: z.array(z.int().positive()) })),
  /** As far as the owner lets sources be shown: empty, names and pages, or with the quote. */
  citations: z.array(z.object({ n: z.int().positive(), name: z.string(), page: z.int().positive().optional(), quote: z.string().optional() })),
  answered: z.boolean(),
  /** The owner wrote it. */
  approved: z.boolean(),
  mode: z.enum(['live', 'static']),
  /** The question as it was searched, when a follow-up was completed. */
  understoodAs: z.string().optional(),
});
export type VisitAnswer = z.infer<typeof visitAnswerSchema>;

/** One line of a live answer's stream. `at` counts the lines from 0, so that a broken stream goes on where it was. */
export const visitEventSchema = z.discriminatedUnion('type', [
  z.object({ at: z.int(), type: z.literal('queued'), place: z.int().positive() }),
  z.object({ at: z.int(), type: z.literal('text-delta'), text: z.string() }),
  z.object({ at: z.int(), type: z.literal('answer-end'), answer: visitAnswerSchema }),
  z.object({ at: z.int(), type: z.literal('error'), error: problemSchema, /** Seconds until it is worth trying again. */ retryAfter: z.int().optional() }),
  z.object({ at: z.int(), type: z.literal('ping') }),
]);
export type VisitEvent = z.infer<typeof visitEventSchema>;

/** Made by the visitor's browser, so that what is sent twice counts once. */
const id = z.uuid();
const at = z.iso.datetime();

/** What the widget brings to the inbox: at once when live, else later, from the visitor's browser. */
export const visitItemSchema = z.discriminatedUnion('type', [
  /** A question that was answered, or not, in the visitor's browser. */
  z.object({ type: z.literal('exchange'), id, at, conversation: id, question: z.string().min(1).max(2000), answer: z.string().max(8000), answered: z.boolean() }),
  z.object({ type: z.literal('rating'), id, at, exchange: id, rating: z.enum(['up', 'down']) }),
  /** "Ask a person". Consent is given, or nothing is sent. */
  z.object({ type: z.literal('message'), id, at, conversation: id.nullable(), name: z.string().max(100), contact: z.string().min(3).max(200), question: z.string().min(1).max(4000), consent: z.literal(true), consentText: z.string().max(500), locale: localeSchema }),
]);
export type VisitItem = z.infer<typeof visitItemSchema>;

export const askLiveSchema = z.object({ /** Of the exchange; asking again with the same goes on with the same answer. */ id, conversation: id, question: z.string().min(1).max(2000), locale: localeSchema });
