import { createHash } from 'node:crypto';
import { rm } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import type { Connection, Table } from '@lancedb/lancedb';
import type { VectorIndex, VectorRow, VectorTable } from '../../ports/vector-index.ts';
import { inTurn } from '../../shared/in-turn.ts';
import { writeFailure } from './failures.ts';
import { loadLance, type Lance } from './load-lancedb.ts';
import { sqlText } from './sql-text.ts';
import { rowsOfTable, tableOfRows } from './vector-rows.ts';

/** From so many rows on, Lance looks only into the parts of the table that are near; below, it looks at all. */
const rowsWorthIndexing = 50_000;
const keepVersions = 60 * 60 * 1000;

/**
 * Vectors below `directory`, a table a model. Not sealed like the chunks: what is lost or damaged is made again from them.
 * @throws SproutError native-missing.
 */
export async function openLanceVectors(directory: string): Promise<VectorIndex> {
  const lance = await loadLance();
  const root = resolve(directory);
  const connection = await lance.lancedb.connect(root);
  /** Lance's commits of one process would otherwise conflict. */
  const oneAtATime = inTurn();
  const opened = new Map<string, Table>();

  const tables = async (): Promise<Map<string, string>> => {
    const names = new Map<string, string>();
    for (const name of await connection.tableNames()) {
      const model = await nameOfModel(connection, name);
      if (model !== undefined) names.set(model, name);
    }
    return names;
  };
  const drop = async (model: string): Promise<void> => {
    opened.get(model)?.close();
    opened.delete(model);
    await rm(join(root, `${tableOf(model)}.lance`), { recursive: true, force: true });
  };

  return {
    models: async () => [...(await tables()).keys()],
    async open(model, dimensions) {
      const known = await openKnown(connection, model, dimensions);
      if (!known) await drop(model);
      const table = known ?? await connection.createEmptyTable(tableOf(model), schemaOf(lance, model, dimensions));
      opened.set(model, table);
      return vectorTable(lance, table, { model, dimensions, root, oneAtATime });
    },
    drop: (model) => oneAtATime(() => drop(model)),
    close: () => oneAtATime(async () => {
      for (const table of opened.values()) table.close();
      connection.close();
    }),
  };
}

function vectorTable(lance: Lance, table: Table, { model, dimensions, root, oneAtATime }: { model: string; dimensions: number; root: string; oneAtATime: ReturnType<typeof inTurn> }): VectorTable {
  const change = (work: () => Promise<unknown>): Promise<void> => oneAtATime(async () => {
    try {
      await work();
    } catch (error) {
      throw writeFailure(error, root);
    }
  });
  return {
    model, dimensions,
    write: (rows: readonly VectorRow[]) => change(() => table.add(tableOfRows(lance, schemaOf(lance, model, dimensions), rows, dimensions))),
    removeSources: (sources) => (sources.length === 0 ? Promise.resolve() : change(() => table.delete(`source IN (${sources.map(sqlText).join(', ')})`))),
    async sources() {
      const column = (await table.query().select(['source']).toArrow()).getChild('source');
      return new Set(Array.from(column ?? [], String));
    },
    async search(vector, limit) {
      const found = await table.vectorSearch(vector).column('vector').distanceType('cosine').select(['chunk', '_distance']).limit(limit).toArrow();
      const chunks = found.getChild('chunk');
      const distances = found.getChild('_distance');
      return Array.from({ length: found.numRows }, (_, row) => ({ chunk: String(chunks?.get(row)), similarity: 1 - Number(distances?.get(row)) }));
    },
    async vectors(chunks) {
      if (chunks.length === 0) return new Map();
      const rows = rowsOfTable(await table.query().where(`chunk IN (${chunks.map(sqlText).join(', ')})`).select(['chunk', 'vector']).limit(chunks.length).toArrow());
      return new Map(rows.map(({ chunk, vector }) => [chunk, vector]));
    },
    async sample(count) {
      const all = await table.countRows();
      const parts = Math.min(8, Math.max(1, Math.floor(all / count)));
      const rows: Float32Array[] = [];
      for (let part = 0; part < parts; part += 1) {
        const found = rowsOfTable(await table.query().select(['chunk', 'vector']).offset(Math.floor(all * part / parts)).limit(Math.ceil(count / parts)).toArrow());
        rows.push(...found.map(({ vector }) => vector));
      }
      return rows;
    },
    optimize: () => change(async () => {
      const rows = await table.countRows();
      if (rows >= rowsWorthIndexing && (await table.listIndices()).length === 0) {
        await table.createIndex('vector', { config: lance.lancedb.Index.ivfFlat({ distanceType: 'cosine', numPartitions: Math.round(Math.sqrt(rows)) }) });
      }
      await table.optimize({ cleanupOlderThan: new Date(Date.now() - keepVersions) });
    }),
  };
}

/** A table that is there, whole, and of this shape. */
async function openKnown(connection: Connection, model: string, dimensions: number): Promise<Table | undefined> {
  if (!(await connection.tableNames()).includes(tableOf(model))) return undefined;
  try {
    const table = await connection.openTable(tableOf(model));
    const field = (await table.schema()).fields.find(({ name }) => name === 'vector');
    await table.countRows();
    return (field?.type as { listSize?: number } | undefined)?.listSize === dimensions ? table : undefined;
  } catch {
    // Damaged: it is made again from the chunks.
    return undefined;
  }
}

async function nameOfModel(connection: Connection, name: string): Promise<string | undefined> {
  try {
    return (await (await connection.openTable(name)).schema()).metadata.get('model');
  } catch {
    return undefined;
  }
}

/** A model's id may hold any character; a table's name may not. */
const tableOf = (model: string): string => `vectors_${createHash('sha256').update(model).digest('hex').slice(0, 16)}`;

function schemaOf({ arrow }: Lance, model: string, dimensions: number): import('apache-arrow').Schema {
  const { Field, FixedSizeList, Float32, Schema, Utf8 } = arrow;
  return new Schema([
    new Field('chunk', new Utf8(), false), new Field('source', new Utf8(), false),
    new Field('vector', new FixedSizeList(dimensions, new Field('item', new Float32(), true)), false),
  ], new Map([['model', model]]));
}
