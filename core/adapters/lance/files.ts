import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { open, readdir } from 'node:fs/promises';
import { join, relative, sep } from 'node:path';
import { platform } from 'node:process';

/** Paths of all files below `root`, relative and with "/"; none when there is no such folder. */
export async function filesBelow(root: string): Promise<string[]> {
  const entries = await readdir(root, { recursive: true, withFileTypes: true }).catch((error: unknown) => {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return [];
    throw error;
  });
  return entries.filter((entry) => entry.isFile()).map((entry) => relative(root, join(entry.parentPath, entry.name)).split(sep).join('/')).sort();
}

/** SHA-256 of a file, hex. */
export async function sha256(path: string): Promise<string> {
  const digest = createHash('sha256');
  for await (const part of createReadStream(path, { highWaterMark: 1024 * 1024 })) digest.update(part as Uint8Array);
  return digest.digest('hex');
}

/** Makes a file's content, or a folder's names, survive a power cut. Windows does not open folders; it orders their changes itself. */
export async function fsyncPath(path: string, kind: 'file' | 'folder'): Promise<void> {
  if (kind === 'folder' && platform === 'win32') return;
  const handle = await open(path, kind === 'file' && platform === 'win32' ? 'r+' : 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}
