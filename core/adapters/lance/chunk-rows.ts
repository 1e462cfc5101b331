import type { Table } from 'apache-arrow';
import type { Chunk } from '../../ports/chunk-index.ts';

/** Reads chunks from columns, the document and the ordinal from the id (`<document>:<version>:<ordinal>`); row objects of Arrow cost several times as much at 100 rows. */
export function chunksFrom(table: Table): Chunk[] {
  const column = (name: string): ((row: number) => unknown) => {
    const vector = table.getChild(name);
    return (row) => vector?.get(row) as unknown;
  };
  const id = column('id'), text = column('text'), tokens = column('tokens');
  const page = column('page'), heading = column('heading'), start = column('start'), end = column('end');
  return Array.from({ length: table.numRows }, (_, row) => ({
    id: String(id(row)),
    ...partsOfId(String(id(row))),
    text: String(text(row)),
    tokens: String(tokens(row)),
    page: nullable(page(row), Number),
    heading: nullable(heading(row), String),
    start: Number(start(row)),
    end: Number(end(row)),
  }));
}

function partsOfId(id: string): { document: string; ordinal: number } {
  const afterVersion = id.lastIndexOf(':');
  return { document: id.slice(0, id.lastIndexOf(':', afterVersion - 1)), ordinal: Number(id.slice(afterVersion + 1)) };
}

function nullable<Value>(value: unknown, convert: (value: unknown) => Value): Value | null {
  return value === null || value === undefined ? null : convert(value);
}
