/** Keeps originals by content hash. Implementations: disk; S3-compatible storage later. */
export interface FileStore {
  /** Copies a file in, fsynced before it returns. @throws SproutError disk-full, file-unreadable. */
  put(sourcePath: string): Promise<{ hash: string; size: number }>;
  putBytes(bytes: Uint8Array): Promise<{ hash: string; size: number }>;
  /** Absolute path of a stored original, for a reader. */
  path(hash: string): string;
  has(hash: string): Promise<boolean>;
  remove(hash: string): Promise<void>;
  /** All stored hashes. */
  list(): Promise<string[]>;
  /** True when the content still has its hash. */
  verify(hash: string): Promise<boolean>;
}
