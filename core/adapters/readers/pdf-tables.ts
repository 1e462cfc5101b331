import type { LooseBlock } from './format-reader.ts';
import { isNumeric, type Row } from './pdf-rows.ts';
import type { Segment } from './pdf-segments.ts';

const longestLabel = 110;

/** Parts of a region, in order: rows of prose, and runs of rows whose cells align. */
export type RegionPart = { readonly kind: 'prose'; readonly rows: Row[] } | { readonly kind: 'table'; readonly rows: Row[] };

export function splitTables(rows: readonly Row[]): RegionPart[] {
  const parts: RegionPart[] = [];
  let at = 0;
  let prose: Row[] = [];
  while (at < rows.length) {
    const end = tableEnd(rows, at);
    if (end === at) { const row = rows[at]; if (row !== undefined) prose.push(row); at += 1; continue; }
    if (prose.length > 0) parts.push({ kind: 'prose', rows: prose });
    prose = [];
    parts.push({ kind: 'table', rows: rows.slice(at, end) });
    at = end;
  }
  if (prose.length > 0) parts.push({ kind: 'prose', rows: prose });
  return parts;
}

/** Where the table that starts at `from` ends (exclusive); `from` itself where none starts. */
function tableEnd(rows: readonly Row[], from: number): number {
  let many = 0;
  let end = from;
  for (let at = from; at < rows.length; at += 1) {
    const row = rows[at] as Row;
    const previous = rows[at - 1];
    if (at > from && previous !== undefined && row.y - previous.y > 4.5 * Math.max(row.size, previous.size)) break;
    if (row.cells.length > 1) {
      if (listLine(row)) break;
      many += 1;
      end = at + 1;
      continue;
    }
    if (at === from || at - end >= 3 || (row.cells[0]?.text.length ?? 0) > longestLabel) break;
  }
  return many >= 2 ? end : from;
}

/** "•   text" and "1.   text" are list items, "Item 2.   Title   34" is not. */
function listLine(row: Row): boolean {
  return row.cells.length === 2 && /^([•·▪●○◦–—\-*]|\(?[0-9a-zA-Z]{1,3}[.)])$/.test(row.cells[0]?.text ?? '');
}

interface Column { left: number; right: number }

/** Rows of cells under their columns' names, where these are clear. */
export function tableBlocks(rows: readonly Row[], page: number): LooseBlock[] {
  const columns = findColumns(rows);
  if (columns.length < 2) return rows.map((row) => ({ kind: 'paragraph', page, text: row.cells.map((cell) => cell.text).join(' ') }));
  const heading = findHeader(rows, columns);
  const header = heading.from === heading.to ? undefined : columnNames(rows.slice(heading.from, heading.to), columns);
  const blocks: LooseBlock[] = rows.slice(0, heading.from).map((row) => ({ kind: 'paragraph', page, text: row.cells.map((cell) => cell.text).join(' ') }));
  if (header !== undefined) blocks.push({ kind: 'table-row', page, isHeader: true, cells: header, text: rowText(header) });
  let carried = '';
  rows.slice(heading.to).forEach((row, index, body) => {
    const cells = place(row, columns);
    if (carried !== '') { cells[0] = `${carried} ${cells[0] ?? ''}`.trim(); carried = ''; }
    const next = body[index + 1];
    // A label on two lines: its values stand on the second.
    if (cells.slice(1).every((cell) => cell === '') && !/[:：]$/.test(cells[0] ?? '') && next !== undefined && next.cells.length > 1 && /^[\p{Ll}(]/u.test(next.cells[0]?.text ?? '')) {
      carried = cells[0] ?? '';
      return;
    }
    blocks.push({ kind: 'table-row', page, cells, text: rowText(cells), ...(header === undefined ? {} : { header }) });
  });
  return blocks;
}

function rowText(cells: readonly string[]): string {
  return cells.filter((cell) => cell !== '').join(' | ');
}

/** Columns are where the cells of the fullest rows overlap; sparser rows (headers that span, labels) do not count. */
function findColumns(rows: readonly Row[]): Column[] {
  const counts = new Map<number, number>();
  for (const row of rows) if (row.cells.length > 1) counts.set(row.cells.length, (counts.get(row.cells.length) ?? 0) + 1);
  const usual = [...counts].sort((one, other) => other[1] * other[0] - one[1] * one[0])[0]?.[0] ?? 0;
  const cells = rows.filter((row) => row.cells.length >= usual).flatMap((row) => [...row.cells]).sort((one, other) => one.x - other.x);
  const columns: Column[] = [];
  for (const cell of cells) {
    const last = columns.at(-1);
    if (last !== undefined && cell.x < last.right - 1) last.right = Math.max(last.right, cell.right);
    else columns.push({ left: cell.x, right: cell.right });
  }
  return columns;
}

function overlap(cell: Segment, column: Column): number {
  return Math.min(cell.right, column.right) - Math.max(cell.x, column.left);
}

function place(row: Row, columns: readonly Column[]): string[] {
  const cells = columns.map(() => '');
  for (const cell of row.cells) {
    let best = 0;
    columns.forEach((column, index) => { if (overlap(cell, column) > overlap(cell, columns[best] as Column)) best = index; });
    cells[best] = `${cells[best] ?? ''} ${cell.text}`.trim();
  }
  return cells;
}

/** The rows that name the columns, `from` up to `to`; what stands above them is the table's title. Equal where nothing is clear. */
function findHeader(rows: readonly Row[], columns: readonly Column[]): { from: number; to: number } {
  const isValue = (text: string): boolean => isNumeric(text) && !/^(19|20)\d\d$/.test(text);
  const isLabel = (row: Row | undefined): boolean => row !== undefined && row.cells.length < 2;
  const firstValues = rows.findIndex((row) => place(row, columns).slice(1).some(isValue));
  if (firstValues === -1) {
    const first = rows[0];
    const named = rows.length >= 3 && first !== undefined && place(first, columns).every((cell) => cell !== '' && cell.length < 60);
    return { from: 0, to: named ? 1 : 0 };
  }
  // Label rows ("Net sales:") right above the values belong to the body.
  let to = firstValues;
  while (to > 0 && isLabel(rows[to - 1])) to -= 1;
  let from = to;
  while (from > 0 && to - from < 5 && !isLabel(rows[from - 1])) from -= 1;
  return to - from === 5 ? { from: 0, to: 0 } : { from: from === to ? 0 : from, to: from === to ? 0 : to };
}

/** A heading that spans columns names each of them: "Three Months Ended 2022", "Three Months Ended 2021". */
function columnNames(rows: readonly Row[], columns: readonly Column[]): string[] {
  return columns.map((column, index) => rows.map((row) => {
    const over = row.cells.filter((cell) => overlap(cell, column) > 0 && (index > 0 || row.cells[0] === cell));
    return over.map((cell) => cell.text).join(' ');
  }).filter((text) => text !== '').join(' '));
}
