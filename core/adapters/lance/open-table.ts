import type { Connection, Table } from '@lancedb/lancedb';
import { SproutError } from '../../contract/index.ts';
import { chunkColumns, chunkSchema } from './chunk-schema.ts';
import { readFailure } from './failures.ts';
import { createMissingIndexes } from './indexes.ts';
import type { Lance } from './load-lancedb.ts';
import { tableName } from './table-home.ts';

/** Opens the table of chunks with its indexes, or makes an empty one. @throws SproutError index-damaged. */
export async function openTable(lance: Lance, connection: Connection): Promise<Table> {
  try {
    const names = await connection.tableNames();
    const table = names.includes(tableName) ? await connection.openTable(tableName) : await connection.createEmptyTable(tableName, chunkSchema(lance));
    const columns = (await table.schema()).fields.map((field) => field.name);
    if (columns.join() !== chunkColumns.join()) throw new SproutError('index-damaged', { reason: 'it has an older form' });
    // Without its index Lance would split and fold new rows by rules of its own, so it is made while the table is empty.
    await createMissingIndexes(lance, table);
    await table.countRows();
    return table;
  } catch (error) {
    throw readFailure(error);
  }
}
