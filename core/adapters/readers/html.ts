import { readFile } from 'node:fs/promises';
import { parseHTML } from 'linkedom';
import type { Extraction } from '../../contract/index.ts';
import iconv from 'iconv-lite';
import { decode, type Decoded } from './encoding.ts';
import { withOffsets, type FormatReader, type LooseBlock } from './format-reader.ts';
import { tableBlocks } from './table-blocks.ts';
import { doubts } from './text.ts';

/** Menus, banners and what a page hides are not its text. */
const leftOut = 'script,style,noscript,template,svg,iframe,object,nav,dialog,[hidden],[role=navigation],[role=search],[role=dialog],[role=alertdialog],[aria-modal=true]';

/** Web pages: headings, paragraphs, lists and tables in their order. Nothing is loaded from elsewhere. */
export const reader: FormatReader = {
  extensions: ['html', 'htm', 'xhtml'],
  mime: ['text/html', 'application/xhtml+xml'],
  async read({ path }): Promise<Extraction> {
    const decoded = decodeHtml(await readFile(path));
    const { text, encoding } = decoded;
    const { title, blocks } = htmlBlocks(text);
    return { mime: 'text/html', pages: 1, pageKind: 'none', blocks: withOffsets(blocks), warnings: doubts(decoded), encoding, ...(title === '' ? {} : { title }) };
  },
};

/** A page names its own encoding, unless a mark or valid UTF-8 says otherwise. */
function decodeHtml(bytes: Buffer): Decoded {
  const decoded = decode(bytes);
  const named = /<meta[^>]+charset=["']?\s*([\w-]+)/i.exec(bytes.subarray(0, 4096).toString('latin1'))?.[1]?.toLowerCase();
  if (named === undefined || decoded.encoding.startsWith('utf-') || !iconv.encodingExists(named) || named.startsWith('utf')) return decoded;
  return { text: iconv.decode(bytes, named), encoding: named, doubtful: false };
}

interface Node { readonly nodeType: number; readonly nodeName: string; readonly textContent: string | null; readonly childNodes: Iterable<Node> }
interface Element extends Node { getAttribute(name: string): string | null; querySelectorAll(selector: string): Iterable<Element>; remove(): void }

export function htmlBlocks(html: string): { title: string; blocks: LooseBlock[] } {
  const { document } = parseHTML(/<html[\s>]/i.test(html) ? html : `<html><body>${html}</body></html>`) as unknown as { document: Element & { body: Element; querySelector(selector: string): Element | null } };
  for (const element of [...document.querySelectorAll(leftOut)]) element.remove();
  const blocks: LooseBlock[] = [];
  walk(document.body, blocks);
  return { title: clean(document.querySelector('title')?.textContent ?? ''), blocks };
}

const clean = (text: string): string => text.replaceAll(/\s+/g, ' ').trim();
const blockNames = new Set(['ADDRESS', 'ARTICLE', 'ASIDE', 'BLOCKQUOTE', 'BODY', 'DD', 'DETAILS', 'DIV', 'DL', 'DT', 'FIELDSET', 'FIGCAPTION', 'FIGURE', 'FOOTER', 'FORM', 'H1', 'H2', 'H3', 'H4', 'H5', 'H6', 'HEADER', 'HR', 'LI', 'MAIN', 'OL', 'P', 'PRE', 'SECTION', 'SUMMARY', 'TABLE', 'UL']);

/** Text runs between block elements become paragraphs. */
function walk(element: Node, blocks: LooseBlock[]): void {
  let run = '';
  const flush = (): void => {
    const text = clean(run);
    if (text !== '') blocks.push(element.nodeName === 'LI' ? { kind: 'list-item', text } : { kind: 'paragraph', text });
    run = '';
  };
  const visit = (node: Node): void => {
    if (node.nodeType === 3) run += node.textContent ?? '';
    else if (node.nodeType !== 1) return;
    else if (node.nodeName === 'BR') run += ' ';
    else if (!blockNames.has(node.nodeName)) for (const child of node.childNodes) visit(child);
    else {
      flush();
      block(node as Element, blocks);
    }
  };
  for (const child of element.childNodes) visit(child);
  flush();
}

function block(element: Element, blocks: LooseBlock[]): void {
  const heading = /^H([1-6])$/.exec(element.nodeName);
  if (heading) blocks.push({ kind: 'heading', level: Number(heading[1]), text: clean(element.textContent ?? '') });
  else if (element.nodeName === 'PRE') blocks.push({ kind: 'code', text: element.textContent ?? '' });
  else if (element.nodeName === 'TABLE') {
    blocks.push(...tableBlocks(grid(element)));
  } else walk(element, blocks);
}

const mostColumns = 100;

/** The cells of a table in their columns: what spans rows or columns belongs to each of them. */
function grid(table: Element): string[][] {
  const rows: string[][] = [];
  const hanging: { text: string; rows: number }[] = [];
  for (const row of table.querySelectorAll('tr')) {
    const cells: string[] = [];
    const takeHanging = (): void => {
      for (let above = hanging[cells.length]; above && above.rows > 0 && cells.length < mostColumns; above = hanging[cells.length]) { above.rows -= 1; cells.push(above.text); }
    };
    for (const cell of row.querySelectorAll('th,td')) {
      takeHanging();
      const text = clean(cell.textContent ?? '');
      const span = (name: string): number => Math.min(mostColumns, Math.max(1, Number(cell.getAttribute(name) ?? 1) || 1));
      for (let column = 0; column < span('colspan'); column += 1) {
        hanging[cells.length] = { text, rows: span('rowspan') - 1 };
        cells.push(text);
      }
    }
    takeHanging();
    rows.push(cells);
  }
  return rows;
}
