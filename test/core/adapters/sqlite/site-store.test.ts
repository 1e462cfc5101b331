import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { openSqliteStore } from '../../../../core/adapters/sqlite/index.ts';
import { siteStoreSuite } from '../../../ports/site-store.ts';
import { newFolder } from '../../../support/new-folder.ts';

siteStoreSuite('SQLite', () => {
  const store = openSqliteStore(join(newFolder(), 'sprout.db'));
  onTestFinished(() => { store.close(); });
  return store.sites;
});
