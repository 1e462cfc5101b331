import { z } from 'zod';
import { blockSchema, warningSchema } from './block.ts';
import { problemSchema } from './problem.ts';

/** Stages of an import, in order; `ready`, `failed` and `cancelled` are final. */
export const documentStatusSchema = z.enum(['queued', 'reading', 'indexing', 'ready', 'failed', 'cancelled']);
export type DocumentStatus = z.infer<typeof documentStatusSchema>;

export const documentSchema = z.object({
  id: z.string(),
  /** The file name, or the title and address of a web page. */
  name: z.string(),
  /** Where it came from: absolute path or https address; absent for an upload. */
  source: z.string().optional(),
  mime: z.string(),
  /** Bytes of the original. */
  size: z.int().nonnegative(),
  /** SHA-256 of the original, hex: names the file in `files/` and is the file version of a receipt. */
  hash: z.string(),
  /** Counts from 1; a changed file replaces its old version under the same id. */
  version: z.int().positive(),
  status: documentStatusSchema,
  pages: z.int().nonnegative(),
  pageKind: z.enum(['page', 'sheet', 'slide', 'chapter', 'none']),
  chunks: z.int().nonnegative(),
  warnings: z.array(warningSchema),
  error: problemSchema.optional(),
  /** ISO 8601, UTC. */
  importedAt: z.string(),
  /** Nothing of it leaves this computer from then on: not to a model elsewhere, not to a website, not in a move. What was published before is taken out of it at once; copies on other hosts are named until they are replaced. Nor does anything of a copy under another id. */
  private: z.boolean().optional(),
  /** Modification time of the original where known, ISO 8601. */
  modifiedAt: z.string().optional(),
});
export type Document = z.infer<typeof documentSchema>;

/** What became of one file that was handed in: its document, whether there was anything to do, and why it could not be taken in. */
export const acceptedSchema = z.object({ id: z.string(), changed: z.boolean(), problem: problemSchema.optional() });

/** One line of `import --json`. */
export const importedDocumentSchema = z.object({
  id: z.string(),
  name: z.string(),
  status: z.enum(['ready', 'failed', 'unchanged']),
  pages: z.int().nonnegative(),
  chunks: z.int().nonnegative(),
  warnings: z.array(warningSchema),
  error: problemSchema.optional(),
});
export type ImportedDocument = z.infer<typeof importedDocumentSchema>;

/** The text of a document for the reading view; offsets are those of citations. */
export const readingSchema = z.object({ document: documentSchema, blocks: z.array(blockSchema) });
export type Reading = z.infer<typeof readingSchema>;

/** A folder that Sprout follows. `leftOut`: how many of its files stay away because the owner deleted their documents. */
export const watchedFolderSchema = z.object({ id: z.string(), path: z.string(), documents: z.int().nonnegative(), leftOut: z.int().nonnegative(), error: problemSchema.optional() });
export type WatchedFolder = z.infer<typeof watchedFolderSchema>;

/** A file that stays away, and since when (ISO 8601, UTC). Importing it by its path takes it in again. */
export const leftOutFileSchema = z.object({ path: z.string(), leftOutAt: z.string() });
