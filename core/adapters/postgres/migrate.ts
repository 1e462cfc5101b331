import { SproutError } from '../../contract/index.ts';
import type { Database } from './database.ts';
import { migrations } from './sql/migrations.ts';

/** Names the lock under which one process at a time changes the schema. Any number that nobody else uses. */
const migrationLock = 734_101;

/** Brings the schema up to date, all steps in one transaction; replicas that start together wait for each other. @throws SproutError database-newer; nothing is changed then. */
export async function migrate({ transaction }: Database, steps: readonly string[] = migrations): Promise<void> {
  await transaction(async (query) => {
    await query('SELECT pg_advisory_xact_lock($1)', migrationLock);
    await query('CREATE TABLE IF NOT EXISTS sprout_schema (version integer NOT NULL)');
    const { rows: [row] } = await query('SELECT max(version) AS version FROM sprout_schema');
    const version = Number(row?.['version'] ?? 0);
    if (version > steps.length) throw new SproutError('database-newer');
    for (const step of steps.slice(version)) await query(step);
    if (version < steps.length) await query('INSERT INTO sprout_schema VALUES ($1)', steps.length);
  });
}
