import { dirname } from 'node:path';
import { writeWhole } from './atomic-write.ts';
import { fsyncDirectory } from './fsync-directory.ts';
import { requireSpace } from './require-space.ts';

/** Writes what comes as a whole file, in a folder that is there. After the return it survives a power cut; of what breaks nothing is left. @throws SproutError disk-full before anything is written, where so many bytes do not fit. */
export async function saveStream(path: string, content: AsyncIterable<Uint8Array>, bytes: number): Promise<void> {
  await requireSpace(dirname(path), bytes);
  await writeWhole(path, content);
  await fsyncDirectory(dirname(path));
}
