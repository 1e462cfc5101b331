import { open } from 'node:fs/promises';
import { platform } from 'node:process';

/** Makes created, renamed and removed names of a directory survive a power cut. Windows cannot open directories and orders its own metadata. */
export async function fsyncDirectory(path: string): Promise<void> {
  if (platform === 'win32') return;
  const handle = await open(path, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}
