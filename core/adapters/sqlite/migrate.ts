import type { DatabaseSync } from 'node:sqlite';
import { SproutError } from '../../contract/index.ts';
import { migrations } from './sql/migrations.ts';

/** Brings the schema up to date, each step in its own transaction. @throws SproutError workspace-newer; nothing is changed then. */
export function migrate(database: DatabaseSync, steps: readonly string[] = migrations): void {
  const version = Number(database.prepare('PRAGMA user_version').get()?.['user_version'] ?? 0);
  if (version > steps.length) throw new SproutError('workspace-newer');
  for (const [index, step] of steps.entries()) {
    if (index < version) continue;
    database.exec('BEGIN IMMEDIATE');
    try {
      database.exec(step);
      database.exec(`PRAGMA user_version = ${index + 1}`);
      database.exec('COMMIT');
    } catch (error) {
      database.exec('ROLLBACK');
      throw error;
    }
  }
}
