import { SproutError } from '../../contract/index.ts';
import { freeBytes } from './free-bytes.ts';

/** Kept free beside what is written: SQLite's log, the index and the owner's other programs need it. Bytes. */
export const spaceMargin = 64 * 1024 * 1024;
const megabyte = 1024 * 1024;

/** @throws SproutError disk-full, before anything is written, when `bytes` and the margin do not fit. */
export async function requireSpace(directory: string, bytes: number, measure: typeof freeBytes = freeBytes): Promise<void> {
  const free = await measure(directory);
  if (free < bytes + spaceMargin) throw diskFull(free, bytes);
}

/** `needed` bytes did not fit into `free` bytes. */
export function diskFull(free: number, needed: number, cause?: unknown): SproutError {
  const fields = { free: Math.floor(free / megabyte), needed: Math.ceil((needed + spaceMargin) / megabyte) };
  return new SproutError('disk-full', fields, { cause });
}
