import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pid } from 'node:process';
import { DatabaseSync } from 'node:sqlite';
import { SproutError } from '../../contract/index.ts';
import { errorCode } from './error-code.ts';

const sqliteBusy = 5;

/**
 * Makes this process the only writer of a workspace. The lock is SQLite's own lock on `lock.db`: the system drops it when
 * the process ends in whatever way, so that no stale lock can remain after a kill or a power cut.
 * @throws SproutError workspace-busy with the process that holds it.
 */
export function lockWorkspace(directory: string): { release(): void } {
  mkdirSync(directory, { recursive: true });
  const pidFile = join(directory, 'lock.pid');
  const database = new DatabaseSync(join(directory, 'lock.db'), { timeout: 0 });
  try {
    // An exclusive transaction that is never committed; nothing is written, so that the file cannot be damaged by it.
    database.exec('PRAGMA journal_mode = DELETE; BEGIN EXCLUSIVE');
  } catch (error) {
    database.close();
    if (isBusy(error)) throw new SproutError('workspace-busy', { pid: holder(pidFile) }, { cause: error });
    throw error;
  }
  // Only tells people who holds it; the lock does not depend on it.
  writeFileSync(pidFile, String(pid));
  let held = true;
  return {
    release() {
      if (!held) return;
      held = false;
      database.exec('ROLLBACK');
      database.close();
    },
  };
}

function isBusy(error: unknown): boolean {
  return error instanceof Error && 'errcode' in error && error.errcode === sqliteBusy;
}

function holder(pidFile: string): string {
  try {
    return readFileSync(pidFile, 'utf8').trim() || '?';
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return '?';
    throw error;
  }
}
