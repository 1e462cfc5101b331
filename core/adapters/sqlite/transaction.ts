import type { DatabaseSync } from 'node:sqlite';

/** Makes a function that runs work in one transaction; inside another transaction it is part of that one. `explain` names an error of the commit. */
export function createTransaction(database: DatabaseSync, explain: (error: unknown) => unknown): <Result>(work: () => Result) => Result {
  return (work) => {
    if (database.isTransaction) return work();
    database.exec('BEGIN IMMEDIATE');
    try {
      const result = work();
      database.exec('COMMIT');
      return result;
    } catch (error) {
      // A full disk may have rolled it back already.
      if (database.isTransaction) database.exec('ROLLBACK');
      throw explain(error);
    }
  };
}
