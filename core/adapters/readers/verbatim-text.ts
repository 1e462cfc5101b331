import { readFile } from 'node:fs/promises';
import { SproutError, type Extraction } from '../../contract/index.ts';
import { decode } from './encoding.ts';
import type { FormatInput } from './format-reader.ts';
import { doubts } from './text.ts';

const mostCharacters = 40_000_000;

/** A text file as one block, every line in its place. @throws SproutError file-empty, file-too-large. */
export async function verbatimText({ path, name }: FormatInput): Promise<Extraction> {
  const decoded = decode(await readFile(path));
    const { text, encoding } = decoded;
  const whole = text.replace(/^\uFEFF/, '').replaceAll(/\r\n?/g, '\n');
  if (whole.trim() === '') throw new SproutError('file-empty', { file: name });
  if (whole.length > mostCharacters) throw new SproutError('file-too-large', { file: name, limit: mostCharacters / 1_000_000 });
  return { mime: 'text/plain', pages: 1, pageKind: 'none', blocks: [{ kind: 'code', text: whole, start: 0, end: whole.length }], warnings: doubts(decoded), encoding };
}
