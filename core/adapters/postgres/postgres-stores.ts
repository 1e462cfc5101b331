import type { ImportLog } from '../../ports/import-log.ts';
import type { RateLimiter } from '../../ports/rate-limiter.ts';
import type { SiteStore } from '../../ports/site-store.ts';
import { connectDatabase } from './database.ts';
import { createImportLog } from './import-log.ts';
import { createInbox, type PostgresInbox } from './inbox.ts';
import { migrate } from './migrate.ts';
import { createRateLimiter } from './rate-limiter.ts';
import { createSiteStore } from './sites.ts';
import type { SpendLedger } from '../../ports/spend-ledger.ts';
import { createSpendLedger } from './spend-ledger.ts';

export interface PostgresStores {
  readonly sites: SiteStore;
  readonly inbox: PostgresInbox;
  readonly limiter: RateLimiter;
  readonly ledger: SpendLedger;
  readonly imports: ImportLog;
  /** @throws SproutError database-unreachable. */
  check(): Promise<void>;
  close(): Promise<void>;
}

/**
 * What gateways without a disk share. Makes or renews the schema first.
 * @param address `postgres://user:password@host:port/database`; never in an error. @throws SproutError database-unreachable, database-newer.
 */
export async function openPostgresStores(address: string, onBug: (error: unknown) => void): Promise<PostgresStores> {
  const database = await connectDatabase(address, onBug);
  try {
    await migrate(database);
  } catch (error) {
    await database.close();
    throw error;
  }
  const inbox = createInbox(database, { onBug });
  const limiter = createRateLimiter(database, onBug);
  return {
    sites: createSiteStore(database), inbox, limiter, ledger: createSpendLedger(database), imports: createImportLog(database),
    async check() { await database.query('SELECT 1'); },
    close() {
      inbox.close();
      limiter.close();
      return database.close();
    },
  };
}
