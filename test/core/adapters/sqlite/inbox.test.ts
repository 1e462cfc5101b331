import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { describe, expect, it, onTestFinished } from 'vitest';
import { createGroupCommit } from '../../../../core/adapters/sqlite/group-commit.ts';
import { openSqliteStore } from '../../../../core/adapters/sqlite/index.ts';
import type { WorkspaceStore } from '../../../../core/ports/workspace-store.ts';
import { inboxStoreSuite, visitExchange, visitLead } from '../../../ports/inbox-store.ts';
import { newFolder } from '../../../support/new-folder.ts';

function opened(path: string): WorkspaceStore {
  const store = openSqliteStore(path);
  onTestFinished(() => { store.close(); });
  return store;
}

inboxStoreSuite('SQLite', () => opened(join(newFolder(), 'sprout.db')).inbox);

describe('the inbox in SQLite', () => {
  it('has a lead in the file when it says so, before anything is closed', async () => {
    const path = join(newFolder(), 'sprout.db');
    const store = opened(path);
    await store.inbox.saveLead('a', visitLead('l', { contact: 'canary@example.org' }));
    const other = new DatabaseSync(path, { readOnly: true });
    expect(other.prepare('SELECT contact FROM visit_leads').all()).toEqual([{ contact: 'canary@example.org' }]);
    other.close();
  });

  it('writes what waits when it is closed', async () => {
    const path = join(newFolder(), 'sprout.db');
    const store = openSqliteStore(path);
    const saving = store.inbox.saveExchange('a', visitExchange('1'));
    store.close();
    expect(await saving).toBe(true);
    expect(await opened(path).inbox.exchange('a', '1')).toBeDefined();
  });

  it('commits a hundred that come at once together, and keeps the others when one of them fails', async () => {
    let commits = 0;
    const { write } = createGroupCommit((work) => { commits += 1; return work(); });
    await Promise.all(Array.from({ length: 100 }, (_, at) => write(() => at)));
    expect(commits).toBe(1);
    const settled = await Promise.allSettled([write(() => 'first'), write(() => { throw new Error('cannot'); }), write(() => 'third')]);
    expect(settled.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled']);
  });

  it('leaves no text of a deleted visitor in its files, log and all, whatever lay between', async () => {
    const path = join(newFolder(), 'sprout.db');
    const store = opened(path);
    const padding = (at: number): string => 'x'.repeat((at * 37) % 900);
    for (let at = 0; at < 600; at += 1) {
      const visitor = at % 3 === 0 ? 'ann' : 'eve';
      const word = visitor === 'ann' ? 'zebracanary' : 'plum';
      await Promise.all([
        store.inbox.saveExchange('a', visitExchange(`${(at * 7919) % 600}`, { visitor, question: `${word} ${padding(at)}`, answer: `${word} ${'答'.repeat(at % 50 === 0 ? 3000 : at % 40)}` })),
        ...(at % 5 === 0 ? [store.inbox.saveLead('a', visitLead(`l${at}`, { visitor, contact: `${word}@example.org`, question: word + padding(at) }))] : []),
        store.inbox.saveRating('a', { exchange: `${(at * 7919) % 600}`, visitor, rating: at % 2 ? 'up' : 'down', at: `2026-03-02T10:00:00.000Z` }),
      ]);
      if (at % 4 === 0) await store.inbox.markExchange('a', `${(at * 7919) % 600}`, true);
      if (at === 300) await store.inbox.deleteBefore('a', '2020-01-01T00:00:00.000Z');
    }
    const holds = (word: string): boolean => [path, `${path}-wal`].some((file) => readFileSync(file).includes(word));
    expect(holds('zebracanary')).toBe(true);
    await store.inbox.deleteVisitor('a', 'ann');
    expect([holds('zebracanary'), holds('plum')]).toEqual([false, true]);
  });
});
