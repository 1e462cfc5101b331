import { readFile } from 'node:fs/promises';
import iconv from 'iconv-lite';
import type { Extraction } from '../../contract/index.ts';
import { biff, records, rkNumber, sharedStrings, unicodeString } from './biff.ts';
import { oleStream } from './ole-stream.ts';
import { withOffsets, type FormatReader, type LooseBlock } from './format-reader.ts';
import { SheetGrid, numberText } from './sheet-grid.ts';
import { unlockWorkbook } from './unlock-workbook.ts';

const mime = 'application/vnd.ms-excel';

/** Workbooks of Excel 5 to 2003 ([MS-XLS]). */
export const reader: FormatReader = {
  extensions: ['xls', 'xlt', 'et'],
  mime: [mime],
  async read({ path, name, password }): Promise<Extraction> {
    const stream = unlockWorkbook(oleStream(await readFile(path), ['Workbook', 'Book'], name), password, name);
    const book = readGlobals(stream);
    const blocks: LooseBlock[] = [];
    for (const [index, sheet] of book.sheets.entries()) {
      const grid = readSheet(stream, sheet.offset, book);
      for (const block of grid.blocks(sheet.name, index + 1)) blocks.push(block);
    }
    return { mime, pages: Math.max(1, book.sheets.length), pageKind: 'sheet', blocks: withOffsets(blocks), warnings: [] };
  },
};

interface Workbook {
  readonly sheets: { name: string; offset: number }[];
  strings: string[];
  /** Format number of each cell style. */
  readonly styles: number[];
  readonly patterns: Map<number, string>;
  from1904: boolean;
  /** Before Excel 97 text is bytes. */
  old: ((bytes: Buffer) => string) | undefined;
}

function readGlobals(stream: Buffer): Workbook {
  const book: Workbook = { sheets: [], strings: [], styles: [], patterns: new Map(), from1904: false, old: undefined };
  let page = 'windows-1252';
  for (const record of records(stream)) {
    const { type, data } = record;
    if (type === biff.begin && data.length >= 2 && data.readUInt16LE(0) < 0x600) book.old = (bytes) => iconv.decode(bytes, page);
    else if (type === biff.codePage && iconv.encodingExists(`cp${data.readUInt16LE(0)}`)) page = `cp${data.readUInt16LE(0)}`;
    else if (type === biff.date1904) book.from1904 = data.readUInt16LE(0) === 1;
    else if (type === biff.sst) book.strings = sharedStrings(record);
    else if (type === biff.format || type === biff.oldFormat) book.patterns.set(data.readUInt16LE(0), unicodeString(data, 2, book.old ? 1 : 2, book.old));
    else if (type === biff.xf) book.styles.push(data.readUInt16LE(2));
    // Worksheets only: a macro or a lone chart has no cells.
    else if (type === biff.boundSheet && data.readUInt8(5) === 0) book.sheets.push({ offset: data.readUInt32LE(0), name: unicodeString(data, 6, 1, book.old) });
    else if (type === biff.end) break;
  }
  return book;
}

function readSheet(stream: Buffer, offset: number, book: Workbook): SheetGrid {
  const grid = new SheetGrid();
  const number = (data: Buffer, style: number, value: number): string => {
    const id = book.styles[data.readUInt16LE(style)] ?? 0;
    return numberText(value, book.patterns.get(id) ?? id, book.from1904);
  };
  /** Where the text result of a formula goes, which is in the next record. */
  let waiting: { row: number; column: number } | undefined;
  for (const { type, data } of records(stream, offset)) {
    if (type === biff.end) break;
    if (data.length < 4) continue;
    const row = data.readUInt16LE(0);
    const column = data.readUInt16LE(2);
    if (type === biff.labelSst && data.length >= 10) grid.set(row, column, book.strings[data.readUInt32LE(6)]?.trim() ?? '');
    else if (type === biff.label || type === biff.richLabel) grid.set(row, column, unicodeString(data, 6, 2, book.old).trim());
    else if (type === biff.number && data.length >= 14) grid.set(row, column, number(data, 4, data.readDoubleLE(6)));
    else if (type === biff.rk && data.length >= 10) grid.set(row, column, number(data, 4, rkNumber(data.readInt32LE(6))));
    else if (type === biff.mulRk) for (let at = 4, to = column; at + 6 <= data.length - 2; at += 6, to += 1) grid.set(row, to, number(data, at, rkNumber(data.readInt32LE(at + 2))));
    else if (type === biff.formula && data.length >= 14) {
      if (data.readUInt16LE(12) !== 0xffff) grid.set(row, column, number(data, 4, data.readDoubleLE(6)));
      else if (data[6] === 0) waiting = { row, column };
      else if (data[6] === 1) grid.set(row, column, data[8] === 1 ? 'TRUE' : 'FALSE');
    } else if (type === biff.string && waiting) {
      grid.set(waiting.row, waiting.column, unicodeString(data, 0, 2, book.old).trim());
      waiting = undefined;
    } else if (type === biff.mergeCells) {
      for (let at = 2; at + 8 <= data.length; at += 8) {
        grid.merge({ top: data.readUInt16LE(at), bottom: data.readUInt16LE(at + 2), left: data.readUInt16LE(at + 4), right: data.readUInt16LE(at + 6) });
      }
    }
  }
  return grid;
}
