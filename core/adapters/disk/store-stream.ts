import { createHash, randomUUID } from 'node:crypto';
import { mkdir, open, rename, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fsyncDirectory } from './fsync-directory.ts';

/**
 * Writes `content` below `directory` under the name that `place` gives its SHA-256, hashed while it is copied.
 * Order: temporary file, fsync, rename, fsync of the directory. When it throws, nothing is left behind.
 */
export async function storeStream(directory: string, content: AsyncIterable<Uint8Array>, place: (hash: string) => string): Promise<{ hash: string; size: number }> {
  const temporary = join(directory, 'tmp', randomUUID());
  await mkdir(dirname(temporary), { recursive: true });
  try {
    const handle = await open(temporary, 'wx');
    const digest = createHash('sha256');
    let size = 0;
    try {
      for await (const part of content) {
        digest.update(part);
        size += part.byteLength;
        await handle.writeFile(part);
      }
      await handle.sync();
    } finally {
      await handle.close();
    }
    const hash = digest.digest('hex');
    const target = place(hash);
    const created = await mkdir(dirname(target), { recursive: true });
    await rename(temporary, target);
    await fsyncDirectory(dirname(target));
    // A new prefix directory is itself a name that a power cut could lose.
    if (created !== undefined) await fsyncDirectory(directory);
    return { hash, size };
  } catch (error) {
    await rm(temporary, { force: true });
    throw error;
  }
}
