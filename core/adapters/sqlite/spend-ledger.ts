import type { Cap, LedgerEntry, SpendLedger } from '../../ports/spend-ledger.ts';
import * as sql from './sql/burst.ts';
import type { Row, Statements } from './statements.ts';

/** Money in SQLite: every change and its sums in one transaction, so that what is read is never half. */
export function createSpendLedger(statements: Statements, transaction: <Result>(work: () => Result) => Result): SpendLedger {
  const get = (id: string): LedgerEntry | undefined => { const row = statements.get(sql.getSpend, id); return row && toEntry(row); };

  /** Adds to the sums of a day and its month, of everything, of the remote and of the site. */
  function add({ day, remote, site }: Pick<LedgerEntry, 'day' | 'remote' | 'site'>, spent: number, reserved: number, calls: number): void {
    const scopes: [string, string][] = [['total', ''], ['remote', remote], ...site === null ? [] : [['site', site] as [string, string]]];
    for (const [scope, id] of scopes) for (const [period, value] of [['day', day], ['month', day.slice(0, 7)]] as const) statements.run(sql.addToSum, period, value, scope, id, spent, reserved, calls);
  }

  return {
    async reserve(reservation, caps) {
      return transaction(() => {
        const full = caps.find(({ scope, id, period, cap }) => {
          const sum = statements.get(sql.getSum, period, period === 'day' ? reservation.day : reservation.day.slice(0, 7), scope, id);
          return Number(sum?.['spent'] ?? 0) + Number(sum?.['reserved'] ?? 0) + reservation.amount > cap;
        });
        if (full) return full;
        const { id, at, day, remote, site, amount } = reservation;
        statements.run(sql.insertSpend, id, at, day, remote, site, amount);
        add(reservation, 0, amount, 0);
        return undefined;
      });
    },
    async settle(id, { amount, promptTokens, completionTokens, counted }) {
      transaction(() => {
        const entry = get(id);
        if (entry?.state !== 'reserved') return;
        statements.run(sql.settleSpend, amount, promptTokens, completionTokens, counted, id);
        add(entry, amount, -entry.amount, 1);
      });
    },
    async release(id) {
      transaction(() => {
        const entry = get(id);
        if (entry?.state !== 'reserved') return;
        statements.run(sql.deleteSpend, id);
        add(entry, 0, -entry.amount, 0);
      });
    },
    async revalue(factor) {
      transaction(() => {
        statements.run(sql.revalueSpend, factor);
        statements.run(sql.clearSums);
        statements.run(sql.sumSpend);
      });
    },
    entries: async (since) => statements.all(sql.spendSince, since).map(toEntry),
    open: async () => statements.all(sql.openSpend).map(toEntry),
    sums: async (period, value) => statements.all(sql.listSums, period, value).map((row) => ({ scope: String(row['scope']) as Cap['scope'], id: String(row['id']), spent: Number(row['spent']), reserved: Number(row['reserved']) })),
    days: async (since) => statements.all(sql.listDays, since).map((row) => ({ day: String(row['value']), spent: Number(row['spent']), calls: Number(row['calls']) })),
  };
}

function toEntry(row: Row): LedgerEntry {
  return {
    id: String(row['id']), at: String(row['at']), day: String(row['day']), remote: String(row['remote']), site: row['site'] === null ? null : String(row['site']), amount: Number(row['amount']),
    state: String(row['state']) as LedgerEntry['state'], promptTokens: Number(row['prompt_tokens']), completionTokens: Number(row['completion_tokens']), counted: String(row['counted']) as LedgerEntry['counted'],
  };
}
