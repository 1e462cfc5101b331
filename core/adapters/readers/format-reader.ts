import type { Block, Extraction } from '../../contract/index.ts';

export interface FormatInput {
  /** Absolute path of the file; read only. */
  readonly path: string;
  /** The owner's name for it; used in errors and, where content decides nothing, as a hint. */
  readonly name: string;
  readonly password?: string;
  /** Line breaks and quoted mails stay (see ReadRequest). */
  readonly verbatim?: boolean;
  /** The office file that was locked within the file at `path`. */
  readonly unlocked?: Buffer;
  readonly onProgress: (progress: { stage: 'reading' | 'ocr'; done: number; total: number }) => void;
}

/** One document format. Runs inside the killable reader process only, never in the core. */
export interface FormatReader {
  /** File extensions, lower case without dot. */
  readonly extensions: readonly string[];
  /** MIME type that detection reports for it. */
  readonly mime: readonly string[];
  /** @throws SproutError naming `input.name`. */
  read(input: FormatInput): Promise<Extraction>;
}

/** A block before its offsets are known; `withOffsets` adds them. */
export type LooseBlock = Omit<Block, 'start' | 'end'>;

/** Gives blocks their offsets into the document text: all block texts joined by "\n". Empty blocks are left out. */
export function withOffsets(blocks: Iterable<LooseBlock>): Block[] {
  const placed: Block[] = [];
  let start = 0;
  for (const block of blocks) {
    const text = block.text.trim();
    if (text === '') continue;
    placed.push({ ...block, text, start, end: start + text.length });
    start += text.length + 1;
  }
  return placed;
}
