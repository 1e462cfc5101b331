import { stat } from 'node:fs/promises';
import { basename, resolve } from 'node:path';
import { SproutError } from '../../contract/index.ts';
import type { LocalFiles } from '../../ports/local-files.ts';
import { hashFile } from './hash-file.ts';

/** The machine's own file system. Symbolic links that the owner names are followed. */
export function createLocalFiles(): LocalFiles {
  return {
    async stat(given) {
      const path = resolve(given);
      try {
        const stats = await stat(path);
        return { kind: stats.isDirectory() ? 'folder' : 'file', path, name: basename(path), size: stats.size, modifiedAt: stats.mtime.toISOString() };
      } catch (cause) {
        throw failure(given, cause);
      }
    },
    hash: (path) => hashFile(resolve(path)).catch((cause: unknown) => { throw failure(path, cause); }),
  };
}

function failure(file: string, cause: unknown): SproutError {
  const code = (cause as NodeJS.ErrnoException).code;
  if (code === 'ENOENT' || code === 'ENOTDIR') return new SproutError('file-not-found', { file }, { cause });
  return new SproutError('file-unreadable', { file, reason: code ?? 'unknown' }, { cause });
}
