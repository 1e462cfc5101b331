import { statfsSync } from 'node:fs';
import { SproutError } from '../../contract/index.ts';

const megabyte = 1024 * 1024;
/** What an import may need at most besides its file, in MB. */
const neededMegabytes = 64;

/** A read that fails means damage. The library's message names local paths and is written for developers: it stays in the cause. */
export function readFailure(error: unknown): SproutError {
  return error instanceof SproutError ? error : new SproutError('index-damaged', { reason: 'it cannot be read' }, { cause: error });
}

export function failRead(error: unknown): never {
  throw readFailure(error);
}

/** A full disk, by name; any other failure of a write as it is. Lance tells the system's reason only in its message. */
export function writeFailure(error: unknown, root: string): unknown {
  const full = error instanceof Error && (/no space left|os error 28\b|ENOSPC|disk quota/i.test(error.message));
  if (!full) return error;
  const { bavail, bsize } = statfsSync(root);
  return new SproutError('disk-full', { free: Math.floor(bavail * bsize / megabyte), needed: neededMegabytes }, { cause: error });
}
