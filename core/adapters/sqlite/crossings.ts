import type { ChainRecord, CrossingStore } from '../../ports/crossing-store.ts';
import * as sql from './sql/burst.ts';
import { truncateLog } from './sql/inbox.ts';
import type { Row, Statements } from './statements.ts';

type Sent = ChainRecord & { kind: 'sent' };
type End = ChainRecord & { kind: 'end' };

export function createCrossings(statements: Statements, transaction: <Result>(work: () => Result) => Result): CrossingStore {
  const pair = (rows: readonly Row[]): { sent: Sent; end: End | undefined } | undefined => {
    const records = rows.map(toRecord);
    const sent = records.find((record): record is Sent => record.kind === 'sent');
    return sent && { sent, end: records.find((record): record is End => record.kind === 'end') };
  };
  return {
    append(record, text) {
      transaction(() => {
        statements.run(sql.insertCrossing, record.seq, record.record.id, record.kind, JSON.stringify(record.record), record.previous, record.hash);
        const at = record.kind === 'sent' ? record.record.at : pair(statements.all(sql.crossingsOf, record.record.id))?.sent.record.at;
        if (at !== undefined) statements.run(sql.insertCrossingText, record.seq, at, text);
      });
    },
    last() {
      const row = statements.get(sql.lastCrossing);
      return row && { seq: Number(row['seq']), hash: String(row['hash']) };
    },
    list: (before, limit) => statements.all(sql.listCrossings, before ?? Number.MAX_SAFE_INTEGER, limit).flatMap((row) => pair(statements.all(sql.crossingsOf, String(row['id']))) ?? []),
    get(id) {
      const rows = statements.all(sql.crossingsOf, id);
      const found = pair(rows);
      const text = (kind: string): string | undefined => { const value = rows.find((row) => row['kind'] === kind)?.['text']; return typeof value === 'string' ? value : undefined; };
      return found && { ...found, sentText: text('sent'), receivedText: text('end') };
    },
    has: (id) => statements.all(sql.crossingsOf, id).length > 0,
    *chain() {
      for (let rows = statements.all(sql.wholeChain, 0); rows.length > 0; rows = statements.all(sql.wholeChain, Number(rows.at(-1)?.['seq']))) yield* rows.map(toRecord);
    },
    deleteTexts(before) {
      const deleted = statements.run(sql.deleteTexts, before);
      // The write-ahead log holds what was there before.
      if (deleted > 0) statements.get(truncateLog);
      return deleted;
    },
  };
}

function toRecord(row: Row): ChainRecord {
  return { kind: String(row['kind']), record: JSON.parse(String(row['record'])) as unknown, seq: Number(row['seq']), previous: String(row['previous']), hash: String(row['hash']) } as ChainRecord;
}
