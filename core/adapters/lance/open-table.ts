import type { Connection, Table } from '@lancedb/lancedb';
import { SproutError } from '../../contract/index.ts';
import { chunkColumns, chunkSchema } from './chunk-schema.ts';
import type { Lance } from './load-lancedb.ts';
import { tableName } from './table-home.ts';

/** Opens the table of chunks, or makes an empty one. @throws SproutError index-damaged. */
export async function openTable(lance: Lance, connection: Connection): Promise<Table> {
  try {
    const names = await connection.tableNames();
    if (!names.includes(tableName)) return await connection.createEmptyTable(tableName, chunkSchema(lance));
    const table = await connection.openTable(tableName);
    const columns = (await table.schema()).fields.map((field) => field.name);
    if (columns.join() !== chunkColumns.join()) throw new SproutError('index-damaged', { reason: 'it has an older form' });
    await table.countRows();
    return table;
  } catch (error) {
    throw indexDamaged(error);
  }
}

/** The library's message names local paths and is written for developers: it stays in the cause. */
function indexDamaged(error: unknown): SproutError {
  return error instanceof SproutError ? error : new SproutError('index-damaged', { reason: 'it cannot be read' }, { cause: error });
}
