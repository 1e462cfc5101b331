/** The readable source of a sample document: Markdown with a front matter of `title`, `date` and `author`. */
import MarkdownIt from 'markdown-it';
import { parse } from 'yaml';

const markdown = new MarkdownIt('commonmark').enable('table');

/**
 * Blocks of a source text: `heading` (level, runs), `paragraph` (runs), `item` (ordered, runs), `table` (rows of runs, the first is the header).
 * A run is `{ text, bold }`.
 */
export function readSource(text, locale) {
  const [, matter, body] = /^---\n(.*?)\n---\n(.*)$/s.exec(text) ?? [];
  if (matter === undefined) throw new Error('A source begins with a front matter between two lines of ---');
  const { title, date, author = '' } = parse(matter);
  return { title, author, locale, body, date: new Date(`${date}T09:00:00Z`), blocks: blocksOf(markdown.parse(body, {})) };
}

export const htmlOf = ({ body }) => markdown.render(body);

export const escapeXml = (text) => String(text).replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');

export const plainText = (runs) => runs.map(({ text }) => text).join('');

function blocksOf(tokens) {
  const blocks = [];
  const lists = [];
  let heading = 0;
  let table;
  for (const token of tokens) {
    if (token.type === 'heading_open') heading = Number(token.tag.slice(1));
    else if (token.type === 'heading_close') heading = 0;
    else if (token.type === 'bullet_list_open' || token.type === 'ordered_list_open') lists.push(token.type === 'ordered_list_open');
    else if (token.type === 'bullet_list_close' || token.type === 'ordered_list_close') lists.pop();
    else if (token.type === 'table_open') table = { kind: 'table', rows: [] };
    else if (token.type === 'table_close') table = void blocks.push(table);
    else if (token.type === 'tr_open') table.rows.push([]);
    else if (token.type === 'inline') {
      const runs = runsOf(token.children);
      if (table) table.rows.at(-1).push(runs);
      else if (heading > 0) blocks.push({ kind: 'heading', level: heading, runs });
      else if (lists.length > 0) blocks.push({ kind: 'item', ordered: lists.at(-1), depth: lists.length - 1, runs });
      else blocks.push({ kind: 'paragraph', runs });
    }
  }
  return blocks;
}

function runsOf(children) {
  const runs = [];
  let bold = false;
  for (const child of children) {
    if (child.type === 'strong_open') bold = true;
    else if (child.type === 'strong_close') bold = false;
    else if (child.type === 'softbreak' || child.type === 'hardbreak') runs.push({ text: ' ', bold });
    else if (child.content !== '') runs.push({ text: child.content, bold });
  }
  return runs;
}
