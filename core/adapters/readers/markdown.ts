import { readFile } from 'node:fs/promises';
import MarkdownIt, { type Token } from 'markdown-it';
import type { Extraction } from '../../contract/index.ts';
import { decode } from './encoding.ts';
import { withOffsets, type FormatReader, type LooseBlock } from './format-reader.ts';
import { doubts } from './text.ts';

const parser = new MarkdownIt({ html: false, linkify: false });

/** Markdown by its structure; inline marks go, the words stay. */
export const reader: FormatReader = {
  extensions: ['md', 'markdown'],
  mime: ['text/markdown'],
  async read({ path }): Promise<Extraction> {
    const decoded = decode(await readFile(path));
    const { text, encoding } = decoded;
    const body = text.replace(/^---\r?\n[\s\S]*?\r?\n---\r?\n/, '');
    return { mime: 'text/markdown', pages: 1, pageKind: 'none', blocks: withOffsets(blocksOf(parser.parse(body, {}))), warnings: doubts(decoded), encoding };
  },
};

function* blocksOf(tokens: readonly Token[]): Generator<LooseBlock> {
  let level = 0;
  let lists = 0;
  let cells: string[] | undefined;
  let header: string[] | undefined;
  for (const token of tokens) {
    if (token.type === 'heading_open') level = Number(token.tag.slice(1));
    else if (token.type === 'heading_close') level = 0;
    else if (token.type === 'list_item_open') lists += 1;
    else if (token.type === 'list_item_close') lists -= 1;
    else if (token.type === 'tr_open') cells = [];
    else if (token.type === 'table_close') header = undefined;
    else if (token.type === 'tr_close' && cells) {
      yield { kind: 'table-row', text: cells.join(' | '), cells, ...(header ? { header } : { isHeader: true }) };
      header ??= cells;
      cells = undefined;
    } else if (token.type === 'fence' || token.type === 'code_block') yield { kind: 'code', text: token.content };
    else if (token.type === 'inline') {
      const text = plain(token);
      if (cells) cells.push(text);
      else if (level > 0) yield { kind: 'heading', level, text };
      else yield { kind: lists > 0 ? 'list-item' : 'paragraph', text };
    }
  }
}

const plain = ({ children }: Token): string => (children ?? []).map((child) => (child.type === 'softbreak' || child.type === 'hardbreak' ? '\n' : child.content)).join('').trim();
