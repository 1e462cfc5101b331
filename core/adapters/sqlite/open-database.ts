import { mkdirSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { SproutError } from '../../contract/index.ts';
import { databaseFailure, isDamage } from './failures.ts';
import { migrate } from './migrate.ts';

/**
 * Opens the database, applies what is missing of the schema and makes commits durable (WAL, every commit fsynced).
 * @throws SproutError workspace-newer, database-damaged, disk-full.
 */
export function openDatabase(path: string): DatabaseSync {
  const file = resolve(path);
  mkdirSync(dirname(file), { recursive: true });
  const database = new DatabaseSync(file, { timeout: 5000, enableForeignKeyConstraints: true });
  try {
    // secure_delete: what a person deletes is overwritten, not merely unlinked.
    database.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA secure_delete = ON;');
    database.function('lower_case', { deterministic: true }, (text) => String(text).toLowerCase());
    migrate(database);
    const problems = quickCheck(database);
    if (problems.length > 0) throw new SproutError('database-damaged', { file }, { cause: new Error(problems.join('; ')) });
    return database;
  } catch (error) {
    database.close();
    throw databaseFailure(error, file);
  }
}

/** Quick form of `verifyDatabase`, without comparing indexes with tables: fit for each start. */
function quickCheck(database: DatabaseSync): string[] {
  return messagesOf(database, 'PRAGMA quick_check(10)', 'quick_check');
}

/** Reads every page. @returns what is wrong, empty when all is well. */
export function verifyDatabase(database: DatabaseSync): string[] {
  try {
    const broken = messagesOf(database, 'PRAGMA integrity_check(100)', 'integrity_check');
    const orphans = database.prepare('PRAGMA foreign_key_check').all().map((row) => `${String(row['table'])}: a row refers to nothing`);
    return [...broken, ...orphans];
  } catch (error) {
    if (isDamage(error)) return [error instanceof Error ? error.message : String(error)];
    throw error;
  }
}

function messagesOf(database: DatabaseSync, pragma: string, column: string): string[] {
  return database.prepare(pragma).all().map((row) => String(row[column])).filter((message) => message !== 'ok');
}
