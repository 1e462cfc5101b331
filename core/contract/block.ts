import { z } from 'zod';

/**
 * What every reader makes of every format: the document's text as a sequence of blocks.
 * `start`/`end` are offsets in UTF-16 code units into the document text, which is all block texts joined by "\n".
 */
export const blockSchema = z.object({
  kind: z.enum(['heading', 'paragraph', 'list-item', 'table-row', 'code']),
  text: z.string(),
  start: z.int().nonnegative(),
  end: z.int().nonnegative(),
  /** 1-based page (PDF page, slide, sheet, chapter); absent where the format has no pages. */
  page: z.int().positive().optional(),
  /** Heading level 1–6, of a heading block. */
  level: z.int().min(1).max(6).optional(),
  /** Cell texts of a table row, in column order. */
  cells: z.array(z.string()).optional(),
  /** Column names above this row; the header row itself has `isHeader` and no `header`. */
  header: z.array(z.string()).optional(),
  isHeader: z.boolean().optional(),
});
export type Block = z.infer<typeof blockSchema>;

export const warningSchema = z.object({
  code: z.enum(['page-empty', 'page-unreadable', 'ocr-used', 'ocr-low-confidence', 'encoding-doubtful', 'text-truncated', 'part-skipped', 'duplicate', 'near-duplicate', 'stale', 'contradiction', 'macro-ignored', 'not-updated']),
  message: z.string(),
  page: z.int().positive().optional(),
  /** Of `encoding-doubtful`: what the encoding looks like. */
  encoding: z.string().optional(),
});
export type Warning = z.infer<typeof warningSchema>;

/** The result of reading one file. */
export const extractionSchema = z.object({
  /** MIME type that was detected from the content, not from the name. */
  mime: z.string(),
  title: z.string().optional(),
  /** Number of pages; 1 where the format has none. */
  pages: z.int().nonnegative(),
  /** What a page is called: a PDF has pages, a workbook sheets, a presentation slides. */
  pageKind: z.enum(['page', 'sheet', 'slide', 'chapter', 'none']),
  blocks: z.array(blockSchema),
  warnings: z.array(warningSchema),
  /** Encoding of a text format, as detected. */
  encoding: z.string().optional(),
});
export type Extraction = z.infer<typeof extractionSchema>;
