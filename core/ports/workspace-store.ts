import type { Conversation, ConversationSummary, Document, Exchange, Extraction, ProgramKey, Settings } from '../contract/index.ts';
import type { SiteStore } from './site-store.ts';
import type { InboxStore } from './inbox-store.ts';
import type { TuningStore } from './tuning-store.ts';

/** The truth about a workspace, transactional. Implementations: SQLite; PostgreSQL later (the gateway). */
export interface WorkspaceStore {
  readonly documents: DocumentStore;
  readonly conversations: ConversationStore;
  readonly settings: SettingsStore;
  readonly tuning: TuningStore;
  readonly keys: KeyStore;
  readonly sites: SiteStore;
  readonly inbox: InboxStore;
  /** Runs `work` in one transaction; rolled back when it throws. */
  transaction<Result>(work: () => Result): Result;
  /** @returns what is wrong with the database, empty when all is well. */
  verify(): string[];
  /** Writes a consistent copy of the database to a new file, without the keys: they belong to this computer. */
  copyTo(path: string): void;
  close(): void;
}

export interface StoredFolder { readonly id: string; readonly path: string }

/** A file of a followed folder whose document the owner deleted, as it was when last looked at. */
export interface LeftOutFile {
  readonly path: string;
  /** SHA-256 of its content, hex; empty when it could not be read. */
  readonly hash: string;
  readonly size: number;
  readonly modifiedAt: string;
  /** ISO 8601, UTC. */
  readonly leftOutAt: string;
}

export interface DocumentStore {
  list(): Document[];
  get(id: string): Document | undefined;
  bySource(source: string): Document | undefined;
  byHash(hash: string): Document[];
  save(document: Document): void;
  delete(id: string): void;
  /** Documents whose import a crash or a stop interrupted, oldest first. */
  unfinished(): Document[];
  /**
   * What was read from a file, kept so that the index can be rebuilt without reading (or OCR) again.
   * @param subject what the content is about as a whole.
   */
  saveExtraction(hash: string, extraction: Extraction, subject: string): void;
  /** Names and subjects of all documents that are ready. */
  subjects(): { id: string; name: string; subject: string }[];
  extraction(hash: string): Extraction | undefined;
  deleteExtraction(hash: string): void;
  folders(): StoredFolder[];
  saveFolder(folder: StoredFolder): void;
  deleteFolder(id: string): void;
  /** By path. */
  leftOut(): LeftOutFile[];
  leftOutAt(path: string): LeftOutFile | undefined;
  leftOutOfSize(size: number): LeftOutFile[];
  saveLeftOut(file: LeftOutFile): void;
  deleteLeftOut(path: string): void;
}

export interface ConversationStore {
  list(query?: string): ConversationSummary[];
  get(id: string): Conversation | undefined;
  create(id: string, title: string): void;
  rename(id: string, title: string): void;
  delete(id: string): void;
  addExchange(conversation: string, exchange: Exchange): void;
  exchange(id: string): Exchange | undefined;
}

export interface SettingsStore {
  get(): Settings;
  update(change: Partial<Settings>): Settings;
}

/** A key of another program; of the key itself only its hash. */
export interface StoredKey extends ProgramKey { /** SHA-256 of the key, hexadecimal. */ readonly hash: string }

export interface KeyStore {
  /** The newest first. */
  list(): StoredKey[];
  save(key: StoredKey): void;
  /** @returns whether there was one. */
  delete(id: string): boolean;
  /** Puts these in place of all others. */
  replaceAll(keys: readonly StoredKey[]): void;
}
