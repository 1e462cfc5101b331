import type { KeyStore, StoredKey } from '../../ports/workspace-store.ts';
import * as sql from './sql/keys.ts';
import type { Row, Statements } from './statements.ts';

export function createKeys(statements: Statements, transaction: <Result>(work: () => Result) => Result): KeyStore {
  function save({ id, name, prefix, hash, madeAt, lastUsedAt }: StoredKey): void {
    statements.run(sql.saveKey, id, name, prefix, hash, madeAt, lastUsedAt);
  }
  return {
    list: () => statements.all(sql.listKeys).map(toKey),
    save,
    delete: (id) => statements.run(sql.deleteKey, id) > 0,
    replaceAll(keys) {
      transaction(() => {
        statements.run(sql.deleteAllKeys);
        for (const key of keys) save(key);
      });
    },
  };
}

function toKey(row: Row): StoredKey {
  const { lastUsedAt } = row;
  return { id: String(row['id']), name: String(row['name']), prefix: String(row['prefix']), hash: String(row['hash']), madeAt: String(row['madeAt']), lastUsedAt: lastUsedAt === null ? null : String(lastUsedAt) };
}
