import { z } from 'zod';
import { documentSchema } from './document.ts';
import { extractionSchema } from './block.ts';
import { leadSchema, visitExchangeSchema } from './inbox.ts';
import { approvedAnswerSchema, siteSchema, siteVersionSchema } from './site.ts';

/**
 * What moves, as files in a folder `bundle/`:
 *   manifest.json                          this page's `bundleManifestSchema`
 *   manifest.sha256                        its digest as sha256sum writes it: so that a changed byte shows without the digest from elsewhere, too
 *   sites.json                             sites, their published version and their approved answers
 *   sites/<site>/<version>/…               the published files, as in the workspace
 *   documents.jsonl, passages/<n>.jsonl    documents that sites show as they were read, and their passages: the index is made from these
 *   adapters/<name>/…                      LoRA as PEFT
 *   models.json                            which model each site's answers are written by, and what serves it there
 *   questions.jsonl                        the test questions
 *   inbox.jsonl                            visitors' messages, where they move too
 * Nothing secret is in any of them, and nothing of a private document.
 */
export const bundleManifestSchema = z.object({
  format: z.literal(1),
  /** Sprout that wrote it. */
  version: z.string(),
  workspace: z.string(),
  madeAt: z.string(),
  /** Every file but this one and `manifest.sha256`, in the order of their paths. */
  files: z.array(z.object({ path: z.string(), size: z.int().nonnegative(), sha256: z.string() })),
});
export type BundleManifest = z.infer<typeof bundleManifestSchema>;

/** A model of the move: `id` is the laptop's, `served` what the server there is asked for. */
export const bundleModelSchema = z.object({
  id: z.string(),
  served: z.string(),
  /** Where the base's weights are had: `Qwen/Qwen3-8B`. */
  repository: z.string(),
  /** Folder in `adapters/`; null is the base alone. */
  adapter: z.string().nullable(),
  contextLength: z.int().positive(),
});
export type BundleModel = z.infer<typeof bundleModelSchema>;

/** A site as its visitors have it. `site.published` is `version.version`. */
export const bundleSiteSchema = z.object({ site: siteSchema, version: siteVersionSchema, approved: z.array(approvedAnswerSchema) });
export type BundleSite = z.infer<typeof bundleSiteSchema>;
export const bundleSitesSchema = z.object({ sites: z.array(bundleSiteSchema) });

/** A line of `documents.jsonl`. Where the original lies on the owner's computer is not in it, nor the original. */
export const bundleDocumentSchema = documentSchema.omit({ source: true, error: true, private: true, status: true, warnings: true }).extend({
  /** What the content is about as a whole. */
  subject: z.string(),
  extraction: extractionSchema.omit({ warnings: true }),
});
export type BundleDocument = z.infer<typeof bundleDocumentSchema>;

/** A line of `passages/<n>.jsonl`: a row of the search index. */
export const bundlePassageSchema = z.object({
  id: z.string(), document: z.string(), ordinal: z.int().nonnegative(), text: z.string(), tokens: z.string(), page: z.int().nullable(), heading: z.string().nullable(), start: z.int().nonnegative(), end: z.int().nonnegative(),
});
export type BundlePassage = z.infer<typeof bundlePassageSchema>;

/** A line of `questions.jsonl`: by it answers are judged, before the move and after. */
export const bundleQuestionSchema = z.object({ site: z.string(), id: z.string(), question: z.string(), answer: z.string(), createdAt: z.string() });
export type BundleQuestion = z.infer<typeof bundleQuestionSchema>;

/** A line of `inbox.jsonl`. */
export const bundleInboxSchema = z.discriminatedUnion('type', [
  z.object({ type: z.literal('exchange'), site: z.string(), exchange: visitExchangeSchema.extend({ visitor: z.string() }) }),
  z.object({ type: z.literal('lead'), site: z.string(), lead: leadSchema }),
]);
export type BundleInboxItem = z.infer<typeof bundleInboxSchema>;

/**
 * Environment of a gateway in the cloud. The very code of the laptop's gateway, started with other adapters. Variables marked "secret" are
 * references in everything that is exported; values are filled in where it runs.
 */
export const gatewayEnvironmentSchema = z.object({
  SPROUT_HOST: z.string().default('0.0.0.0'),
  SPROUT_PORT: z.coerce.number().int().min(1).max(65_535).default(8080),
  /** Folder of the bundle: read once into the stores below, and again when its digest changes. */
  SPROUT_BUNDLE: z.string(),
  /** SHA-256 of `manifest.json`, hexadecimal: any other bundle is refused. */
  SPROUT_BUNDLE_DIGEST: z.string().regex(/^[0-9a-f]{64}$/),
  /** `postgres://…` (secret). Without: SQLite in SPROUT_DATA, for one gateway alone. */
  SPROUT_DATABASE_URL: z.string().optional(),
  /** Folder of its own; only where there is no PostgreSQL or no S3. */
  SPROUT_DATA: z.string().optional(),
  /** `s3://bucket/prefix` for published files and LanceDB; without: SPROUT_DATA. */
  SPROUT_STORAGE: z.string().optional(),
  SPROUT_S3_ENDPOINT: z.string().optional(),
  SPROUT_S3_REGION: z.string().default('us-east-1'),
  /** Secret. */
  SPROUT_S3_KEY: z.string().optional(),
  /** Secret. */
  SPROUT_S3_SECRET: z.string().optional(),
  /** Base address of an OpenAI-compatible server; without: quote mode. */
  SPROUT_MODEL_URL: z.string().optional(),
  /** Secret. */
  SPROUT_MODEL_KEY: z.string().optional(),
  /** Seconds for the model's first word; after them the visitor gets quotes. */
  SPROUT_MODEL_PATIENCE: z.coerce.number().min(1).max(300).default(30),
  /** Signs visits; the same for all replicas, and the laptop's own so that visits go on (secret). */
  SPROUT_VISITOR_KEY: z.string().min(32),
  /** As the setting of that name. */
  SPROUT_TRUSTED_PROXY: z.string().default('x-forwarded-for'),
});
export type GatewayEnvironment = z.infer<typeof gatewayEnvironmentSchema>;
