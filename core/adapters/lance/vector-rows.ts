import type { Schema, Table } from 'apache-arrow';
import type { VectorRow } from '../../ports/vector-index.ts';
import type { Lance } from './load-lancedb.ts';

/** Rows as columns, the vectors in one piece: Lance's own conversion takes each number of an array of objects by itself, four times as long and more. */
export function tableOfRows({ arrow }: Lance, schema: Schema, rows: readonly VectorRow[], dimensions: number): Table {
  const numbers = new Float32Array(rows.length * dimensions);
  rows.forEach(({ vector }, row) => { numbers.set(vector, row * dimensions); });
  const texts = (name: 'chunk' | 'source'): import('apache-arrow').Data => {
    const [data] = arrow.vectorFromArray(rows.map((row) => row[name]), new arrow.Utf8()).data;
    if (!data) throw new Error('Arrow made no column.');
    return data;
  };
  const item = arrow.makeData({ type: new arrow.Float32(), length: numbers.length, nullCount: 0, data: numbers });
  const type = new arrow.FixedSizeList(dimensions, new arrow.Field('item', new arrow.Float32(), true));
  const vectors = arrow.makeData({ type, length: rows.length, nullCount: 0, child: item });
  const all = arrow.makeData({ type: new arrow.Struct(schema.fields), length: rows.length, nullCount: 0, children: [texts('chunk'), texts('source'), vectors] });
  return new arrow.Table(schema, new arrow.RecordBatch(schema, all));
}

/** @returns chunk and vector of every row of a result. */
export function rowsOfTable(found: Table): { chunk: string; vector: Float32Array }[] {
  const chunks = found.getChild('chunk');
  const vectors = found.getChild('vector');
  return Array.from({ length: found.numRows }, (_, row) => ({ chunk: String(chunks?.get(row)), vector: Float32Array.from((vectors?.get(row) as { toArray(): ArrayLike<number> } | null)?.toArray() ?? []) }));
}
