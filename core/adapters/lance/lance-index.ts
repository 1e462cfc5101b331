import type { Chunk, ChunkIndex, ScoredChunk } from '../../ports/chunk-index.ts';
import { inTurn } from '../../shared/in-turn.ts';
import { chunkColumns, hitColumns, passageColumns } from './chunk-schema.ts';
import { chunksFrom, passagesFrom } from './chunk-rows.ts';
import { failRead } from './failures.ts';
import { openPlace, type LancePlace } from './index-place.ts';
import { loadLance } from './load-lancedb.ts';
import { openTable } from './open-table.ts';
import { rememberedSearch } from './remembered-search.ts';
import { ofDocuments, sqlText } from './sql-text.ts';
import { verifyRows } from './verify-rows.ts';

/** Old versions stay for an hour, so that a search that runs on one can end. Milliseconds. */
const keepVersions = 60 * 60 * 1000;

/**
 * Opens the index at a place, or makes it. In a folder one process at a time may write.
 * @param rules by which texts become terms: a folder's index that was made by others is emptied, and the caller writes it again from SQLite. Elsewhere the place is named by them.
 * @throws SproutError native-missing, index-damaged (`discardLanceIndex`, open and write anew).
 */
export async function openLanceIndex(given: LancePlace, rules?: string): Promise<ChunkIndex> {
  return (await openWith(given, rules, false)).index;
}

/** The same to be searched only, for an index that does not change any more. */
export async function readLanceIndex(given: LancePlace, rules?: string): Promise<Pick<ChunkIndex, 'search' | 'close'>> {
  const { index, remembered } = await openWith(given, rules, true);
  return { search: remembered ?? index.search, close: index.close };
}

async function openWith(given: LancePlace, rules: string | undefined, unchanging: boolean): Promise<{ index: ChunkIndex; remembered: ChunkIndex['search'] | undefined }> {
  const place = await openPlace(given, rules);
  const lance = await loadLance();
  const connection = await lance.lancedb.connect(place.address, place.options ? { storageOptions: { ...place.options } } : {});
  let table = await openTable(lance, connection);
  await place.seal();
  const remembered = unchanging ? await rememberedSearch(lance, table) : undefined;
  /** Lance's commits of one process would otherwise conflict. */
  const oneAtATime = inTurn();
  /** A change: one after another, durable when it returns. */
  const change = (work: () => Promise<void>): Promise<void> => oneAtATime(async () => {
    try {
      await work();
      await place.seal();
    } catch (error) {
      throw place.explain(error);
    }
  });

  async function replaceDocuments(chunks: readonly Chunk[], replace: readonly string[]): Promise<void> {
    const present = replace.length > 0 && await table.countRows(ofDocuments(replace)) > 0;
    const rows = chunks.map((chunk) => ({ ...chunk }));
    if (rows.length === 0 && present) await table.delete(ofDocuments(replace));
    else if (rows.length > 0 && !present) await table.add(rows);
    else if (rows.length > 0) {
      await table.mergeInsert('id').whenMatchedUpdateAll().whenNotMatchedInsertAll()
        .whenNotMatchedBySourceDelete({ where: ofDocuments(replace) }).execute(rows);
    }
  }

  async function startAnew(): Promise<void> {
    table.close();
    await place.discard(connection);
    table = await openTable(lance, connection);
    await place.seal();
  }

  const index: ChunkIndex = {
    write: (chunks, replace) => change(() => replaceDocuments(chunks, replace)),
    remove: (documents) => change(async () => {
      if (documents.length > 0) await table.delete(ofDocuments(documents));
    }),
    async search(terms, limit, documents) {
      if (terms.length === 0 || limit <= 0 || documents?.length === 0) return [];
      const match = new lance.lancedb.MatchQuery(terms.join(' '), 'tokens');
      const query = table.query().fullTextSearch(match).select([...hitColumns]).limit(limit);
      const found = await (documents === undefined ? query : query.where(ofDocuments(documents))).toArrow().catch(failRead);
      const scores = found.getChild('_score');
      const hits: ScoredChunk[] = chunksFrom(found).map((chunk, row) => ({ ...chunk, score: Number(scores?.get(row)) }));
      return hits.sort((left, right) => right.score - left.score || compare(left.id, right.id));
    },
    async chunks(ids) {
      if (ids.length === 0) return [];
      return chunksFrom(await table.query().where(`id IN (${ids.map(sqlText).join(', ')})`).select([...chunkColumns]).toArrow().catch(failRead));
    },
    async passages(documents) {
      if (documents.length === 0) return [];
      const found = await table.query().where(ofDocuments(documents)).select([...passageColumns]).toArrow().catch(failRead);
      return passagesFrom(found).sort((left, right) => left.ordinal - right.ordinal);
    },
    count: () => table.countRows().catch(failRead),
    async countByDocument() {
      const counts = new Map<string, number>();
      const documents = (await table.query().select(['document']).toArrow().catch(failRead)).getChild('document');
      for (const document of documents ?? []) counts.set(String(document), (counts.get(String(document)) ?? 0) + 1);
      return counts;
    },
    optimize: () => change(async () => {
      if (await table.countRows() === 0) {
        // Lance keeps the rows of its older versions: what was deleted last would stay.
        if (await place.hasRows()) await startAnew();
        return;
      }
      // First fold, seal, and only then clean up: a crash in between must leave a sealed version on the disk.
      await table.optimize({ cleanupOlderThan: new Date(0) });
      await place.seal();
      await place.duringCleanup(async () => { await table.optimize({ cleanupOlderThan: new Date(Date.now() - keepVersions) }); });
    }),
    verify: () => oneAtATime(async () => [...await place.verify(), ...await verifyRows(table)]),
    reset: () => oneAtATime(startAnew),
    close: () => oneAtATime(async () => {
      table.close();
      connection.close();
    }),
  };
  return { index, remembered };
}

function compare(left: string, right: string): number {
  return left < right ? -1 : left > right ? 1 : 0;
}
