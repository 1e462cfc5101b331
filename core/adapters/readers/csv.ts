import { readFile } from 'node:fs/promises';
import Papa from 'papaparse';
import type { Extraction } from '../../contract/index.ts';
import { decode } from './encoding.ts';
import { withOffsets, type FormatReader } from './format-reader.ts';
import { sheetBlocks } from './table-blocks.ts';
import { doubts } from './text.ts';

/** Comma-, semicolon- or tab-separated tables. */
export const reader: FormatReader = {
  extensions: ['csv', 'tsv', 'tab'],
  mime: ['text/csv', 'text/tab-separated-values'],
  async read({ path }): Promise<Extraction> {
    const decoded = decode(await readFile(path));
    const { text, encoding } = decoded;
    const { data } = Papa.parse<string[]>(text.trim(), { skipEmptyLines: false });
    return { mime: 'text/csv', pages: 1, pageKind: 'none', blocks: withOffsets(sheetBlocks(data)), warnings: doubts(decoded), encoding };
  },
};
