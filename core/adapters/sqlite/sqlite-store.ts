import type { CrossingStore } from '../../ports/crossing-store.ts';
import type { SpendLedger } from '../../ports/spend-ledger.ts';
import type { WorkspaceStore } from '../../ports/workspace-store.ts';
import { createConversations } from './conversations.ts';
import { createCrossings } from './crossings.ts';
import { createDocuments } from './documents.ts';
import { databaseFailure } from './failures.ts';
import { createGroupCommit } from './group-commit.ts';
import { createInbox } from './inbox.ts';
import { createKeys } from './keys.ts';
import { openDatabase, verifyDatabase } from './open-database.ts';
import { createSettings } from './settings.ts';
import { createSiteStore } from './sites.ts';
import { createSpendLedger } from './spend-ledger.ts';
import { createStatements } from './statements.ts';
import { createTransaction } from './transaction.ts';
import { createTuningStore } from './tuning.ts';

/** The truth about a workspace, with what of it left and what that cost. */
export interface SqliteStore extends WorkspaceStore { readonly ledger: SpendLedger; readonly crossings: CrossingStore }

/** The workspace in one SQLite file, made when absent. @throws SproutError workspace-newer, database-damaged. */
export function openSqliteStore(path: string): SqliteStore {
  const database = openDatabase(path);
  const explain = (error: unknown): unknown => databaseFailure(error, path);
  const statements = createStatements(database, explain);
  const transaction = createTransaction(database, explain);
  const together = createGroupCommit(transaction);
  return {
    documents: createDocuments(statements, transaction),
    conversations: createConversations(statements, transaction),
    settings: createSettings(statements, transaction),
    tuning: createTuningStore(statements, transaction),
    keys: createKeys(statements, transaction),
    sites: createSiteStore(statements, transaction),
    inbox: createInbox(statements, together),
    ledger: createSpendLedger(statements, transaction),
    crossings: createCrossings(statements, transaction),
    transaction,
    verify: () => verifyDatabase(database),
    copyTo(target) {
      statements.run('VACUUM INTO ?', target);
      const copy = openSqliteStore(target);
      copy.keys.replaceAll([]);
      copy.close();
    },
    close() {
      if (!database.isOpen) return;
      together.flush();
      database.close();
    },
  };
}
