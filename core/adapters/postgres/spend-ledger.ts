import type { Cap, LedgerEntry, SpendLedger } from '../../ports/spend-ledger.ts';
import type { Database, Query, Row } from './database.ts';
import * as sql from './sql/spend.ts';

/** What a change adds to each sum that an entry counts in. */
interface Change { readonly spent: number; readonly reserved: number; readonly calls: number }
type Counted = Pick<LedgerEntry, 'day' | 'remote' | 'site'>;

/** Names the lock under which sums change: one at a time, in all gateways of the database. */
const ledgerLock = 734_102;


export function createSpendLedger({ query, transaction }: Database): SpendLedger {
  const alone = <Result>(work: (run: Query) => Promise<Result>): Promise<Result> => transaction(async (run) => {
    await run('SELECT pg_advisory_xact_lock($1)', ledgerLock);
    return work(run);
  });

  async function add(run: Query, { day, remote, site }: Counted, { spent, reserved, calls }: Change): Promise<void> {
    for (const [period, value] of [['day', day], ['month', day.slice(0, 7)]] as const) {
      await run(sql.addToSum, period, value, 'total', '', spent, reserved, calls);
      await run(sql.addToSum, period, value, 'remote', remote, spent, reserved, calls);
      if (site !== null) await run(sql.addToSum, period, value, 'site', site, spent, reserved, calls);
    }
  }

  async function roomOf(run: Query, { scope, id, period, cap }: Cap, day: string): Promise<number> {
    const { rows: [row] } = await run(sql.getSum, period, period === 'day' ? day : day.slice(0, 7), scope, id);
    return cap - Number(row?.['sum'] ?? 0);
  }

  /** Runs `work` on what is still reserved. */
  const whileOpen = (id: string, work: (run: Query, entry: Counted & { amount: number }) => Promise<void>): Promise<void> => alone(async (run) => {
    const { rows: [row] } = await run(sql.openEntry, id);
    if (row) await work(run, { day: String(row['day']), remote: String(row['remote']), site: siteOf(row), amount: Number(row['amount']) });
  });

  return {
    reserve: (reservation, caps) => alone(async (run) => {
      const { id, at, day, remote, site, amount } = reservation;
      if (amount > 0) for (const cap of caps) if (await roomOf(run, cap, day) < amount) return cap;
      await run(sql.insertEntry, id, at, day, remote, site, amount);
      await add(run, reservation, { spent: 0, reserved: amount, calls: 0 });
      return undefined;
    }),
    settle: (id, { amount, promptTokens, completionTokens, counted }) => whileOpen(id, async (run, entry) => {
      await run(sql.settleEntry, id, amount, promptTokens, completionTokens, counted);
      await add(run, entry, { spent: amount, reserved: -entry.amount, calls: 1 });
    }),
    release: (id) => whileOpen(id, async (run, entry) => {
      await run(sql.deleteEntry, id);
      await add(run, entry, { spent: 0, reserved: -entry.amount, calls: 0 });
    }),
    open: async () => (await query(sql.listOpen)).rows.map(toEntry),
    entries: async (since) => (await query(sql.listEntries, since)).rows.map(toEntry),
    sums: async (period, value) => (await query(sql.listSums, period, value)).rows.map((row) => ({ scope: row['scope'] as Cap['scope'], id: String(row['id']), spent: Number(row['spent']), reserved: Number(row['reserved']) })),
    revalue: (factor) => alone(async (run) => {
      await run(sql.revalueEntries, factor);
      await run(sql.clearSums);
      await run(sql.sumEntries);
    }),
    days: async (since) => (await query(sql.listDays, since)).rows.map((row) => ({ day: String(row['day']), spent: Number(row['spent']), calls: Number(row['calls']) })),
  };
}

const siteOf = (row: Row): string | null => (typeof row['site'] === 'string' ? row['site'] : null);

function toEntry(row: Row): LedgerEntry {
  return {
    id: String(row['id']), at: String(row['at']), day: String(row['day']), remote: String(row['remote']), site: siteOf(row), state: row['state'] as LedgerEntry['state'], amount: Number(row['amount']),
    promptTokens: Number(row['promptTokens']), completionTokens: Number(row['completionTokens']), counted: row['counted'] as LedgerEntry['counted'],
  };
}
