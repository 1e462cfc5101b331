import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Connection } from '@lancedb/lancedb';
import { writeFailure } from './failures.ts';
import { filesBelow } from './files.ts';
import { openSeal } from './seal.ts';
import { discardIfOtherRules, tableHome, tableName } from './table-home.ts';

/**
 * Where an index lies: an absolute folder, or S3-compatible storage as `s3://bucket/prefix` with Lance's options for it. Storage must know conditional writes
 * (`If-None-Match: *`): by them several writers commit one after another.
 */
export type LancePlace = string | { readonly address: string; readonly options: Readonly<Record<string, string>> };

/** What a place does beside holding files. */
export interface IndexPlace {
  readonly address: string;
  readonly options: Readonly<Record<string, string>> | undefined;
  /** Makes all that was written durable and known. */
  seal(): Promise<void>;
  /** Runs work that deletes old versions. */
  duringCleanup(work: () => Promise<void>): Promise<void>;
  /** Whether it holds rows, be they deleted ones of older versions. */
  hasRows(): Promise<boolean>;
  /** Takes the table away with all of its versions. */
  discard(connection: Connection): Promise<void>;
  /** @returns what is wrong with its files. */
  verify(): Promise<string[]>;
  /** A failure of a write by its name. */
  explain(error: unknown): unknown;
}

/** @param rules see `openLanceIndex`. @throws SproutError index-damaged. */
export function openPlace(place: LancePlace, rules?: string): Promise<IndexPlace> {
  return typeof place === 'string' ? openFolder(place, rules) : Promise.resolve(remote(place));
}

async function openFolder(directory: string, rules: string | undefined): Promise<IndexPlace> {
  if (rules !== undefined) await discardIfOtherRules(directory, rules);
  const home = tableHome(directory);
  const seal = await openSeal(home);
  return {
    address: home.root, options: undefined,
    seal: seal.add, duringCleanup: seal.duringCleanup, verify: seal.verify,
    hasRows: async () => (await filesBelow(join(home.table, 'data'))).length > 0,
    async discard() {
      await rm(home.table, { recursive: true, force: true });
      await seal.reset();
    },
    explain: (error) => writeFailure(error, home.root),
  };
}

/** Storage makes durable what it acknowledges, and keeps its bytes from rotting. */
function remote({ address, options }: Exclude<LancePlace, string>): IndexPlace {
  return {
    address, options,
    seal: async () => undefined,
    duringCleanup: (work) => work(),
    hasRows: async () => true,
    discard: (connection) => connection.dropTable(tableName),
    verify: async () => [],
    explain: (error) => error,
  };
}
