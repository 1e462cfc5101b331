import { readFile } from 'node:fs/promises';
import { parseHTML } from 'linkedom';
import type { Extraction } from '../../contract/index.ts';
import { decode } from './encoding.ts';
import { withOffsets, type FormatReader, type LooseBlock } from './format-reader.ts';
import { tableBlocks } from './csv.ts';

const leftOut = 'script,style,noscript,template,nav,svg,iframe,object';

/** Web pages: headings, paragraphs, lists and tables in their order. Nothing is loaded from elsewhere. */
export const reader: FormatReader = {
  extensions: ['html', 'htm', 'xhtml'],
  mime: ['text/html', 'application/xhtml+xml'],
  async read({ path }): Promise<Extraction> {
    const { text, encoding } = decode(await readFile(path));
    const { title, blocks } = htmlBlocks(text);
    return { mime: 'text/html', pages: 1, pageKind: 'none', blocks: withOffsets(blocks), warnings: [], encoding, ...(title === '' ? {} : { title }) };
  },
};

interface Node { readonly nodeType: number; readonly nodeName: string; readonly textContent: string | null; readonly childNodes: Iterable<Node> }
interface Element extends Node { querySelectorAll(selector: string): Iterable<Element>; remove(): void }

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
    const rows = [...element.querySelectorAll('tr')].map((row) => [...row.querySelectorAll('th,td')].map((cell) => clean(cell.textContent ?? '')));
    blocks.push(...tableBlocks(rows.filter((row) => row.some((cell) => cell !== ''))));
  } else walk(element, blocks);
}
