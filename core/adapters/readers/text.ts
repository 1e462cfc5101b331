import { readFile } from 'node:fs/promises';
import type { Extraction, Warning } from '../../contract/index.ts';
import { decode, type Decoded } from './encoding.ts';
import { withOffsets, type FormatReader, type LooseBlock } from './format-reader.ts';

/** The warning of a text whose encoding is not certain. */
export function doubts({ doubtful, encoding }: Decoded): Warning[] {
  return doubtful ? [{ code: 'encoding-doubtful', message: `The encoding of this file is uncertain: it looks like ${encoding}. Some characters may be wrong.`, encoding }] : [];
}

/** Plain text: an empty line ends a paragraph. */
export const reader: FormatReader = {
  extensions: ['txt', 'text', 'log'],
  mime: ['text/plain'],
  async read({ path }): Promise<Extraction> {
    const decoded = decode(await readFile(path));
    const { text, encoding } = decoded;
    const blocks = text.replaceAll(/\r\n?/g, '\n').split(/\n[ \t]*\n/).map((paragraph): LooseBlock => ({ kind: 'paragraph', text: paragraph }));
    return { mime: 'text/plain', pages: 1, pageKind: 'none', blocks: withOffsets(blocks), warnings: doubts(decoded), encoding };
  },
};
