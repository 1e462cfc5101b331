import type { Chunk, ChunkIndex, Passage, ScoredChunk } from '../../core/ports/chunk-index.ts';

/** Chunks in memory, scored by BM25 (k1 1.2, b 0.75, as LanceDB) in a scan. Records its calls. */
export class MemoryChunkIndex implements ChunkIndex {
  readonly calls: string[] = [];
  private stored: Chunk[] = [];

  async write(chunks: readonly Chunk[], replace: readonly string[]): Promise<void> {
    this.calls.push('write');
    const replaced = new Set(replace);
    this.stored = [...this.stored.filter((chunk) => !replaced.has(chunk.document)), ...chunks.map((chunk) => ({ ...chunk }))];
  }

  async remove(documents: readonly string[]): Promise<void> {
    this.calls.push('remove');
    const removed = new Set(documents);
    this.stored = this.stored.filter((chunk) => !removed.has(chunk.document));
  }

  async search(terms: readonly string[], limit: number, documents?: readonly string[]): Promise<ScoredChunk[]> {
    this.calls.push('search');
    const wanted = new Set(terms);
    const counted = this.stored.map((chunk) => count(chunk, wanted));
    const averageLength = counted.reduce((sum, { length }) => sum + length, 0) / Math.max(1, counted.length);
    const frequency = new Map<string, number>();
    for (const { found } of counted) for (const term of found.keys()) frequency.set(term, (frequency.get(term) ?? 0) + 1);
    const score = (found: Map<string, number>, length: number): number => [...found].reduce((sum, [term, times]) => {
      const holders = frequency.get(term) ?? 0;
      const rarity = Math.log(1 + (counted.length - holders + 0.5) / (holders + 0.5));
      return sum + rarity * (times * 2.2) / (times + 1.2 * (0.25 + 0.75 * length / averageLength));
    }, 0);
    return counted
      .filter(({ chunk, found }) => found.size > 0 && (documents === undefined || documents.includes(chunk.document)))
      .map(({ chunk, found, length }) => ({ ...chunk, score: score(found, length) }))
      .sort((left, right) => right.score - left.score || (left.id < right.id ? -1 : 1))
      .slice(0, limit);
  }

  async chunks(ids: readonly string[]): Promise<Chunk[]> {
    return this.stored.filter(({ id }) => ids.includes(id));
  }

  async passages(documents: readonly string[]): Promise<Passage[]> {
    const found = this.stored.filter(({ document }) => documents.includes(document)).sort((left, right) => left.ordinal - right.ordinal);
    return found.map(({ id, document, ordinal, text, heading }) => ({ id, document, ordinal, text, heading }));
  }

  async count(): Promise<number> {
    return this.stored.length;
  }

  async countByDocument(): Promise<Map<string, number>> {
    const counts = new Map<string, number>();
    for (const { document } of this.stored) counts.set(document, (counts.get(document) ?? 0) + 1);
    return counts;
  }

  async optimize(): Promise<void> {
    this.calls.push('optimize');
  }

  async verify(): Promise<string[]> {
    return [];
  }

  async reset(): Promise<void> {
    this.calls.push('reset');
    this.stored = [];
  }

  async close(): Promise<void> {
    this.calls.push('close');
  }
}

function count(chunk: Chunk, wanted: ReadonlySet<string>): { chunk: Chunk; found: Map<string, number>; length: number } {
  const found = new Map<string, number>();
  const tokens = chunk.tokens.split(' ');
  for (const token of tokens) if (wanted.has(token)) found.set(token, (found.get(token) ?? 0) + 1);
  return { chunk, found, length: tokens.length };
}
