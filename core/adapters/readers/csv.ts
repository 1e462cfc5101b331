import { readFile } from 'node:fs/promises';
import Papa from 'papaparse';
import type { Extraction } from '../../contract/index.ts';
import { decode } from './encoding.ts';
import { withOffsets, type FormatReader, type LooseBlock } from './format-reader.ts';
import { doubt } from './text.ts';

/** Comma-, semicolon- or tab-separated tables; the first row names the columns when it holds no numbers. */
export const reader: FormatReader = {
  extensions: ['csv', 'tsv', 'tab'],
  mime: ['text/csv', 'text/tab-separated-values'],
  async read({ path }): Promise<Extraction> {
    const { text, encoding, doubtful } = decode(await readFile(path));
    const { data } = Papa.parse<string[]>(text.trim(), { skipEmptyLines: 'greedy' });
    return { mime: 'text/csv', pages: 1, pageKind: 'none', blocks: withOffsets(tableBlocks(data)), warnings: doubtful ? [doubt] : [], encoding };
  },
};

/** Rows of a table as blocks. */
export function* tableBlocks(rows: readonly (readonly string[])[], page?: number): Generator<LooseBlock> {
  const [first, ...rest] = rows;
  if (!first) return;
  const at = page === undefined ? {} : { page };
  const header = rest.length > 0 && first.filter((cell) => cell.trim() !== '').length > 1 && first.every((cell) => !/^[\s\d.,%¥$€£-]+$/.test(cell)) ? first.map((cell) => cell.trim()) : undefined;
  for (const [index, row] of rows.entries()) {
    const cells = row.map((cell) => cell.trim().replaceAll(/\s*\n\s*/g, ' '));
    const isHeader = index === 0 && header !== undefined;
    yield { kind: 'table-row', text: cells.join(' | '), cells, ...at, ...(isHeader ? { isHeader } : header ? { header } : {}) };
  }
}
