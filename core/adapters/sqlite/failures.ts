import { statfsSync } from 'node:fs';
import { dirname } from 'node:path';
import { SproutError } from '../../contract/index.ts';

/** SQLite's result codes (sqlite.org/rescode.html), primary part. */
const full = 13;
const damage = new Set([11, 26]);
const megabyte = 1024 * 1024;
/** What a commit may need at most, in MB. */
const neededMegabytes = 64;

function resultCode(error: unknown): number {
  return error instanceof Error && 'errcode' in error && typeof error.errcode === 'number' ? error.errcode & 0xff : 0;
}

export function isDamage(error: unknown): boolean {
  return damage.has(resultCode(error));
}

/** A full disk and a damaged file by name, any other failure as it is. SQLite has rolled the change back. */
export function databaseFailure(error: unknown, file: string): unknown {
  if (isDamage(error)) return new SproutError('database-damaged', { file }, { cause: error });
  if (resultCode(error) !== full) return error;
  const { bavail, bsize } = statfsSync(dirname(file));
  return new SproutError('disk-full', { free: Math.floor(bavail * bsize / megabyte), needed: neededMegabytes }, { cause: error });
}
