/** Which program makes which sample document. A source `price-list.xlsx.md` makes `price-list.xlsx`; any other file is taken as it is. */
import { docx } from './docx.mjs';
import { html } from './html.mjs';
import { readSource } from './source.mjs';
import { xlsx } from './xlsx.mjs';

const makers = { docx, html, xlsx };

/** `{ name, bytes }` of the document; for a PDF `{ name, source }`, as only a browser can print it. */
export function render(sourceName, text, locale) {
  const [, name, format] = /^(.+\.(docx|html|xlsx|pdf))\.md$/.exec(sourceName) ?? [];
  if (name === undefined) return { name: sourceName, bytes: new TextEncoder().encode(text) };
  const source = readSource(text, locale);
  return format === 'pdf' ? { name, source } : { name, bytes: makers[format](source) };
}
