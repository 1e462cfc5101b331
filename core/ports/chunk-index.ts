/** One passage as it is indexed. Offsets are UTF-16 code units into the document text. */
export interface Chunk {
  /** `<document>:<version>:<ordinal>` */
  readonly id: string;
  readonly document: string;
  readonly ordinal: number;
  readonly text: string;
  /** What full text searches: analysed terms, separated by spaces (core/shared/text). */
  readonly tokens: string;
  readonly page: number | null;
  readonly heading: string | null;
  readonly start: number;
  readonly end: number;
}

/** What a model reads of a chunk, and whose it is. */
export type Passage = Pick<Chunk, 'id' | 'document' | 'ordinal' | 'text' | 'heading'>;

export interface ScoredChunk extends Chunk { readonly score: number }

/** Full-text index of the workspace's chunks. Implementations: LanceDB, and a fake in memory. */
export interface ChunkIndex {
  /** Replaces all chunks of the documents named by `replace` with `chunks`, in one commit. */
  write(chunks: readonly Chunk[], replace: readonly string[]): Promise<void>;
  remove(documents: readonly string[]): Promise<void>;
  /** The best `limit` chunks for analysed query terms (any may match), best first. `documents` restricts. */
  search(terms: readonly string[], limit: number, documents?: readonly string[]): Promise<ScoredChunk[]>;
  /** The chunks of these ids that are there, in any order. */
  chunks(ids: readonly string[]): Promise<Chunk[]>;
  /** What is to be read of all chunks of these documents, each document's in order; documents in any order. */
  passages(documents: readonly string[]): Promise<Passage[]>;
  count(): Promise<number>;
  /** Number of chunks by document: compared with SQLite to find what a crash or bit rot lost. */
  countByDocument(): Promise<Map<string, number>>;
  /** Folds new rows into the index. Searches are right without it, only slower. */
  optimize(): Promise<void>;
  /** Reads every row and checks it. @returns what is wrong, empty when all is well. */
  verify(): Promise<string[]>;
  /** Throws the index away; the caller writes it anew from SQLite. */
  reset(): Promise<void>;
  close(): Promise<void>;
}
