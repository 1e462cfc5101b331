import type { Segment } from './pdf-segments.ts';

/** The segments of one region that stand on one baseline, left to right. */
export interface Row { readonly cells: readonly Segment[]; readonly y: number; readonly size: number; readonly x: number; readonly right: number }

export function toRows(region: readonly Segment[]): Row[] {
  const rows: Segment[][] = [];
  for (const segment of [...region].sort((one, other) => one.y - other.y)) {
    const row = rows.at(-1);
    const first = row?.[0];
    if (row !== undefined && first !== undefined && Math.abs(segment.y - first.y) <= 0.45 * Math.min(first.size, segment.size)) row.push(segment);
    else rows.push([segment]);
  }
  return rows.map((cells) => toRow(joinSymbols(cells.sort((one, other) => one.x - other.x))));
}

function toRow(cells: readonly Segment[]): Row {
  const largest = cells.reduce((best, one) => (one.text.length > best.text.length ? one : best));
  return { cells, y: largest.y, size: largest.size, x: Math.min(...cells.map((one) => one.x)), right: Math.max(...cells.map((one) => one.right)) };
}

/** A currency sign, bracket or percent sign that stands apart belongs to its number. */
function joinSymbols(cells: readonly Segment[]): Segment[] {
  const joined: Segment[] = [];
  for (const cell of cells) {
    const last = joined.at(-1);
    const signBefore = last !== undefined && /^[$€£¥￥(]+$/.test(last.text);
    const signAfter = last !== undefined && /^[)%]+$/.test(cell.text);
    if (last !== undefined && (signBefore || signAfter)) {
      joined[joined.length - 1] = { ...last, text: last.text + cell.text, right: cell.right };
    } else joined.push(cell);
  }
  return joined;
}

/** A lone label such as "Assets:" that the table's next row continues. */
export function isNumeric(text: string): boolean {
  return /^[($€£¥￥+\-–—]*\s*[\d][\d.,\s]*[)%]*$/.test(text) || /^[—–-]$/.test(text);
}
