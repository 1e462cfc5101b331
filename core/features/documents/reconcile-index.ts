import type { Document } from '../../contract/index.ts';
import type { ChunkIndex } from '../../ports/chunk-index.ts';
import type { WorkspaceStore } from '../../ports/workspace-store.ts';
import type { EventHub } from '../../shared/event-hub.ts';
import { chunkDocument } from './chunker.ts';

/** Passages written in one commit while rebuilding. */
const batchSize = 2000;

/**
 * Brings the index in line with the store, which is the truth: removes passages of documents that are gone,
 * writes those of ready documents whose count differs (a crash, a lost file). @returns documents written.
 */
export async function reconcileIndex(store: WorkspaceStore, index: ChunkIndex, events: EventHub, onProgress?: (done: number, total: number) => void): Promise<number> {
  const counts = await index.countByDocument();
  const ready = store.documents.list().filter((document) => document.status === 'ready');
  const expected = new Map(ready.map((document) => [document.id, document.chunks]));
  const orphans = [...counts.keys()].filter((id) => !expected.has(id));
  if (orphans.length > 0) await index.remove(orphans);
  const missing = ready.filter((document) => counts.get(document.id) !== document.chunks);

  let done = 0;
  let batch: Document[] = [];
  let chunks: ReturnType<typeof chunkDocument> = [];
  const flush = async (): Promise<void> => {
    await index.write(chunks, batch.map((document) => document.id));
    done += batch.length;
    batch = [];
    chunks = [];
    onProgress?.(done, missing.length);
    events.emit({ type: 'index-progress', done, total: missing.length });
  };
  for (const document of missing) {
    const extraction = store.documents.extraction(document.hash);
    if (!extraction) {
      // What was read is lost: the import queue reads the original again.
      store.documents.save({ ...document, status: 'queued' });
      continue;
    }
    const found = chunkDocument(document, extraction);
    if (found.length !== document.chunks) store.documents.save({ ...document, chunks: found.length });
    batch.push(document);
    chunks.push(...found);
    if (chunks.length >= batchSize) await flush();
  }
  if (batch.length > 0) await flush();
  if (missing.length > 0) await index.optimize();
  return done;
}
