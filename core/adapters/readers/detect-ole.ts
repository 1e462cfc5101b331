import { open } from 'node:fs/promises';
import { SproutError } from '../../contract/index.ts';
import type { Format } from './format-table.ts';

/** Directory entries of a compound file are UTF-16 names; finding them needs no parse that a hostile file could exploit. */
const storages: readonly (readonly [string, Format | 'locked' | 'ppt'])[] = [
  ['EncryptedPackage', 'locked'],
  ['__properties_version1.0', 'msg'],
  ['WordDocument', 'doc'],
  ['Workbook', 'xls'],
  ['Book', 'xls'],
  ['PowerPoint Document', 'ppt'],
];
const windowBytes = 1 << 20;

/** @returns 'locked' for an office file that is encrypted as a whole. */
export async function oleFormat(path: string, name: string): Promise<Format | 'locked'> {
  const found = await findStorages(path);
  const kind = storages.find(([storage]) => found.has(storage))?.[1];
  if (kind === 'ppt') throw new SproutError('format-unsupported', { file: name, kind: 'PowerPoint 97–2003' });
  if (kind === undefined) throw new SproutError('format-unsupported', { file: name, kind: 'OLE' });
  return kind;
}

async function findStorages(path: string): Promise<Set<string>> {
  const patterns = storages.map(([storage]) => ({ storage, bytes: Buffer.from(`${storage}\0`, 'utf16le') }));
  const found = new Set<string>();
  const file = await open(path, 'r');
  try {
    const buffer = Buffer.alloc(windowBytes + 64);
    for (let offset = 0; ; offset += windowBytes) {
      const { bytesRead } = await file.read(buffer, 0, buffer.length, offset);
      const window = buffer.subarray(0, bytesRead);
      for (const pattern of patterns) if (window.includes(pattern.bytes)) found.add(pattern.storage);
      if (bytesRead < buffer.length) return found;
    }
  } finally {
    await file.close();
  }
}
