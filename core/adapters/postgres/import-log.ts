import { setTimeout as wait } from 'node:timers/promises';
import type { ImportLog } from '../../ports/import-log.ts';
import type { Database } from './database.ts';

/** Names the lock of who takes a bundle in. */
const importLock = 734_103;
/** Milliseconds. */
const askAgainAfter = 250;

export function createImportLog({ query, transaction, hold }: Database): ImportLog {
  return {
    taken: async () => (await query('SELECT digest FROM imports ORDER BY seq DESC')).rows.map((row) => String(row['digest'])),
    record: (digest) => transaction(async (run) => {
      await run('DELETE FROM imports WHERE digest = $1', digest);
      await run('INSERT INTO imports (digest, taken_at) VALUES ($1, $2)', digest, new Date().toISOString());
    }),
    // The lock belongs to the connection: the server lets go of it when this process is gone.
    exclusively: (work) => hold(async (run) => {
      for (;;) {
        const { rows: [row] } = await run('SELECT pg_try_advisory_lock($1) AS had', importLock);
        if (row?.['had'] === true) break;
        await wait(askAgainAfter);
      }
      try {
        return await work();
      } finally {
        await run('SELECT pg_advisory_unlock($1)', importLock);
      }
    }),
  };
}
