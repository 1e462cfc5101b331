import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { openSqliteStore } from '../../../../core/adapters/sqlite/index.ts';
import { spendLedgerSuite } from '../../../ports/spend-ledger.ts';
import { newFolder } from '../../../support/new-folder.ts';

spendLedgerSuite('SQLite', async () => {
  const path = join(newFolder(), 'sprout.db');
  const opened = () => {
    const store = openSqliteStore(path);
    onTestFinished(() => { store.close(); });
    return store.ledger;
  };
  return { ledger: opened(), again: async () => opened() };
});
