import type { Extraction } from '../../contract/index.ts';
import { documentTitle } from './document-title.ts';
import { withOffsets, type FormatReader, type LooseBlock } from './format-reader.ts';
import { readCharts } from './office-chart.ts';
import { SheetGrid, numberText } from './sheet-grid.ts';
import { readSharedStrings, readStyles, readWorkbook, type Styles } from './xlsx-parts.ts';
import { parseMember } from './xml-stream.ts';
import { withZip, type ZipArchive } from './zip-archive.ts';

const mime = 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet';

/** Workbooks, read sheet by sheet as they stream by: numbers as shown, dates as dates, formulas by their last result. */
export const reader: FormatReader = {
  extensions: ['xlsx', 'xlsm', 'xltx', 'xltm'],
  mime: [mime],
  async read({ path, name, unlocked, onProgress, verbatim }): Promise<Extraction> {
    return await withZip(unlocked ?? path, name, async (zip) => {
      const { sheets, from1904 } = await readWorkbook(zip, name);
      const strings = await readSharedStrings(zip, name);
      const styles = await readStyles(zip, name);
      const blocks: LooseBlock[] = [];
      for (const [index, sheet] of sheets.entries()) {
        const grid = await readSheet(zip, sheet.member, name, { strings, styles, from1904 });
        const page = index + 1;
        for (const block of grid.blocks(sheet.name, page, verbatim)) blocks.push(block);
        for (const block of await readCharts(zip, sheet.member, name)) blocks.push({ ...block, page });
        onProgress({ stage: 'reading', done: page, total: sheets.length });
      }
      return { mime, pages: Math.max(1, sheets.length), pageKind: 'sheet', blocks: withOffsets(blocks), warnings: [], ...await documentTitle(zip, 'docProps/core.xml', name) };
    });
  },
};

interface SheetContext { readonly strings: readonly string[]; readonly styles: Styles; readonly from1904: boolean }

async function readSheet(zip: ZipArchive, member: string, file: string, { strings, styles, from1904 }: SheetContext): Promise<SheetGrid> {
  const grid = new SheetGrid();
  let row = -1;
  let column = -1;
  let type = 'n';
  let style = 0;
  let text = '';
  let inside = false;
  await parseMember(zip, member, file, {
    open(element) {
      if (element.name === 'row') {
        row = Number(element.attribute('r') ?? row + 2) - 1;
        column = -1;
      } else if (element.name === 'c') {
        const at = cellAddress(element.attribute('r') ?? '');
        if (at) ({ row, column } = at); else column += 1;
        type = element.attribute('t') ?? 'n';
        style = Number(element.attribute('s') ?? 0);
        text = '';
      } else if (element.name === 'v' || element.name === 't') inside = true;
      // The reading aid over a Japanese name is not the name.
      else if (element.name === 'rPh') type = 'phonetic';
      else if (element.name === 'mergeCell') {
        const [from, to] = (element.attribute('ref') ?? '').split(':').map(cellAddress);
        if (from && to) grid.merge({ top: from.row, left: from.column, bottom: to.row, right: to.column });
      }
    },
    text(part) { if (inside && type !== 'phonetic') text += part; },
    close(name) {
      if (name === 'v' || name === 't') inside = false;
      else if (name === 'rPh') type = 'inlineStr';
      else if (name === 'c') grid.set(row, column, cellText());
    },
  });
  return grid;

  function cellText(): string {
    if (text === '') return '';
    switch (type) {
      case 's': return strings[Number(text)]?.trim() ?? '';
      case 'b': return text === '1' ? 'TRUE' : 'FALSE';
      case 'n': return Number.isFinite(Number(text)) ? numberText(Number(text), styles[style], from1904) : text;
      // An error is no information: "#N/A".
      case 'e': return '';
      default: return text.trim();
    }
  }
}

/** "BC12" is row 11, column 54. */
function cellAddress(reference: string): { row: number; column: number } | undefined {
  const [, letters, digits] = /^([A-Z]{1,3})(\d{1,7})$/.exec(reference) ?? [];
  if (letters === undefined || digits === undefined) return undefined;
  let column = 0;
  for (const letter of letters) column = column * 26 + letter.charCodeAt(0) - 64;
  return { row: Number(digits) - 1, column: column - 1 };
}
