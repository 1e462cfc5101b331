import { readdir } from 'node:fs/promises';
import { basename, join, resolve } from 'node:path';
import { SproutError } from '../../contract/index.ts';
import { errorCode } from './error-code.ts';

/** Left behind by systems and by programs that have a document open; never a person's document. */
const systemNames = /^(\.|~\$|desktop\.ini$|thumbs\.db$|ehthumbs\.db$|\$recycle\.bin$|system volume information$|__macosx$|node_modules$)|\.(tmp|part|crdownload|download|lock)$/i;

/** False for hidden files, and for those that the system or an open program made. */
export function isVisible(path: string): boolean {
  return !systemNames.test(basename(path));
}

/** All visible files below `path`, sorted by path. Symbolic links are not followed; a folder that may not be read is left out. @throws SproutError folder-not-found. */
export async function visibleFiles(path: string): Promise<string[]> {
  const root = resolve(path);
  const entries = await readdir(root, { withFileTypes: true }).catch((cause: unknown) => {
    throw new SproutError('folder-not-found', { path: root }, { cause });
  });
  const files: string[] = [];
  for (const entry of entries) {
    if (!isVisible(entry.name)) continue;
    const full = join(root, entry.name);
    if (entry.isFile()) files.push(full);
    if (entry.isDirectory()) files.push(...await visibleFiles(full).catch(whenForbidden));
  }
  return files.sort();
}

function whenForbidden(error: unknown): string[] {
  const code = error instanceof SproutError ? errorCode(error.cause) : '';
  if (code === 'EACCES' || code === 'EPERM' || code === 'ENOENT') return [];
  throw error;
}
