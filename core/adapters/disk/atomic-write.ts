import { randomUUID } from 'node:crypto';
import { mkdir, open, rename, rm } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { diskFull } from './require-space.ts';
import { errorCode } from './error-code.ts';
import { freeBytes } from './free-bytes.ts';
import { fsyncDirectory } from './fsync-directory.ts';

/** Writes a whole file: a reader sees the old content or the new, never a part. Durable as soon as its folder is. Nothing is left behind by what fails. */
export async function writeWhole(path: string, content: Uint8Array | string | AsyncIterable<Uint8Array>): Promise<void> {
  const temporary = join(dirname(path), `.${basename(path)}.${randomUUID()}.tmp`);
  try {
    const handle = await open(temporary, 'wx');
    try {
      await handle.writeFile(content);
      await handle.sync();
    } finally {
      await handle.close();
    }
    await rename(temporary, path);
  } catch (error) {
    await rm(temporary, { force: true });
    throw error;
  }
}

/** The same, and after the return it survives a power cut; the folder is made where it is absent. @throws SproutError disk-full. */
export async function atomicWrite(path: string, content: Uint8Array | string): Promise<void> {
  const directory = dirname(path);
  await mkdir(directory, { recursive: true });
  try {
    await writeWhole(path, content);
    await fsyncDirectory(directory);
  } catch (error) {
    if (errorCode(error) === 'ENOSPC') throw diskFull(await freeBytes(directory), Buffer.byteLength(content), error);
    throw error;
  }
}
