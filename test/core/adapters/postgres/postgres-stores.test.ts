import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { connectDatabase } from '../../../../core/adapters/postgres/database.ts';
import { openPostgresStores, type PostgresStores } from '../../../../core/adapters/postgres/index.ts';
import { migrate } from '../../../../core/adapters/postgres/migrate.ts';
import { migrations } from '../../../../core/adapters/postgres/sql/migrations.ts';
import { inboxStoreSuite, visitExchange, visitLead } from '../../../ports/inbox-store.ts';
import { rateLimiterSuite } from '../../../ports/rate-limiter.ts';
import { reservation, spendLedgerSuite } from '../../../ports/spend-ledger.ts';
import { siteStoreSuite } from '../../../ports/site-store.ts';
import { postgresMissing, startPostgres, type PostgresServer } from '../../../support/servers/postgres-server.ts';

const failOnBug = (error: unknown): void => { throw error; };

describe.skipIf(postgresMissing)(`PostgreSQL${postgresMissing === undefined ? '' : ` (skipped: ${postgresMissing})`}`, () => {
  let server: PostgresServer;
  beforeAll(async () => { server = await startPostgres(); });
  afterAll(() => server.close());

  async function opened(address?: string): Promise<PostgresStores> {
    const stores = await openPostgresStores(address ?? await server.database(), failOnBug);
    onTestFinished(() => stores.close());
    return stores;
  }

  siteStoreSuite('PostgreSQL', async () => (await opened()).sites);
  inboxStoreSuite('PostgreSQL', async () => (await opened()).inbox);
  rateLimiterSuite('PostgreSQL', async () => (await opened()).limiter);

  spendLedgerSuite('PostgreSQL', async () => {
    const address = await server.database();
    return { ledger: (await opened(address)).ledger, again: async () => (await opened(address)).ledger };
  });

  it('keeps the worth of what was spent in another currency, each entry rounded up', async () => {
    const { ledger } = await opened();
    await ledger.reserve(reservation('1', 71, { site: 's' }), []);
    await ledger.settle('1', { amount: 71, promptTokens: 1, completionTokens: 1, counted: 'reported' });
    await ledger.reserve(reservation('2', 10), []);
    await ledger.revalue(1 / 7.1);
    expect((await ledger.entries('2026-11-25')).map(({ amount }) => amount)).toEqual([10, 2]);
    expect((await ledger.sums('month', '2026-11')).map(({ scope, spent, reserved }) => [scope, spent, reserved])).toEqual([['remote', 10, 2], ['site', 10, 0], ['total', 10, 2]]);
    expect(await ledger.days('2026-11-01')).toEqual([{ day: '2026-11-25', spent: 10, calls: 1 }]);
  });

  it('is really fsynced: PostgreSQL runs with fsync', async () => {
    const database = await connectDatabase(await server.database(), failOnBug);
    expect((await database.query("SELECT current_setting('fsync') AS fsync, current_setting('synchronous_commit') AS commit")).rows).toEqual([{ fsync: 'on', commit: 'on' }]);
    await database.close();
  });

  it('makes its schema once, however many gateways start together, and refuses that of a newer Sprout', async () => {
    const address = await server.database();
    const all = await Promise.all(Array.from({ length: 6 }, () => opened(address)));
    await Promise.all(all.map(({ inbox }, at) => inbox.saveLead('a', visitLead(String(at)))));
    expect(await all[0]?.inbox.leads('a', { limit: 10 })).toHaveLength(6);
    const database = await connectDatabase(address, failOnBug);
    await expect(migrate(database, migrations.slice(0, 1))).rejects.toMatchObject({ code: 'database-newer' });
    // A step that fails changes nothing.
    await expect(migrate(database, [...migrations, 'CREATE TABLE half (a int); SELECT nonsense'])).rejects.toThrow();
    expect((await database.query("SELECT to_regclass('half') AS half")).rows).toEqual([{ half: null }]);
    await database.close();
  });

  it('counts limits, tokens and leads once among several gateways', async () => {
    const address = await server.database();
    const all = await Promise.all([opened(address), opened(address), opened(address)]);
    const each = <Result>(count: number, work: (stores: PostgresStores, at: number) => Promise<Result>): Promise<Result[]> => Promise.all(Array.from({ length: count }, (_, at) => work(all[at % 3] as PostgresStores, at)));
    expect((await each(120, ({ limiter }) => limiter.take('a', 10, 60))).filter((wait) => wait === 0)).toHaveLength(10);
    expect((await each(60, ({ inbox }) => inbox.saveLead('a', visitLead('same')))).filter((isNew) => isNew)).toHaveLength(1);
    expect((await each(60, ({ inbox }) => inbox.addTokens('a', '2026-03-02', 5))).sort((left, right) => left - right)).toEqual(Array.from({ length: 60 }, (_, at) => (at + 1) * 5));
  });

  it('keeps the whole answer for other gateways, and shows owners the words', async () => {
    const { inbox } = await opened();
    const given = { answer: 'At 9.', sentences: [{ text: 'At 9.', citations: [1] }], citations: [{ n: 1, name: '营业.md' }], answered: true, approved: false, mode: 'live' as const };
    await inbox.saveExchange('a', visitExchange('1', { given }));
    expect((await inbox.exchange('a', '1'))?.given).toEqual(given);
    expect((await inbox.conversations('a', { limit: 5 }))[0]?.exchanges[0]).not.toHaveProperty('given');
  });

  it('leaves nothing of a deleted visitor in the files of its tables', async () => {
    const address = await server.database();
    const { inbox } = await opened(address);
    for (let at = 0; at < 50; at += 1) await inbox.saveLead('a', visitLead(String(at), { visitor: 'eve', contact: `canary-${at}@example.org` }));
    await inbox.saveLead('a', visitLead('kept'));
    expect(await inbox.deleteVisitor('a', 'eve')).toBe(50);
    await inbox.tidy();
    const database = await connectDatabase(address, failOnBug);
    // Writes all pages to the disk, which may take its time.
    await database.hold(async (query) => { await query('SET statement_timeout = 0'); await query('CHECKPOINT'); });
    const { rows } = await database.query("SELECT position('canary'::bytea IN pg_read_binary_file(pg_relation_filepath('visit_leads'))) AS at");
    expect(rows).toEqual([{ at: 0 }]);
    await database.close();
  });

  it('lets one take a bundle in at a time, and nobody wait for one that died', async () => {
    const address = await server.database();
    const [first, second] = await Promise.all([opened(address), opened(address)]);
    const order: string[] = [];
    const entered = Promise.withResolvers<void>();
    const leave = Promise.withResolvers<void>();
    const one = first.imports.exclusively(async () => { order.push('one'); entered.resolve(); await leave.promise; order.push('one ends'); });
    await entered.promise;
    const two = second.imports.exclusively(async () => { order.push('two'); });
    leave.resolve();
    await Promise.all([one, two]);
    expect(order).toEqual(['one', 'one ends', 'two']);
    await expect(first.imports.exclusively(() => Promise.reject(new Error('died')))).rejects.toThrow('died');
    await second.imports.exclusively(async () => { order.push('three'); });
    for (const digest of ['a', 'b', 'a']) await first.imports.record(digest);
    expect(await second.imports.taken()).toEqual(['a', 'b']);
  });

  it.each([
    ['a wrong password', (address: string) => address.replace('canary-postgres-password', 'canary-wrong')],
    ['a server that is not there', (address: string) => address.replace(/:\d+\//, ':9/')],
    ['a database that is not there', (address: string) => address.replace(/\w+$/, 'canary_absent')],
    ['an address that is none', () => 'postgres://user:canary@['],
  ])('names %s without telling the address', async (_, change) => {
    const error: unknown = await openPostgresStores(change(await server.database()), failOnBug).catch((caught: unknown) => caught);
    expect(error).toMatchObject({ code: 'database-unreachable' });
    expect(String(error)).not.toContain('canary');
  });
});
