import type { PoolClient } from 'pg';
import { databaseFailure } from './failures.ts';

export type Row = Readonly<Record<string, unknown>>;
export interface Answered { readonly rows: readonly Row[]; readonly count: number }

/** Runs one statement with `$1`, `$2`, … @throws SproutError database-unreachable. */
export type Query = (statement: string, ...values: readonly unknown[]) => Promise<Answered>;

export interface Database {
  readonly query: Query;
  /** Runs work on one connection. */
  hold<Result>(work: (query: Query) => Promise<Result>): Promise<Result>;
  /** All of it or nothing. */
  transaction<Result>(work: (query: Query) => Promise<Result>): Promise<Result>;
  close(): Promise<void>;
}

/** Connections of one gateway: many replicas share the server's, which are 100 as it is installed. */
const connections = 8;
/** Milliseconds. */
const connectWithin = 5000;
const statementWithin = 15_000;
const idleAfter = 30_000;

/** Connects when it is first asked. @param address `postgres://user:password@host:port/database`. */
export async function connectDatabase(address: string, onBug: (error: unknown) => void): Promise<Database> {
  const { default: pg } = await import('pg');
  const pool = new pg.Pool({ connectionString: address, max: connections, connectionTimeoutMillis: connectWithin, idleTimeoutMillis: idleAfter, statement_timeout: statementWithin, application_name: 'sprout' });
  // A connection that breaks while nobody uses it: the next query takes another.
  pool.on('error', (error) => { onBug(databaseFailure(error)); });

  const queryOf = (client: Pick<PoolClient, 'query'>): Query => async (statement, ...values) => {
    try {
      const { rows, rowCount } = await client.query<Row>(statement, [...values]);
      return { rows, count: rowCount ?? 0 };
    } catch (error) {
      throw databaseFailure(error);
    }
  };

  async function connect(): Promise<PoolClient> {
    try {
      return await pool.connect();
    } catch (error) {
      throw databaseFailure(error);
    }
  }

  async function hold<Result>(work: (query: Query) => Promise<Result>): Promise<Result> {
    const client = await connect();
    let broken = false;
    try {
      return await work(queryOf(client));
    } catch (error) {
      // What it left half done goes with its connection.
      broken = true;
      throw error;
    } finally {
      client.release(broken);
    }
  }

  return {
    query: queryOf(pool),
    hold,
    transaction: (work) => hold(async (query) => {
      await query('BEGIN');
      const result = await work(query).catch(async (error: unknown) => { await query('ROLLBACK').catch(() => undefined); throw error; });
      await query('COMMIT');
      return result;
    }),
    close: () => pool.end(),
  };
}
