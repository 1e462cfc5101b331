export interface VectorRow {
  /** Id of the chunk. */
  readonly chunk: string;
  /** `<document>:<version>`: what is embedded anew when the document changes. */
  readonly source: string;
  /** A unit vector. */
  readonly vector: Float32Array;
}

export interface Similar { readonly chunk: string; /** Cosine, -1 to 1. */ readonly similarity: number }

/** The vectors of all chunks by one embedding model. */
export interface VectorTable {
  readonly model: string;
  readonly dimensions: number;
  /** Adds rows, all or none. */
  write(rows: readonly VectorRow[]): Promise<void>;
  removeSources(sources: readonly string[]): Promise<void>;
  /** Every source that has vectors. */
  sources(): Promise<Set<string>>;
  /** The most alike, best first. */
  search(vector: Float32Array, limit: number): Promise<Similar[]>;
  /** Vectors of these chunks, and of some others from all over: what likeness is usual. */
  vectors(chunks: readonly string[]): Promise<Map<string, Float32Array>>;
  sample(count: number): Promise<Float32Array[]>;
  optimize(): Promise<void>;
}

/** Tables of vectors, one an embedding model, so that the old one serves while the new one is made. All of it can be made again from the chunks. */
export interface VectorIndex {
  /** Models that have a table. */
  models(): Promise<string[]>;
  /** Opens a model's table, or makes an empty one; a damaged one, or one of other dimensions, is thrown away first. */
  open(model: string, dimensions: number): Promise<VectorTable>;
  drop(model: string): Promise<void>;
  close(): Promise<void>;
}
