import { parseMember, relationships } from './xml-stream.ts';
import type { ZipArchive } from './zip-archive.ts';

/** Number format of each cell style: the file's pattern, or the number of a built-in one. */
export type Styles = readonly (string | number)[];

export async function readWorkbook(zip: ZipArchive, file: string): Promise<{ sheets: { name: string; member: string }[]; from1904: boolean }> {
  const main = zip.names.find((name) => /^xl\/workbook\d*\.xml$/i.test(name)) ?? 'xl/workbook.xml';
  const targets = await relationships(zip, main, file);
  const sheets: { name: string; member: string }[] = [];
  let from1904 = false;
  await parseMember(zip, main, file, {
    open(element) {
      if (element.name === 'workbookPr') from1904 = /^(1|true)$/.test(element.attribute('date1904') ?? '');
      if (element.name !== 'sheet') return;
      const found = targets.get(element.attribute('r:id') ?? element.attribute('id') ?? '');
      // Sheets that are one chart have no cells.
      if (found?.type === 'worksheet') sheets.push({ name: element.attribute('name') ?? '', member: found.target });
    },
  });
  return { sheets, from1904 };
}

export async function readSharedStrings(zip: ZipArchive, file: string): Promise<string[]> {
  const strings: string[] = [];
  let text = '';
  let inside = false;
  let phonetic = false;
  await parseMember(zip, zip.names.find((name) => /^xl\/sharedstrings\.xml$/i.test(name)) ?? '', file, {
    open({ name }) {
      if (name === 'si') text = '';
      else if (name === 't') inside = !phonetic;
      else if (name === 'rPh') phonetic = true;
    },
    text(part) { if (inside) text += part; },
    close(name) {
      if (name === 't') inside = false;
      else if (name === 'rPh') phonetic = false;
      else if (name === 'si') strings.push(text);
    },
  });
  return strings;
}

export async function readStyles(zip: ZipArchive, file: string): Promise<Styles> {
  const patterns = new Map<number, string>();
  const styles: (string | number)[] = [];
  let inCellFormats = false;
  await parseMember(zip, 'xl/styles.xml', file, {
    open(element) {
      const id = Number(element.attribute('numFmtId') ?? 0);
      if (element.name === 'numFmt') patterns.set(id, element.attribute('formatCode') ?? '');
      else if (element.name === 'cellXfs') inCellFormats = true;
      else if (element.name === 'xf' && inCellFormats) styles.push(patterns.get(id) ?? id);
    },
    close(name) { if (name === 'cellXfs') inCellFormats = false; },
  });
  return styles;
}
