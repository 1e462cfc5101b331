import { randomUUID } from 'node:crypto';
import { access, copyFile, mkdir, readFile, rename, rm } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import { SproutError } from '../../contract/index.ts';
import type { RunFolders } from '../../ports/run-folders.ts';
import { atomicWrite } from './atomic-write.ts';
import { errorCode } from './error-code.ts';
import { freeBytes } from './free-bytes.ts';
import { diskFull } from './require-space.ts';

/** `runs/<id>/` of a workspace. */
export function createRunFolders(root: string): RunFolders {
  function folder(run: string): string {
    if (!/^[\w-]{1,80}$/.test(run)) throw new SproutError('run-not-found', { id: run });
    return join(resolve(root), run);
  }
  return {
    place: (run, name) => join(folder(run), basename(name)),
    async directory(run) {
      await mkdir(folder(run), { recursive: true });
      return folder(run);
    },
    write: (run, name, content) => atomicWrite(join(folder(run), name), content),
    async read(run, name) {
      try {
        return await readFile(join(folder(run), name), 'utf8');
      } catch (error) {
        if (errorCode(error) === 'ENOENT') return undefined;
        throw error;
      }
    },
    async copy(from, to) {
      const temporary = `${to}.${randomUUID()}.tmp`;
      try {
        await mkdir(dirname(to), { recursive: true });
        await copyFile(from, temporary);
        await rename(temporary, to);
      } catch (cause) {
        await rm(temporary, { force: true });
        if (errorCode(cause) === 'ENOSPC') throw diskFull(await freeBytes(dirname(to)), 0, cause);
        throw new SproutError('file-unreadable', { file: to, reason: errorCode(cause) ?? 'unknown' }, { cause });
      }
    },
    exists: (path) => access(path).then(() => true, () => false),
    removeFile: (run, name) => rm(join(folder(run), basename(name)), { force: true }),
    remove: (run) => rm(folder(run), { recursive: true, force: true }),
    async scratchFolder(files) {
      const path = join(resolve(root), `.scratch-${randomUUID()}`);
      const place = (name: string): string => join(path, basename(name.replaceAll('\\', '/')) || 'file');
      const clear = (): Promise<void> => rm(path, { recursive: true, force: true });
      try {
        await mkdir(path, { recursive: true });
        for (const { name, bytes } of files) await atomicWrite(place(name), bytes);
      } catch (error) {
        await clear();
        throw error;
      }
      return { path, place, remove: clear };
    },
    async scratch(content) {
      const path = join(resolve(root), `.scratch-${randomUUID()}`);
      await atomicWrite(path, content);
      return { path, remove: () => rm(path, { force: true }) };
    },
  };
}
