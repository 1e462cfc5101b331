import { mkdir, readdir, readFile, rm } from 'node:fs/promises';
import { dirname, join, relative, resolve, sep } from 'node:path';
import type { PrivateFiles } from '../../ports/private-files.ts';
import { writeWhole } from './atomic-write.ts';
import { errorCode } from './error-code.ts';
import { fsyncDirectory } from './fsync-directory.ts';

export function createPrivateFiles(root: string): PrivateFiles {
  function place(name: string): string {
    const path = resolve(root, name);
    if (!path.startsWith(resolve(root) + sep)) throw new Error(`No private file is named ${name}`);
    return path;
  }
  return {
    async read(name) {
      const bytes = await readFile(place(name)).catch(absent);
      return bytes && new Uint8Array(bytes);
    },
    async write(name, bytes) {
      const path = place(name);
      await mkdir(dirname(path), { recursive: true });
      await writeWhole(path, bytes);
      await fsyncDirectory(dirname(path));
    },
    async list(folder) {
      const entries = await readdir(place(folder), { recursive: true, withFileTypes: true }).catch(absent) ?? [];
      return entries.filter((entry) => entry.isFile() && !entry.name.endsWith('.tmp')).map((entry) => relative(resolve(root), join(entry.parentPath, entry.name)).split(sep).join('/')).sort();
    },
    async delete(folder) { await rm(place(folder), { recursive: true, force: true }); },
  };
}

function absent(error: unknown): undefined {
  if (errorCode(error) === 'ENOENT') return undefined;
  throw error;
}
