/** Where one model file can be had. */
export interface RemoteFile {
  /** Addresses to try in order; a hub's resolve address or any plain one. */
  readonly addresses: readonly string[];
  /** Length in bytes where it is known beforehand; a file of another length is refused. */
  readonly bytes?: number;
  /** Lower-case hexadecimal SHA-256 where it is known beforehand; else the hub's header is believed. */
  readonly sha256?: string;
}

export interface TransferProgress { readonly stage: 'running' | 'checking'; readonly received: number; readonly total: number; readonly bytesPerSecond: number; readonly host: string }

/** Gets large files from model hubs. */
export interface ModelHub {
  /**
   * Writes the file to `target` when all of it is there and right, never before; what was received is kept beside it as
   * `<target>.part` and the next call goes on from there, also after a restart.
   * @throws SproutError download-unreachable, download-refused, download-damaged, disk-full; AbortError when stopped (the part stays).
   */
  fetch(file: RemoteFile, target: string, options: { signal?: AbortSignal; onProgress?: (progress: TransferProgress) => void }): Promise<{ bytes: number; sha256: string | null }>;
  /** Bytes of an unfinished transfer, 0 without. */
  received(target: string): Promise<number>;
  /** Deletes an unfinished transfer. */
  discard(target: string): Promise<void>;
  /** Whether a hub answers within a few seconds. */
  reachable(origin: string): Promise<boolean>;
}
