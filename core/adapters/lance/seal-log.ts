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
  const rest = content.slice(complete.length);
  // A whole line with another last character was not torn: its line end has rotted.
  if (isLine(rest.slice(0, -1))) throw new SyntaxError('The last line of the list does not end as it was written');
  if (rest !== '') await replaceSealLog(path, lines);
  return lines;
}

function isLine(text: string): boolean {
  try {
    return lineSchema.safeParse(JSON.parse(text)).success;
  } catch (error) {
    if (error instanceof SyntaxError) return false;
    throw error;
  }
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
  const { size } = await handle.stat();
  try {
    await handle.writeFile(lines.map((line) => `${JSON.stringify(line)}\n`).join(''));
    await handle.sync();
  } catch (error) {
    // A full disk may have taken half a line: the next one must not be joined to it.
    await handle.truncate(size);
    throw error;
  } finally {
    await handle.close();
  }
}
