import type { Schema } from 'apache-arrow';
import type { Lance } from './load-lancedb.ts';

/** The columns of the table, as core/ports/chunk-index.ts names them. */
export function chunkSchema({ arrow }: Lance): Schema {
  const { Field, Int32, Utf8 } = arrow;
  return new arrow.Schema([
    new Field('id', new Utf8(), false),
    new Field('document', new Utf8(), false),
    new Field('ordinal', new Int32(), false),
    new Field('text', new Utf8(), false),
    new Field('tokens', new Utf8(), false),
    new Field('page', new Int32(), true),
    new Field('heading', new Utf8(), true),
    new Field('start', new Int32(), false),
    new Field('end', new Int32(), false),
  ]);
}

/** All columns but the score, in the order of the schema. */
export const chunkColumns = ['id', 'document', 'ordinal', 'text', 'tokens', 'page', 'heading', 'start', 'end'] as const;

/** What a search reads: each further column of 100 scattered rows costs about 0.7 ms, and the id tells the document and the ordinal. */
export const hitColumns = ['id', 'text', 'tokens', 'page', 'heading', 'start', 'end', '_score'] as const;

/** What is read to make vectors of passages. */
export const passageColumns = ['id', 'text', 'heading'] as const;
