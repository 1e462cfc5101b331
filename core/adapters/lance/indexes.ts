import type { Table } from '@lancedb/lancedb';
import type { Lance } from './load-lancedb.ts';

/** Longest analysed term that is indexed, in bytes; serial numbers and addresses are long. */
const longestTerm = 256;

/** Makes the indexes that are missing. The terms arrive analysed (core/shared/text), so Lance only splits at spaces. */
export async function createMissingIndexes({ lancedb }: Lance, table: Table): Promise<void> {
  const columns = (await table.listIndices()).flatMap((index) => index.columns);
  if (!columns.includes('tokens')) {
    await table.createIndex('tokens', {
      config: lancedb.Index.fts({
        baseTokenizer: 'whitespace', withPosition: false, maxTokenLength: longestTerm,
        lowercase: false, stem: false, removeStopWords: false, asciiFolding: false,
      }),
    });
  }
  if (!columns.includes('document')) await table.createIndex('document', { config: lancedb.Index.btree() });
}
