import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { describe, expect, it } from 'vitest';
import { openSqliteStore } from '../../../../core/adapters/sqlite/index.ts';
import { document, workspaceStoreSuite } from '../../../ports/workspace-store.ts';
import { newFolder } from '../../../support/new-folder.ts';

workspaceStoreSuite('SQLite', () => openSqliteStore(join(newFolder(), 'sprout.db')));

/** A closed workspace database with 200 documents. */
function filledDatabase(): string {
  const path = join(newFolder(), 'sprout.db');
  const store = openSqliteStore(path);
  store.transaction(() => { for (let number = 0; number < 200; number++) store.documents.save(document(`d${number}`)); });
  store.close();
  return path;
}

describe('the SQLite workspace on a disk', () => {
  it('holds what was saved after it was opened again', () => {
    const store = openSqliteStore(filledDatabase());
    expect(store.documents.list()).toHaveLength(200);
    store.close();
  });

  it('fsyncs every commit', () => {
    const path = filledDatabase();
    const store = openSqliteStore(path);
    const reader = new DatabaseSync(path);
    expect(reader.prepare('PRAGMA journal_mode').get()).toEqual({ journal_mode: 'wal' });
    reader.close();
    store.close();
  });

  it('leaves a workspace of a newer Sprout as it is', () => {
    const path = filledDatabase();
    const database = new DatabaseSync(path);
    database.exec('PRAGMA user_version = 1000');
    database.close();
    expect(() => openSqliteStore(path)).toThrow(expect.objectContaining({ code: 'workspace-newer' }));
  });

  it('says that a database is damaged when its pages or its header are', () => {
    for (const [from, to] of [[4096, 20_000], [0, 100]] as const) {
      const path = filledDatabase();
      const content = readFileSync(path);
      content.fill(0xa5, from, to);
      writeFileSync(path, content);
      expect(() => openSqliteStore(path)).toThrow(expect.objectContaining({ code: 'database-damaged', fields: { file: path } }));
    }
  });

  it('copies itself to a new file while it is in use, and to no other', () => {
    const path = filledDatabase();
    const store = openSqliteStore(path);
    store.documents.save(document('last'));
    store.keys.save({ id: 'a', name: 'Mail program', prefix: 'sprout_abcd', hash: 'f00d'.repeat(16), madeAt: '2026-01-01T00:00:00.000Z', lastUsedAt: null });
    store.copyTo(`${path}.copy`);
    expect(() => { store.copyTo(`${path}.copy`); }).toThrow();
    store.close();
    const copy = openSqliteStore(`${path}.copy`);
    expect(copy.documents.list()).toHaveLength(201);
    // Keys belong to this computer.
    expect(copy.keys.list()).toEqual([]);
    copy.close();
    expect(readFileSync(`${path}.copy`).includes('f00d'.repeat(16))).toBe(false);
  });

  it('leaves nothing of a deleted document in its file', () => {
    const path = join(newFolder(), 'sprout.db');
    const store = openSqliteStore(path);
    store.documents.save(document('a', { name: 'canary-7f3a.txt' }));
    store.documents.delete('a');
    store.close();
    expect(readFileSync(path).includes('canary-7f3a')).toBe(false);
  });
});
