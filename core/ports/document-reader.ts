import type { Extraction } from '../contract/index.ts';

export interface ReadRequest {
  /** Absolute path of the original (never written to). */
  readonly path: string;
  /** The name the owner knows it by; its extension is a hint, the content decides. */
  readonly name: string;
  readonly password?: string;
  /**
   * Text as it stands, for examples rather than for passages: a text file, table or JSONL as one block with its line breaks, cells of a
   * workbook with theirs, a mail with what it quotes.
   */
  readonly verbatim?: boolean;
  readonly signal?: AbortSignal;
  /** Pages done of pages in all, for the progress bar; `stage` tells slow OCR from reading. */
  readonly onProgress?: (progress: { stage: 'reading' | 'ocr'; done: number; total: number }) => void;
}

/** Turns one file into text blocks. Implementations: the sandboxed child process, and a fake. */
export interface DocumentReader {
  /** @throws SproutError naming the file (password-needed, file-damaged, no-text, read-timeout …); AbortError when cancelled. */
  read(request: ReadRequest): Promise<Extraction>;
  /** True where a file with this name may be read; folder imports leave the others out. */
  accepts(name: string): boolean;
  /** For a name that is not accepted: its kind, where such files may hold documents (archives, presentations of old), so that a folder import names them. */
  unreadableKind(name: string): string | undefined;
  close(): Promise<void>;
}
