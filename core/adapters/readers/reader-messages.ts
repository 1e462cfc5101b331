import type { Block, Extraction, ProblemCode, ProblemFields } from '../../contract/index.ts';

/** What the core asks of a reader process: one file at a time. */
export interface ReadOrder { readonly path: string; readonly name: string; readonly password?: string; readonly verbatim?: boolean }

/** What a reader process tells the core. Blocks come in batches so that a long text never stalls the core. */
export type ReaderMessage =
  | { readonly type: 'progress'; readonly stage: 'reading' | 'ocr'; readonly done: number; readonly total: number }
  | { readonly type: 'blocks'; readonly blocks: Block[] }
  | { readonly type: 'done'; readonly extraction: Omit<Extraction, 'blocks'> }
  | { readonly type: 'failed'; readonly code: ProblemCode; readonly fields: ProblemFields }
  /** A bug or an unknown failure of a parser; `reason` is for the log. */
  | { readonly type: 'crashed'; readonly reason: string };
