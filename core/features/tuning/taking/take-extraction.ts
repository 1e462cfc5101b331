import type { Extraction, NewExample } from '../../../contract/index.ts';
import type { DelimitedRow } from './delimited.ts';
import { mailExamples } from './mail-examples.ts';
import { tableExamples } from './table-examples.ts';
import { takeText, type TakeOptions } from './take-text.ts';

/**
 * Examples from a file that was read verbatim: a workbook, a mail, or text in any shape (a Word file too).
 * @throws SproutError naming the file, the line and what to do; nothing is taken then.
 */
export function takeExtraction({ mime, blocks }: Extraction, options: TakeOptions & { readonly name: string }): NewExample[] {
  if (mime === 'message/rfc822' || mime === 'application/vnd.ms-outlook') return mailExamples(blocks, options.name);
  const rows = blocks.filter(({ kind }) => kind === 'table-row');
  if (rows.length > blocks.length / 2) return tableExamples(tablesOf(rows), options.name, options.measure);
  return takeText(blocks.map(({ text }) => text).join('\n'), options);
}

/** Rows under one header, and the rows of one sheet without any, are a table. */
function tablesOf(rows: Extraction['blocks']): { rows: DelimitedRow[] }[] {
  const tables: { rows: DelimitedRow[] }[] = [];
  let page: number | undefined = -1;
  let line = 0;
  for (const row of rows) {
    if (row.page !== page) { page = row.page; line = 0; tables.push({ rows: [] }); } else if (row.isHeader === true) tables.push({ rows: [] });
    line += 1;
    tables.at(-1)?.rows.push({ cells: row.cells ?? [row.text], line });
  }
  return tables.filter((table) => table.rows.length > 0);
}
