import { format, isDateFormat } from 'numfmt';
import type { LooseBlock } from './format-reader.ts';
import { sheetBlocks } from './table-blocks.ts';

/** A merged range, 0-based and inclusive. */
export interface MergedRange { readonly top: number; readonly left: number; readonly bottom: number; readonly right: number }

const mostRepeats = 200;

/** Collects the cells of one sheet, of which most are empty, and makes blocks of them. */
export class SheetGrid {
  readonly #rows = new Map<number, Map<number, string>>();

  /** @param row 0-based. @param column 0-based. */
  set(row: number, column: number, text: string): void {
    if (text === '') return;
    const cells = this.#rows.get(row);
    if (cells) cells.set(column, text); else this.#rows.set(row, new Map([[column, text]]));
  }

  /** What spans rows or columns belongs to each of them. */
  merge({ top, left, bottom, right }: MergedRange): void {
    const text = this.#rows.get(top)?.get(left);
    if (text === undefined || (bottom - top + 1) * (right - left + 1) > mostRepeats) return;
    for (let row = top; row <= bottom; row += 1) for (let column = left; column <= right; column += 1) this.set(row, column, text);
  }

  /** @param page the sheet's number. @param lines keeps line breaks in cells. */
  *blocks(name: string, page: number, lines = false): Generator<LooseBlock> {
    if (this.#rows.size === 0) return;
    yield { kind: 'heading', level: 1, text: name, page };
    const columns = [...new Set([...this.#rows.values()].flatMap((cells) => [...cells.keys()]))].sort((a, b) => a - b);
    const rows: string[][] = [];
    let previous = -1;
    for (const at of [...this.#rows.keys()].sort((a, b) => a - b)) {
      if (previous >= 0 && at > previous + 1) rows.push([]);
      const cells = this.#rows.get(at);
      rows.push(columns.map((column) => cells?.get(column) ?? ''));
      previous = at;
    }
    yield* sheetBlocks(rows, page, lines);
  }
}

/** Excel's built-in formats that a file names by number only (ECMA-376 part 1, 18.8.30), the Chinese ones included. */
const builtIn = new Map<number, string>([
  [1, '0'], [2, '0.00'], [3, '#,##0'], [4, '#,##0.00'], [9, '0%'], [10, '0.00%'], [11, '0.00E+00'], [12, '# ?/?'], [13, '# ??/??'],
  [37, '#,##0;(#,##0)'], [38, '#,##0;(#,##0)'], [39, '#,##0.00;(#,##0.00)'], [40, '#,##0.00;(#,##0.00)'], [48, '##0.0E+0'], [49, '@'],
  ...[14, 15, 16, 17, 22, 27, 28, 29, 30, 31, 36, 50, 51, 52, 53, 54, 57, 58].map((id): [number, string] => [id, id === 22 ? 'yyyy-mm-dd hh:mm' : 'yyyy-mm-dd']),
  ...[18, 19, 20, 21, 32, 33, 34, 35, 45, 46, 47, 55, 56].map((id): [number, string] => [id, 'hh:mm:ss']),
]);

/**
 * A number as its sheet shows it, dates unmistakably as 2026-03-01.
 * @param format the file's own pattern, or the number of a built-in one. @param from1904 day 0 is 1904-01-01, as old Macs had it.
 */
export function numberText(value: number, pattern: string | number | undefined, from1904: boolean): string {
  const code = typeof pattern === 'number' ? builtIn.get(pattern) : pattern;
  if (code === undefined || code === '' || code === 'General') return String(Number(value.toPrecision(12)));
  try {
    if (!isDateFormat(code)) return format(code, value, { throws: true }).trim();
    const days = value + (from1904 ? 1462 : 0);
    const asks = { date: /[yde年日]|m{3,}/i.test(code), time: /[hs时]/i.test(code) };
    return format(asks.date || !asks.time ? (days % 1 === 0 || !asks.time ? 'yyyy-mm-dd' : 'yyyy-mm-dd hh:mm') : days >= 1 ? '[h]:mm:ss' : 'hh:mm', days, { throws: true });
  } catch {
    return String(value);
  }
}
