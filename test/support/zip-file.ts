import { createWriteStream } from 'node:fs';
import { pipeline } from 'node:stream/promises';
import { Readable } from 'node:stream';
import yazl from 'yazl';

/** Writes a zip of members; a number stands for that many megabytes of spaces. */
export async function writeZip(path: string, members: Readonly<Record<string, string | Buffer | number>>): Promise<void> {
  const zip = new yazl.ZipFile();
  for (const [name, content] of Object.entries(members)) {
    if (typeof content === 'number') zip.addReadStream(Readable.from(megabytes(content)), name);
    else zip.addBuffer(Buffer.from(content), name);
  }
  zip.end();
  await pipeline(zip.outputStream, createWriteStream(path));
}

function* megabytes(count: number): Generator<Buffer> {
  const one = Buffer.alloc(1024 * 1024, ' ');
  for (let at = 0; at < count; at += 1) yield one;
}

const word = 'http://schemas.openxmlformats.org/wordprocessingml/2006/main';
const escape = (text: string): string => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;');

/** `word/document.xml` around a body. */
export function wordXml(body: string): string {
  return `<?xml version="1.0" encoding="UTF-8"?><w:document xmlns:w="${word}"><w:body>${body}</w:body></w:document>`;
}
export const wordParagraph = (text: string): string => `<w:p><w:r><w:t>${escape(text)}</w:t></w:r></w:p>`;
