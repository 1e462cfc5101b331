import type { LooseBlock } from './format-reader.ts';
import { tableBlocks } from './table-blocks.ts';
import type { XmlElement, XmlHandlers } from './xml-stream.ts';

/** What a paragraph style makes of a paragraph: a heading of a level, or a list item. */
export interface ParagraphStyle { readonly level?: number; readonly list?: boolean }

interface Paragraph { text: string; style: ParagraphStyle; notes: string[]; page: PageCount }
interface Table { rows: string[][]; page: PageCount; /** Columns that the current cell spans. */ span: number; /** The current cell goes on from the row above. */ continued: boolean }
/** Pages as Word last laid them out, and pages by the breaks that the writer set: the first where there are any. */
interface PageCount { rendered: number; set: number }
type PagedBlock = LooseBlock & { at: PageCount };

/** What tracked changes took away, the older form of a drawing, and field codes are not the document's text. */
const leftOut = new Set(['moveFrom', 'Fallback', 'instrText', 'delText', 'rPr', 'sectPr']);

const mostColumns = 100;

/** Makes blocks of WordprocessingML as it streams by (ECMA-376 part 1, section 17). */
export class DocxBody implements Required<XmlHandlers> {
  readonly #styles: ReadonlyMap<string, ParagraphStyle>;
  readonly #notes: ReadonlyMap<string, string>;
  readonly #blocks: PagedBlock[] = [];
  /** Paragraphs nest: a text box stands within one. */
  readonly #paragraphs: Paragraph[] = [];
  readonly #tables: Table[] = [];
  readonly #page: PageCount = { rendered: 1, set: 1 };
  #skipped = 0;
  #inText = false;

  constructor(context: { styles: ReadonlyMap<string, ParagraphStyle>; notes: ReadonlyMap<string, string> }) {
    this.#styles = context.styles;
    this.#notes = context.notes;
  }

  open(element: XmlElement): void {
    if (this.#skipped > 0 || leftOut.has(element.name)) { this.#skipped += 1; return; }
    const paragraph = this.#paragraphs.at(-1);
    const value = element.attribute('val');
    switch (element.name) {
      case 'p': this.#paragraphs.push({ text: '', style: {}, notes: [], page: { ...this.#page } }); break;
      case 'tbl': this.#tables.push({ rows: [], page: { ...this.#page }, span: 1, continued: false }); break;
      case 'tr': this.#tables.at(-1)?.rows.push([]); break;
      case 'tc': this.#tables.at(-1)?.rows.at(-1)?.push(''); break;
      case 'gridSpan': this.#cell((table) => { table.span = Math.min(mostColumns, Number(value)); }); break;
      case 'vMerge': this.#cell((table) => { table.continued = value !== 'restart'; }); break;
      case 't': this.#inText = true; break;
      case 'pStyle': if (paragraph) paragraph.style = this.#styles.get(value ?? '') ?? {}; break;
      case 'numPr': if (paragraph && paragraph.style.level === undefined) paragraph.style = { list: true }; break;
      case 'outlineLvl': if (paragraph && Number(value) < 9) paragraph.style = { level: Math.min(6, Number(value) + 1) }; break;
      case 'tab': case 'ptab': this.#write(' '); break;
      case 'cr': this.#write('\n'); break;
      case 'br': this.#break(element.attribute('type')); break;
      case 'lastRenderedPageBreak': this.#turnPage('rendered'); break;
      case 'noBreakHyphen': this.#write('-'); break;
      case 'footnoteReference': this.#note('footnote', element.attribute('id')); break;
      case 'endnoteReference': this.#note('endnote', element.attribute('id')); break;
      default:
    }
  }

  close(name: string): void {
    if (this.#skipped > 0) { this.#skipped -= 1; return; }
    if (name === 't') this.#inText = false;
    else if (name === 'p') this.#endParagraph();
    else if (name === 'tc') this.#endCell();
    else if (name === 'tbl') this.#endTable();
  }

  text(text: string): void {
    if (this.#inText && this.#skipped === 0) this.#write(text);
  }

  /** The blocks, and the number of pages where the file tells. */
  finish(): { blocks: LooseBlock[]; pages?: number } {
    const counted = this.#page.rendered > 1 ? 'rendered' : 'set';
    const pages = this.#page[counted];
    const blocks = this.#blocks.map(({ at, ...block }) => (pages > 1 ? { ...block, page: at[counted] } : block));
    return pages > 1 ? { blocks, pages } : { blocks };
  }

  #write(text: string): void {
    const paragraph = this.#paragraphs.at(-1);
    if (paragraph) paragraph.text += text;
  }

  #break(type: string | undefined): void {
    if (type === 'page') this.#turnPage('set');
    this.#write(type === undefined || type === 'textWrapping' ? '\n' : ' ');
  }

  #turnPage(kind: keyof PageCount): void {
    this.#page[kind] += 1;
    // A paragraph that has not begun yet stands on the new page.
    for (const { page, text } of this.#paragraphs) if (text.trim() === '') page[kind] = this.#page[kind];
  }

  #note(kind: string, id: string | undefined): void {
    const text = this.#notes.get(`${kind} ${id}`);
    if (text !== undefined && text !== '') this.#paragraphs.at(-1)?.notes.push(text);
  }

  #endParagraph(): void {
    const paragraph = this.#paragraphs.pop();
    if (paragraph === undefined) return;
    const text = paragraph.text.trim();
    const row = this.#tables.at(-1)?.rows.at(-1);
    if (row && row.length > 0 && this.#paragraphs.length === 0) {
      row[row.length - 1] = [row.at(-1), text, ...paragraph.notes].filter((part) => part !== '').join('\n');
      return;
    }
    const { style, page: at } = paragraph;
    if (text !== '') {
      this.#blocks.push(style.level !== undefined ? { kind: 'heading', level: style.level, text, at } : { kind: style.list === true ? 'list-item' : 'paragraph', text, at });
    }
    for (const note of paragraph.notes) this.#blocks.push({ kind: 'paragraph', text: note, at });
  }

  #cell(change: (table: Table) => void): void {
    const table = this.#tables.at(-1);
    if (table) change(table);
  }

  /** What spans rows or columns belongs to each of them. */
  #endCell(): void {
    const table = this.#tables.at(-1);
    const row = table?.rows.at(-1);
    if (!table || !row) return;
    if (table.continued && row.length > 0) row[row.length - 1] ||= table.rows.at(-2)?.[row.length - 1] ?? '';
    for (let column = 1; column < table.span; column += 1) row.push(row.at(-1) ?? '');
    table.span = 1;
    table.continued = false;
  }

  #endTable(): void {
    const table = this.#tables.pop();
    if (table === undefined) return;
    const outer = this.#tables.at(-1)?.rows.at(-1);
    if (outer && outer.length > 0) {
      outer[outer.length - 1] = [outer.at(-1), ...table.rows.map((row) => row.join(' '))].filter((part) => part !== '').join('\n');
    } else {
      // A table of one cell is a frame around text.
      const framed = table.rows.every((row) => row.length <= 1);
      const blocks: Iterable<LooseBlock> = framed ? table.rows.flat().flatMap((cell) => cell.split('\n')).map((text) => ({ kind: 'paragraph', text })) : tableBlocks(table.rows);
      for (const block of blocks) this.#blocks.push({ ...block, at: table.page });
    }
  }
}
