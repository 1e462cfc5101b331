import { unmarkedUtf16 } from './encoding.ts';
import type { Format } from './format-table.ts';

const mailHeader = /^(from|to|cc|received|return-path|delivered-to|message-id|mime-version|date|subject|content-type|x-[\w-]+):/i;
/** Formats of plain text that only the name can tell apart. */
const namedText: ReadonlySet<Format> = new Set(['csv', 'markdown', 'text', 'notebook', 'html', 'eml', 'xml']);

/** Which plain-text format the first bytes are; undefined when they are not text. */
export function textFormat(head: Buffer, hint: Format | undefined): Format | undefined {
  const text = decodeHead(head);
  if (text === undefined) return undefined;
  const start = text.replace(/^\uFEFF/, '').trimStart();
  if (/^(<!--[\s\S]*?-->\s*)?(<\?xml[^>]*>\s*)?(<!doctype html|<html[\s>])/i.test(start)) return 'html';
  if (looksLikeMail(start)) return 'eml';
  if (start.startsWith('<?xml') && hint !== 'html') return 'xml';
  if (hint === 'xls') return /<table[\s>]/i.test(start) ? 'html' : 'csv';
  return hint !== undefined && namedText.has(hint) ? hint : 'text';
}

function looksLikeMail(start: string): boolean {
  const lines = start.split(/\r?\n/, 12);
  let headers = 0;
  for (const line of lines) {
    if (mailHeader.test(line)) headers += 1;
    else if (!/^\s+\S/.test(line) && !/^[\w-]+:/.test(line)) break;
  }
  return headers >= 3;
}

/** A rough look only: the reader of the format detects the encoding. Control bytes mean binary. */
function decodeHead(head: Buffer): string | undefined {
  if (head[0] === 0xff && head[1] === 0xfe) return head.toString('utf16le');
  if (head[0] === 0xfe && head[1] === 0xff) return new TextDecoder('utf-16be').decode(head);
  if (head.includes(0)) {
    const wide = unmarkedUtf16(head);
    return wide === undefined ? undefined : new TextDecoder(wide).decode(head);
  }
  const controls = head.reduce((count, byte) => (byte < 32 && byte !== 9 && byte !== 10 && byte !== 13 && byte !== 12 && byte !== 27 ? count + 1 : count), 0);
  return controls > head.length / 50 ? undefined : head.toString('utf8');
}
