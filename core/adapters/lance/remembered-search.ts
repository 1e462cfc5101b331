import type { Table } from '@lancedb/lancedb';
import type { Chunk, ChunkIndex } from '../../ports/chunk-index.ts';
import { chunkColumns } from './chunk-schema.ts';
import { chunksFrom } from './chunk-rows.ts';
import { failRead } from './failures.ts';
import type { Lance } from './load-lancedb.ts';

/** Characters of texts and terms that are held, of one table: some 20,000 pages. What is larger is read where it lies. */
const mostCharacters = 64_000_000;
const portion = 5000;

/**
 * Search in a table that does not change any more: its rows are read once and held, so that a question asks the index alone for numbers of rows. On S3 that
 * spares some five requests a search, which took 49 of 50 ms on loopback.
 * @returns undefined for a table that is too large.
 */
export async function rememberedSearch({ lancedb }: Lance, table: Table): Promise<ChunkIndex['search'] | undefined> {
  const rows = new Map<bigint, Chunk>();
  let characters = 0;
  const count = await table.countRows();
  for (let offset = 0; offset < count; offset += portion) {
    const read = await table.query().select([...chunkColumns]).withRowId().offset(offset).limit(portion).toArrow().catch(failRead);
    const ids = read.getChild('_rowid');
    for (const [at, chunk] of chunksFrom(read).entries()) {
      rows.set(BigInt(ids?.get(at) as bigint), chunk);
      characters += chunk.text.length + chunk.tokens.length;
    }
    if (characters > mostCharacters) return undefined;
  }
  // The index, too: else each word is fetched when it is first asked for.
  const indexes = (await table.listIndices()).filter(({ columns }) => columns.includes('tokens'));
  for (const { name } of indexes) await table.prewarmIndex(name).catch(failRead);
  return async (terms, limit, documents) => {
    if (terms.length === 0 || limit <= 0 || documents?.length === 0) return [];
    const query = table.query().fullTextSearch(new lancedb.MatchQuery(terms.join(' '), 'tokens')).select(['_score']).withRowId();
    // Of few documents all that was found is looked through: a filter would have rows read.
    const found = await query.limit(documents === undefined ? limit : rows.size).toArrow().catch(failRead);
    const [ids, scores] = [found.getChild('_rowid'), found.getChild('_score')];
    const within = documents && new Set(documents);
    const hits = Array.from({ length: found.numRows }, (_, at) => ({ chunk: rows.get(BigInt(ids?.get(at) as bigint)), score: Number(scores?.get(at)) }))
      .flatMap(({ chunk, score }) => (chunk && (within === undefined || within.has(chunk.document)) ? [{ ...chunk, score }] : []));
    return hits.sort((left, right) => right.score - left.score || (left.id < right.id ? -1 : 1)).slice(0, limit);
  };
}
