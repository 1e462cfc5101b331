import { statfs } from 'node:fs/promises';
import { SproutError } from '../../contract/index.ts';

const megabyte = 1024 * 1024;

export async function freeBytesOf(folder: string): Promise<number> {
  const { bavail, bsize } = await statfs(folder);
  return bavail * bsize;
}

/** @throws SproutError disk-full when `needed` bytes, margin included, do not fit. */
export function requireSpace(free: number, needed: number): void {
  if (free < needed) throw diskFull(free, needed);
}

export function diskFull(free: number, needed: number, cause?: unknown): SproutError {
  return new SproutError('disk-full', { free: Math.floor(free / megabyte), needed: Math.ceil(needed / megabyte) }, { cause });
}

/** Whether a write failed for want of room: the disk's or the user's. */
export function isDiskFull(error: unknown): boolean {
  return error instanceof Error && 'code' in error && (error.code === 'ENOSPC' || error.code === 'EDQUOT');
}
