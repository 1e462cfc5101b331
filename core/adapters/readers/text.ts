import { readFile } from 'node:fs/promises';
import type { Extraction } from '../../contract/index.ts';
import { decode } from './encoding.ts';
import { withOffsets, type FormatReader, type LooseBlock } from './format-reader.ts';

export const doubt = { code: 'encoding-doubtful', message: 'Some characters may be wrong: the encoding of this file is not certain.' } as const;

/** Plain text: an empty line ends a paragraph. */
export const reader: FormatReader = {
  extensions: ['txt', 'text', 'log'],
  mime: ['text/plain'],
  async read({ path }): Promise<Extraction> {
    const { text, encoding, doubtful } = decode(await readFile(path));
    const blocks = text.replaceAll(/\r\n?/g, '\n').split(/\n[ \t]*\n/).map((paragraph): LooseBlock => ({ kind: 'paragraph', text: paragraph }));
    return { mime: 'text/plain', pages: 1, pageKind: 'none', blocks: withOffsets(blocks), warnings: doubtful ? [doubt] : [], encoding };
  },
};
