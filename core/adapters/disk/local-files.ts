import { stat } from 'node:fs/promises';
import { basename, resolve } from 'node:path';
import { SproutError } from '../../contract/index.ts';
import type { LocalFiles } from '../../ports/local-files.ts';

/** The machine's own file system. Symbolic links that the owner names are followed. */
export function createLocalFiles(): LocalFiles {
  return {
    async stat(given) {
      const path = resolve(given);
      try {
        const stats = await stat(path);
        return { kind: stats.isDirectory() ? 'folder' : 'file', path, name: basename(path), size: stats.size, modifiedAt: stats.mtime.toISOString() };
      } catch (cause) {
        const code = (cause as NodeJS.ErrnoException).code;
        if (code === 'ENOENT' || code === 'ENOTDIR') throw new SproutError('file-not-found', { file: given }, { cause });
        throw new SproutError('file-unreadable', { file: given, reason: code ?? 'unknown' }, { cause });
      }
    },
  };
}
