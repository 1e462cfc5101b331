import type { ModelPlace } from '../contract/index.ts';

export interface ModelFileOnDisk { readonly path: string; readonly bytes: number; readonly modifiedAt: number; readonly place: ModelPlace }

/** An unfinished download, so that it can go on after a restart. */
export interface StoredDownload { readonly id: string; readonly addresses: readonly string[]; readonly sha256: string | null; readonly total: number }

export interface MachineFacts {
  readonly memoryMegabytes: number;
  /** What programs can have without the system writing others out; files that it only keeps for later count as free. */
  readonly freeMegabytes: number;
  /** Whether files that are mapped and in use count as free too. */
  readonly mappedCountsAsFree: boolean;
  readonly cores: number;
  /** Changes when the speed must be measured again. */
  readonly fingerprint: string;
}
export interface StoredSpeed { readonly weightBytesPerSecond: number; readonly weightsPerSecond: number; readonly measuredAt: string; readonly fingerprint: string }

/** The model files on this machine, and what is remembered about them. Implementation: disk. */
export interface ModelLibrary {
  /** Every `.gguf` in Sprout's folder, in the folders of SPROUT_MODELS and among the linked files. */
  files(): Promise<ModelFileOnDisk[]>;
  /** @throws SproutError file-not-found, file-unreadable. */
  open(path: string): Promise<{ readonly length: number; read(offset: number, length: number): Promise<Uint8Array>; close(): Promise<void> }>;
  /** Model files at a path: the file itself, or those in a folder. @throws SproutError file-not-found. */
  at(path: string): Promise<string[]>;
  link(paths: readonly string[]): Promise<void>;
  unlink(path: string): Promise<void>;
  /** Deletes a file of Sprout's own folder. */
  delete(path: string): Promise<void>;
  /** Where a downloaded model is put. */
  ownPath(id: string): string;
  downloads(): Promise<StoredDownload[]>;
  saveDownloads(downloads: readonly StoredDownload[]): Promise<void>;
  machine(): MachineFacts;
  speed(): Promise<StoredSpeed | null>;
  saveSpeed(speed: StoredSpeed): Promise<void>;
}
