import { open } from 'node:fs/promises';
import { SproutError } from '../../contract/index.ts';
import { oleFormat } from './detect-ole.ts';
import { textFormat } from './detect-text.ts';
import { zipFormat } from './detect-zip.ts';
import { extensionOf, formatOfName, type Format } from './format-table.ts';

const headBytes = 8192;
const zipBased: ReadonlySet<Format> = new Set(['docx', 'xlsx', 'pptx', 'odf', 'epub']);
const imageTypes = new Set(['png', 'jpg', 'webp', 'gif', 'bmp', 'tif', 'apng']);

/**
 * Finds out what a file is by its content; the name decides only between kinds of plain text.
 * @returns 'locked' for an office file that a password opens. @throws SproutError file-empty, file-damaged, format-unsupported.
 */
export async function detectFormat(path: string, name: string): Promise<Format | 'locked'> {
  const head = await readHead(path);
  if (head.length === 0) throw new SproutError('file-empty', { file: name });
  const hint = formatOfName(name);
  if (head.subarray(0, 1024).includes('%PDF-')) return 'pdf';
  if (startsWith(head, [0x50, 0x4b])) return await zipFormat(path, name, hint);
  if (startsWith(head, [0xd0, 0xcf, 0x11, 0xe0])) return await oleFormat(path, name);
  if (head.subarray(0, 64).toString('latin1').trimStart().startsWith('{\\rtf')) return 'rtf';

  // A TIFF's directory may lie at its end, where file-type, given the head alone, does not find it.
  if (startsWith(head, [0x49, 0x49, 0x2a, 0]) || startsWith(head, [0x4d, 0x4d, 0, 0x2a])) return 'image';

  const { fileTypeFromBuffer } = await import('file-type');
  const type = await fileTypeFromBuffer(head);
  if (type !== undefined && imageTypes.has(type.ext)) return 'image';
  const text = textFormat(head, hint);
  if (text !== undefined) {
    if (hint !== undefined && zipBased.has(hint) && text === 'text') throw new SproutError('file-damaged', { file: name });
    return text;
  }
  if (type !== undefined && type.mime !== 'application/xml') throw new SproutError('format-unsupported', { file: name, kind: type.ext });
  if (hint === 'pdf') return 'pdf';
  if (hint !== undefined) throw new SproutError('file-damaged', { file: name });
  throw new SproutError('format-unsupported', { file: name, kind: extensionOf(name) || 'binary' });
}

async function readHead(path: string): Promise<Buffer> {
  const file = await open(path, 'r');
  try {
    const buffer = Buffer.alloc(headBytes);
    const { bytesRead } = await file.read(buffer, 0, headBytes, 0);
    return buffer.subarray(0, bytesRead);
  } finally {
    await file.close();
  }
}

function startsWith(head: Buffer, magic: readonly number[]): boolean {
  return magic.every((byte, index) => head[index] === byte);
}
