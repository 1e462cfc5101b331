import type { Document } from '../../../core/contract/index.ts';
import type { Chunk } from '../../../core/ports/chunk-index.ts';

export function contentOfNumber(number: number): Uint8Array {
  return Buffer.from(`document ${number}\n`.repeat(100));
}

export function documentOfNumber(number: number, hash: string, size: number): Document {
  return { id: `d${number}`, name: `${number}.txt`, mime: 'text/plain', size, hash, version: 1, status: 'ready', pages: 1, pageKind: 'none', chunks: 3, warnings: [], importedAt: '2026-01-01T00:00:00.000Z' };
}

export function chunksOfNumber(number: number): Chunk[] {
  return [0, 1, 2].map((ordinal) => ({ id: `d${number}:1:${ordinal}`, document: `d${number}`, ordinal, text: `Document ${number}`, tokens: `document n${number}`, page: null, heading: null, start: 0, end: 1 }));
}
