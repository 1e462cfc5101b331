import type { DatabaseSync, SQLInputValue, SQLOutputValue } from 'node:sqlite';

export type Row = Record<string, SQLOutputValue>;

/** Values of `:name` in the SQL. */
export type Named = Record<string, SQLInputValue>;

/** Runs SQL with statements prepared once and kept. */
export interface Statements {
  all(sql: string, ...values: SQLInputValue[] | [Named]): Row[];
  get(sql: string, ...values: SQLInputValue[] | [Named]): Row | undefined;
  /** @returns the number of rows that were changed. */
  run(sql: string, ...values: SQLInputValue[]): number;
}

/** `explain` names an error that SQLite threw. */
export function createStatements(database: DatabaseSync, explain: (error: unknown) => unknown): Statements {
  const prepared = new Map<string, ReturnType<DatabaseSync['prepare']>>();
  function statement(sql: string): ReturnType<DatabaseSync['prepare']> {
    const known = prepared.get(sql);
    if (known !== undefined) return known;
    const made = database.prepare(sql);
    prepared.set(sql, made);
    return made;
  }
  function explained<Result>(work: () => Result): Result {
    try {
      return work();
    } catch (error) {
      throw explain(error);
    }
  }
  return {
    all: (sql, ...values) => explained(() => statement(sql).all(...values as SQLInputValue[])),
    get: (sql, ...values) => explained(() => statement(sql).get(...values as SQLInputValue[])),
    run: (sql, ...values) => explained(() => Number(statement(sql).run(...values).changes)),
  };
}
