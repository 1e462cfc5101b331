import { readFile } from 'node:fs/promises';
import iconv from 'iconv-lite';
import { SproutError, type Extraction } from '../../contract/index.ts';
import { withOffsets, type FormatReader, type LooseBlock } from './format-reader.ts';
import { rtfTokens } from './rtf-tokens.ts';
import { tableBlocks } from './table-blocks.ts';

/** Rich Text Format: paragraphs, tables and text in any code page. Pictures and embedded objects are left out. */
export const reader: FormatReader = {
  extensions: ['rtf'],
  mime: ['application/rtf', 'text/rtf'],
  async read({ path, name }): Promise<Extraction> {
    const body = new RtfBody();
    for (const token of rtfTokens(await readFile(path))) {
      if (token.kind === 'open') body.open(name);
      else if (token.kind === 'close') body.close();
      else if (token.kind === 'word') body.control(token.word, token.value);
      else if (token.kind === 'byte') body.write(Buffer.of(token.byte));
      else body.write(token.bytes);
    }
    return { mime: 'application/rtf', pages: 1, pageKind: 'none', blocks: withOffsets(body.finish()), warnings: [] };
  },
};

interface Group { readonly skipped: boolean; readonly font: number; readonly fallback: number; readonly destination: string }

/** Destinations whose text is not the document's. */
const leftOut = new Set(['fonttbl', 'colortbl', 'stylesheet', 'info', 'pict', 'object', 'header', 'headerl', 'headerr', 'headerf', 'footer', 'footerl', 'footerr', 'footerf', 'themedata', 'colorschememapping', 'datastore', 'latentstyles', 'listtable', 'listoverridetable', 'revtbl', 'rsidtbl', 'generator', 'xmlnstbl', 'fldinst', 'listtext', 'pntext', 'nonshppict', 'filetbl', 'bkmkstart', 'bkmkend']);
/** Destinations behind \* that hold text nevertheless. */
const kept = new Set(['shptxt', 'footnote', 'shpinst']);
/** Font character sets (1.9.1, \fcharset) as code pages. */
const charsets = new Map([[0, 1252], [128, 932], [129, 949], [134, 936], [136, 950], [161, 1253], [162, 1254], [163, 1258], [177, 1255], [178, 1256], [186, 1257], [204, 1251], [222, 874], [238, 1250]]);
const symbols = new Map([['~', '\u00a0'], ['_', '-'], ['emdash', '—'], ['endash', '–'], ['lquote', '‘'], ['rquote', '’'], ['ldblquote', '“'], ['rdblquote', '”'], ['bullet', '•'], ['tab', ' '], ['line', '\n'], ['{', '{'], ['}', '}'], ['\\', '\\']]);
const deepest = 500;

class RtfBody {
  readonly #blocks: LooseBlock[] = [];
  readonly #groups: Group[] = [];
  readonly #fonts = new Map<number, string>();
  #page = 'windows-1252';
  #group: Group = { skipped: false, font: 0, fallback: 1, destination: '' };
  #definedFont = 0;
  #starred = false;
  /** Characters after \u that stand for it in old programs. */
  #toSkip = 0;
  #bytes: Buffer[] = [];
  #text = '';
  #level: number | undefined;
  #list = false;
  #inTable = false;
  #cells: string[] = [];
  #rows: string[][] = [];

  open(file: string): void {
    this.#decode();
    if (this.#groups.length > deepest) throw new SproutError('file-hostile', { file, reason: `{ > ${deepest}` });
    this.#groups.push(this.#group);
  }

  close(): void {
    this.#decode();
    this.#group = this.#groups.pop() ?? this.#group;
    this.#starred = false;
    this.#toSkip = 0;
  }

  write(bytes: Buffer): void {
    const skip = Math.min(this.#toSkip, bytes.length);
    this.#toSkip -= skip;
    if (!this.#group.skipped && skip < bytes.length) this.#bytes.push(bytes.subarray(skip));
  }

  control(word: string, value: number | undefined): void {
    if (word === '*') { this.#starred = true; return; }
    this.#decode();
    const starred = this.#starred;
    this.#starred = false;
    if (leftOut.has(word) || (starred && !kept.has(word))) { this.#group = { ...this.#group, skipped: true, destination: word }; return; }
    if (this.#group.destination === 'fonttbl') this.#defineFont(word, value ?? 0);
    if (this.#group.skipped) return;
    const symbol = symbols.get(word);
    if (symbol !== undefined) { this.#text += symbol; return; }
    switch (word) {
      case 'ansicpg': this.#page = codePage(value ?? 1252); break;
      case 'mac': this.#page = 'macroman'; break;
      case 'f': this.#group = { ...this.#group, font: value ?? 0 }; break;
      case 'uc': this.#group = { ...this.#group, fallback: value ?? 1 }; break;
      case 'u': this.#text += String.fromCharCode((value ?? 0) & 0xffff); this.#toSkip = this.#group.fallback; break;
      case 'pard': this.#level = undefined; this.#list = false; this.#inTable = false; break;
      case 'outlinelevel': if (value !== undefined && value < 9) this.#level = Math.min(6, value + 1); break;
      case 'ls': this.#list = true; break;
      case 'intbl': this.#inTable = true; break;
      case 'par': case 'sect': case 'page': this.#endParagraph(); break;
      case 'cell': this.#endCell(); break;
      case 'row': this.#rows.push(this.#cells); this.#cells = []; break;
      default:
    }
  }

  finish(): LooseBlock[] {
    this.#decode();
    this.#endParagraph();
    this.#endTable();
    return this.#blocks;
  }

  /** Bytes gather until something else comes: a character of two bytes may come as two tokens. */
  #decode(): void {
    if (this.#bytes.length === 0) return;
    this.#text += iconv.decode(Buffer.concat(this.#bytes), this.#fonts.get(this.#group.font) ?? this.#page);
    this.#bytes = [];
  }

  #defineFont(word: string, value: number): void {
    if (word === 'f') this.#definedFont = value;
    // The default character set of a font is that of the document.
    else if (word === 'fcharset' && charsets.has(value) && value !== 0) this.#fonts.set(this.#definedFont, codePage(charsets.get(value) ?? 1252));
  }

  #endParagraph(): void {
    const text = this.#text.trim();
    this.#text = '';
    // Within a cell it only begins a new line.
    if (this.#inTable) { if (text !== '') this.#text = `${text}\n`; return; }
    this.#endTable();
    if (text === '') return;
    this.#blocks.push(this.#level !== undefined ? { kind: 'heading', level: this.#level, text } : { kind: this.#list ? 'list-item' : 'paragraph', text });
  }

  #endCell(): void {
    this.#cells.push(this.#text.trim());
    this.#text = '';
  }

  #endTable(): void {
    if (this.#cells.length > 0) this.#rows.push(this.#cells);
    this.#blocks.push(...tableBlocks(this.#rows));
    this.#rows = [];
    this.#cells = [];
  }
}

function codePage(number: number): string {
  if (number === 65001) return 'utf-8';
  return iconv.encodingExists(`cp${number}`) ? `cp${number}` : 'windows-1252';
}
