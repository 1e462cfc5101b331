import { open, readFile, rename } from 'node:fs/promises';
import { dirname } from 'node:path';
import { z } from 'zod';
import { fsyncPath } from './files.ts';

/** A file with its SHA-256, or the note that old versions are being cleaned up. */
const lineSchema = z.union([z.object({ file: z.string(), sha256: z.string() }), z.object({ cleaning: z.literal(true) })]);
export type SealLine = z.infer<typeof lineSchema>;

/** @returns undefined when there is no log. A last line that a power cut tore was never acknowledged: it does not count and is cut off. */
export async function readSealLog(path: string): Promise<SealLine[] | undefined> {
  const content = await readFile(path, 'utf8').catch((error: unknown) => {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined;
    throw error;
  });
  if (content === undefined) return undefined;
  const complete = content.slice(0, content.lastIndexOf('\n') + 1);
  const lines = complete.split('\n').filter((line) => line !== '').map((line) => lineSchema.parse(JSON.parse(line)));
  if (complete.length < content.length) await replaceSealLog(path, lines);
  return lines;
}

export async function appendSealLog(path: string, lines: readonly SealLine[]): Promise<void> {
  await write(path, 'a', lines);
}

/** Replaces the log as a whole. */
export async function replaceSealLog(path: string, lines: readonly SealLine[]): Promise<void> {
  await write(`${path}.tmp`, 'w', lines);
  await rename(`${path}.tmp`, path);
  await fsyncPath(dirname(path), 'folder');
}

async function write(path: string, flag: 'a' | 'w', lines: readonly SealLine[]): Promise<void> {
  const handle = await open(path, flag);
  try {
    await handle.writeFile(lines.map((line) => `${JSON.stringify(line)}\n`).join(''));
    await handle.sync();
  } finally {
    await handle.close();
  }
}
