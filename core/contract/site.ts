import { z } from 'zod';
import { localeSchema } from './locale.ts';

/** A text in the languages it was written in; the widget falls back to the other where one is missing. */
const texts = z.partialRecord(localeSchema, z.string().max(500));

/** How the widget looks. Data only: nothing here is run or parsed as markup. */
export const siteThemeSchema = z.object({
  /** `#rrggbb`; the widget keeps text on it readable by itself. */
  colour: z.string().regex(/^#[0-9a-f]{6}$/),
  appearance: z.enum(['auto', 'light', 'dark']),
  corner: z.enum(['right', 'left']),
  layout: z.enum(['bubble', 'inline']),
  /** A small picture as `data:image/(png|jpeg|webp);base64,…` that begins as such a file does; null shows the first letter of the title. */
  avatar: z.string().regex(/^data:image\/(?:png;base64,iVBORw0KGgo|jpeg;base64,\/9j\/|webp;base64,UklGR)[A-Za-z0-9+/]+=*$/).max(40_000).nullable(),
  /** What the window is called. */
  title: texts,
  greeting: texts,
  starterQuestions: z.partialRecord(localeSchema, z.array(z.string().min(1).max(120)).max(6)),
});

const time = z.string().regex(/^(?:(?:[01]\d|2[0-3]):[0-5]\d|24:00)$/);

function isTimeZone(name: string): boolean {
  try { return new Intl.DateTimeFormat('en', { timeZone: name }) instanceof Intl.DateTimeFormat; } catch { return false; }
}

/** One stretch of a week in which a person answers: 0 is Sunday; "09:00" to "18:00" in the contact's time zone. */
export const businessHoursSchema = z.object({ day: z.int().min(0).max(6), from: time, to: time });

/** "Ask a person": the form, what is promised, and other ways to reach the firm. */
export const siteContactSchema = z.object({
  enabled: z.boolean(),
  /** What the visitor agrees to; shown beside the box that must be ticked. */
  consent: texts,
  /** None means at any time. */
  hours: z.array(businessHoursSchema).max(28),
  /** IANA name. */
  timeZone: z.string().max(60).refine(isTimeZone, 'not a time zone'),
  email: z.string().max(200),
  phone: z.string().max(60),
});
export type SiteContact = z.infer<typeof siteContactSchema>;

export const siteLimitsSchema = z.object({
  /** Requests for answers. */
  perMinutePerAddress: z.int().min(1).max(10_000),
  perHourPerVisitor: z.int().min(1).max(10_000),
  /** Words that a model reads and writes for visitors in a day, in tokens; quote mode costs none. */
  tokensPerDay: z.int().min(0).max(1_000_000_000),
});
export type SiteLimits = z.infer<typeof siteLimitsSchema>;

/** What an owner sets. The first site of a workspace is `default`. */
export const siteSettingsSchema = z.object({
  name: z.string().min(1).max(100),
  /** Ids of the documents that visitors get answers from. Null: not chosen yet; the command line then takes all that are ready, the app asks. */
  documents: z.array(z.string().max(100)).max(100_000).nullable(),
  /** Id of a chat model (with its adapter: `<base>+<name>`) for live answers; null quotes. */
  model: z.string().nullable(),
  /** How the assistant behaves, in the owner's words; read by a model only. */
  instructions: z.string().max(4000),
  /** Languages that the widget offers. */
  languages: z.array(localeSchema).min(1),
  /** `visitor`: by the visitor's browser. */
  language: z.union([z.literal('visitor'), localeSchema]),
  /** What of the sources visitors are shown. */
  sources: z.enum(['none', 'names', 'quotes']),
  theme: siteThemeSchema,
  contact: siteContactSchema,
  /** Origins (`https://shop.example`) whose pages may hold the widget and ask live. Exact; empty allows only this computer's preview. */
  origins: z.array(z.string().max(300)).max(50),
  /** Public address of the gateway (the tunnel's, or the cloud's), without a path; null answers in the visitor's browser alone. */
  liveAddress: z.string().max(300).nullable(),
  limits: siteLimitsSchema,
  /** Days after which visitors' conversations, messages and ratings are deleted. */
  retentionDays: z.int().min(1).max(3650),
});
export type SiteSettings = z.infer<typeof siteSettingsSchema>;

const shownDocument = z.object({ id: z.string(), name: z.string() });
const shownDocuments = z.array(shownDocument);
const withdrawnDocuments = z.array(shownDocument.extend({ /** Else deleted. */ private: z.boolean() }));

/** A copy of a site that was handed out: where it lies now is the owner's matter, and nothing here reaches it. */
export const siteCopySchema = z.object({
  id: z.string(),
  /** A folder that was written (`publish --out`), the zip file from the app, or an export for a gateway elsewhere. */
  kind: z.enum(['folder', 'download', 'bundle']),
  /** Absolute path of the folder or the export; null where it is not known. */
  place: z.string().nullable(),
  /** When it was written last. */
  at: z.string(),
  /** Documents that may lie there: of all that was written since the owner last said that it was replaced, for uploading deletes nothing. */
  documents: shownDocuments,
  /** Written anew without what was withdrawn; the owner did not say yet that it was put in the old one's place. */
  renewed: z.object({ at: z.string(), documents: shownDocuments }).optional(),
});
export type SiteCopy = z.infer<typeof siteCopySchema>;

/** A copy that still shows what was marked private or deleted since. `renew`: it must be written anew; `upload`: it was, and must be put in the old one's place. */
export const outdatedCopySchema = siteCopySchema.omit({ documents: true, renewed: true }).extend({
  site: z.string(),
  siteName: z.string(),
  state: z.enum(['renew', 'upload']),
  /** What it should not show. */
  documents: withdrawnDocuments,
});
export type OutdatedCopy = z.infer<typeof outdatedCopySchema>;

export const siteSchema = siteSettingsSchema.extend({
  /** Lower-case letters, digits and dashes; the `data-site` of the snippet. */
  id: z.string().regex(/^[a-z0-9][a-z0-9-]{0,39}$/),
  createdAt: z.string(),
  /** The version that visitors see; null before the first. */
  published: z.int().positive().nullable(),
  /** Keys of findings that the owner looked at and lets out. */
  accepted: z.array(z.string()),
  /** Visitors are answered at `liveAddress` since then, wherever their page has its widget from. `before`: where they were, the last at the end. Absent where nothing was switched. */
  switched: z.object({ before: z.array(z.string().nullable()).min(1), at: z.string() }).optional(),
  /** Absent where none were counted yet. */
  copies: z.array(siteCopySchema).optional(),
});
export type Site = z.infer<typeof siteSchema>;

/** One publication, kept so that it can be put back. */
export const siteVersionSchema = z.object({
  version: z.int().positive(),
  publishedAt: z.string(),
  documents: z.array(z.object({ id: z.string(), name: z.string(), hash: z.string() })),
  /** Chosen, but private, deleted or not ready: what is left out. The name is the id where the document is gone. */
  leftOut: z.array(z.object({ id: z.string(), name: z.string(), private: z.boolean().optional() })),
  passages: z.int().nonnegative(),
  approved: z.int().nonnegative(),
  /** Of all published files. */
  bytes: z.int().nonnegative(),
  /** The settings it was made with. */
  settings: siteSettingsSchema,
  /** Made by Sprout itself, from the version `of`, because these documents were marked private or deleted: the same without them. */
  withdrawn: z.object({ of: z.int().positive(), documents: withdrawnDocuments }).optional(),
});
export type SiteVersion = z.infer<typeof siteVersionSchema>;

/** An answer in the owner's own words; given before anything is looked up. */
export const approvedAnswerSchema = z.object({ id: z.string(), question: z.string().min(1).max(500), answer: z.string().min(1).max(4000), createdAt: z.string(), /** Last rewritten. */ changedAt: z.string().optional() });
export type ApprovedAnswer = z.infer<typeof approvedAnswerSchema>;

/** Something in what would leave that a firm does not usually show. `stop` keeps from publishing until it is accepted; `look` does not. */
export const publicFindingSchema = z.object({
  /** Same for the same text in the same document, so that what was accepted stays accepted. */
  key: z.string(),
  /** A document's id; `approved-answers` and `site-texts` are the owner's own texts. */
  document: z.string(),
  name: z.string(),
  kind: z.enum(['email', 'phone', 'id', 'card', 'account', 'address', 'name', 'secret', 'list']),
  severity: z.enum(['stop', 'look']),
  text: z.string(),
  page: z.int().positive().optional(),
  /** Into the document's text. */
  start: z.int().nonnegative(),
  end: z.int().nonnegative(),
  accepted: z.boolean(),
});
export type PublicFinding = z.infer<typeof publicFindingSchema>;

/** Exactly what would leave this computer. */
export const publicReviewSchema = z.object({
  /** Last the owner's own texts, as if they were documents: `approved-answers` and `site-texts`. */
  documents: z.array(z.object({ id: z.string(), name: z.string(), pages: z.int(), passages: z.int(), characters: z.int() })),
  /** Chosen, but private, deleted or not ready: these do not leave. */
  leftOut: z.array(z.object({ id: z.string(), name: z.string(), private: z.boolean().optional() })),
  findings: z.array(publicFindingSchema),
  /** Whether anything keeps from publishing. */
  stopped: z.boolean(),
});
export type PublicReview = z.infer<typeof publicReviewSchema>;
