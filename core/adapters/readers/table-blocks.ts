import type { LooseBlock } from './format-reader.ts';

const number = /^[\s\d.,:%¥$€£()+−-]+$/;
/** Cells that say something of their own: a merged one is repeated in each column that it spans. */
const distinct = (row: readonly string[]): number => new Set(row.filter((cell) => cell !== '')).size;

/**
 * Rows of one table as blocks. Rows above the column names that fill a single cell are its title;
 * the first row of several cells without a number names the columns.
 * @param lines keeps line breaks in cells.
 */
export function* tableBlocks(rows: readonly (readonly string[])[], page?: number, lines = false): Generator<LooseBlock> {
  const at = page === undefined ? {} : { page };
  const cleaned = rows.map((row) => row.map((cell) => cell.replaceAll(lines ? /[^\S\n]+/g : /\s+/g, ' ').trim())).filter((row) => distinct(row) > 0);
  const columns = Math.max(0, ...cleaned.map(distinct));
  let start = 0;
  while (columns > 1 && start < cleaned.length - 2 && distinct(cleaned[start] ?? []) === 1) {
    yield { kind: 'paragraph', text: cleaned[start]?.find((cell) => cell !== '') ?? '', ...at };
    start += 1;
  }
  const first = cleaned[start] ?? [];
  const header = cleaned.length > start + 1 && distinct(first) > 1 && first.every((cell) => cell === '' || !number.test(cell)) ? first : undefined;
  for (const [index, cells] of cleaned.slice(start).entries()) {
    const isHeader = index === 0 && header !== undefined;
    const text = distinct(cells) === 1 && cells.every((cell) => cell !== '') ? cells[0] ?? '' : cells.join(' | ');
    yield { kind: 'table-row', text, cells, ...at, ...(isHeader ? { isHeader } : header ? { header } : {}) };
  }
}

/** A sheet may hold several tables with empty rows between them. A part without column names of its own goes on under those above. */
export function* sheetBlocks(rows: readonly (readonly string[])[], page?: number, lines = false): Generator<LooseBlock> {
  let part: (readonly string[])[] = [];
  let header: readonly string[] | undefined;
  const parts: (readonly string[])[][] = [];
  for (const row of [...rows, []]) {
    if (row.some((cell) => cell.trim() !== '')) part.push(row);
    else if (part.length > 0) { parts.push(part); part = []; }
  }
  for (const each of parts) {
    const blocks = [...tableBlocks(withoutEmptyColumns(each), page, lines)];
    const own = blocks.find((block) => block.isHeader)?.cells;
    if (own) header = own;
    for (const block of blocks) yield own === undefined && block.cells?.length === header?.length && header ? { ...block, header: [...header] } : block;
  }
}

function withoutEmptyColumns(rows: readonly (readonly string[])[]): string[][] {
  const used = new Set<number>();
  for (const row of rows) row.forEach((cell, column) => { if (cell.trim() !== '') used.add(column); });
  const columns = [...used].sort((a, b) => a - b);
  return rows.map((row) => columns.map((column) => row[column] ?? ''));
}
