import type { Table } from 'apache-arrow';
import type { Chunk, Passage } from '../../ports/chunk-index.ts';

/** Reads chunks from columns, the document and the ordinal from the id (`<document>:<version>:<ordinal>`); row objects of Arrow cost several times as much at 100 rows. */
export function chunksFrom(table: Table): Chunk[] {
  const tokens = column(table, 'tokens'), page = column(table, 'page'), start = column(table, 'start'), end = column(table, 'end');
  return passagesFrom(table).map((passage, row) => ({
    ...passage,
    tokens: String(tokens(row)),
    page: nullable(page(row), Number),
    start: Number(start(row)),
    end: Number(end(row)),
  }));
}

/** The same of what a model reads. */
export function passagesFrom(table: Table): Passage[] {
  const id = column(table, 'id'), text = column(table, 'text'), heading = column(table, 'heading');
  return Array.from({ length: table.numRows }, (_, row) => {
    const name = String(id(row));
    return { id: name, ...partsOfId(name), text: String(text(row)), heading: nullable(heading(row), String) };
  });
}

function column(table: Table, name: string): (row: number) => unknown {
  const vector = table.getChild(name);
  return (row) => vector?.get(row) as unknown;
}

function partsOfId(id: string): { document: string; ordinal: number } {
  const afterVersion = id.lastIndexOf(':');
  return { document: id.slice(0, id.lastIndexOf(':', afterVersion - 1)), ordinal: Number(id.slice(afterVersion + 1)) };
}

function nullable<Value>(value: unknown, convert: (value: unknown) => Value): Value | null {
  return value === null || value === undefined ? null : convert(value);
}
