import type { LooseBlock } from './format-reader.ts';
import { sheetBlocks, tableBlocks } from './table-blocks.ts';
import type { XmlElement, XmlHandlers } from './xml-stream.ts';

interface Table { rows: string[][]; repeatRow: number; repeatCell: number; name: string; inCell: boolean; paragraphs: string[] }

/** Deleted text of tracked changes, comments, and drawings' descriptions are not the document's text. */
const leftOut = new Set(['tracked-changes', 'annotation', 'annotation-end', 'desc', 'title', 'forms', 'scripts', 'automatic-styles', 'sequence-decls']);
/** Empty cells to the edge of a sheet are written as one that repeats 16,384 times. */
const mostRepeats = 64;

/** Makes blocks of OpenDocument's content.xml as it streams by (OASIS ODF 1.3 part 3). */
export class OdfBody implements Required<XmlHandlers> {
  readonly blocks: LooseBlock[] = [];
  kind: 'text' | 'spreadsheet' | 'presentation' = 'text';
  /** Sheets or slides. */
  pages = 0;
  /** Paragraphs nest: a frame or a note stands within one. */
  readonly #paragraphs: { text: string; level?: number }[] = [];
  readonly #tables: Table[] = [];
  #lists = 0;
  #skipped = 0;

  open(element: XmlElement): void {
    if (this.#skipped > 0 || leftOut.has(element.name)) { this.#skipped += 1; return; }
    const table = this.#tables.at(-1);
    switch (element.name) {
      case 'spreadsheet': case 'presentation': this.kind = element.name; break;
      case 'page': this.pages += 1; break;
      case 'h': this.#paragraphs.push({ text: '', level: Math.min(6, Math.max(1, Number(element.attribute('outline-level') ?? 1))) }); break;
      case 'p': this.#paragraphs.push({ text: '' }); break;
      case 'list': this.#lists += 1; break;
      case 's': this.#write(' '.repeat(Math.min(mostRepeats, Number(element.attribute('c') ?? 1)))); break;
      case 'tab': this.#write(' '); break;
      case 'line-break': this.#write('\n'); break;
      case 'table': this.#openTable(element); break;
      case 'table-row': if (table) { table.rows.push([]); table.repeatRow = repeats(element, 'number-rows-repeated'); } break;
      case 'table-cell': case 'covered-table-cell': if (table) { table.inCell = true; table.paragraphs = []; table.repeatCell = repeats(element, 'number-columns-repeated'); } break;
      default:
    }
  }

  close(name: string): void {
    if (this.#skipped > 0) { this.#skipped -= 1; return; }
    if (name === 'h' || name === 'p') this.#endParagraph();
    else if (name === 'list') this.#lists -= 1;
    else if (name === 'table-cell' || name === 'covered-table-cell') this.#endCell();
    else if (name === 'table-row') this.#endRow();
    else if (name === 'table') this.#endTable();
  }

  text(text: string): void {
    if (this.#skipped === 0) this.#write(text.replaceAll(/\s+/g, ' '));
  }

  get #at(): { page?: number } { return this.pages > 0 ? { page: this.pages } : {}; }

  #write(text: string): void {
    const paragraph = this.#paragraphs.at(-1);
    if (paragraph) paragraph.text += text;
  }

  #openTable(element: XmlElement): void {
    const name = element.attribute('name') ?? '';
    if (this.kind === 'spreadsheet' && this.#tables.length === 0) {
      this.pages += 1;
      this.blocks.push({ kind: 'heading', level: 1, text: name, page: this.pages });
    }
    this.#tables.push({ rows: [], repeatRow: 1, repeatCell: 1, name, inCell: false, paragraphs: [] });
  }

  #endParagraph(): void {
    const paragraph = this.#paragraphs.pop();
    const text = paragraph?.text.trim() ?? '';
    if (text === '' || paragraph === undefined) return;
    const table = this.#tables.at(-1);
    if (table?.inCell === true) table.paragraphs.push(text);
    else if (paragraph.level !== undefined) this.blocks.push({ kind: 'heading', level: paragraph.level, text, ...this.#at });
    else this.blocks.push({ kind: this.#lists > 0 ? 'list-item' : 'paragraph', text, ...this.#at });
  }

  #endCell(): void {
    const table = this.#tables.at(-1);
    if (table === undefined) return;
    table.inCell = false;
    const text = table.paragraphs.join('\n');
    for (let times = 0; times < table.repeatCell; times += 1) table.rows.at(-1)?.push(text);
  }

  #endRow(): void {
    const table = this.#tables.at(-1);
    const row = table?.rows.at(-1);
    if (!table || !row) return;
    while (row.length > 0 && row.at(-1) === '') row.pop();
    // An empty row that repeats is one gap.
    if (row.length > 0) for (let times = 1; times < table.repeatRow; times += 1) table.rows.push([...row]);
  }

  #endTable(): void {
    const table = this.#tables.pop();
    if (table === undefined) return;
    const outer = this.#tables.at(-1);
    if (outer?.inCell === true) outer.paragraphs.push(...table.rows.map((row) => row.join(' ')));
    else if (this.kind === 'spreadsheet') this.blocks.push(...sheetBlocks(table.rows, this.pages));
    else for (const block of tableBlocks(table.rows)) this.blocks.push({ ...block, ...this.#at });
  }
}

function repeats(element: XmlElement, attribute: string): number {
  return Math.min(mostRepeats, Math.max(1, Number(element.attribute(attribute) ?? 1)));
}
