import { SproutError, defaultSettings, type Conversation, type Document, type Exchange, type Extraction, type Settings } from '../../core/contract/index.ts';
import type { ConversationStore, DocumentStore, KeyStore, LeftOutFile, SettingsStore, StoredFolder, StoredKey, WorkspaceStore } from '../../core/ports/workspace-store.ts';
import { MemorySiteStore } from './memory-site-store.ts';
import { MemoryInboxStore } from './memory-inbox-store.ts';
import { memoryTuningStore, type TuningState } from './memory-tuning-store.ts';

interface State {
  documents: Map<string, Document>;
  extractions: Map<string, Extraction>;
  subjects: Map<string, string>;
  folders: Map<string, StoredFolder>;
  leftOut: Map<string, LeftOutFile>;
  conversations: Map<string, Conversation>;
  settings: Settings;
  tuning: TuningState;
  keys: Map<string, StoredKey>;
}

const unfinished = new Set(['queued', 'reading', 'indexing']);

/** A workspace in memory. Values are copied in and out, so that a caller cannot change what is stored. `copies` are the paths of `copyTo`. */
export class MemoryWorkspaceStore implements WorkspaceStore {
  readonly copies: string[] = [];
  readonly sites = new MemorySiteStore();
  private state: State = { documents: new Map(), extractions: new Map(), subjects: new Map(), folders: new Map(), leftOut: new Map(), conversations: new Map(), settings: { ...defaultSettings }, keys: new Map(), tuning: { datasets: new Map(), examples: new Map(), runs: new Map() } };
  private depth = 0;

  readonly inbox = new MemoryInboxStore();

  readonly documents: DocumentStore = {
    list: () => this.sorted().reverse(),
    get: (id) => structuredClone(this.state.documents.get(id)),
    bySource: (source) => this.all().find((document) => document.source === source),
    byHash: (hash) => this.all().filter((document) => document.hash === hash),
    save: (document) => { this.state.documents.set(document.id, structuredClone(document)); },
    delete: (id) => {
      const hash = this.state.documents.get(id)?.hash;
      this.state.documents.delete(id);
      if (hash !== undefined && !this.all().some((document) => document.hash === hash)) this.state.extractions.delete(hash);
    },
    unfinished: () => this.sorted().filter((document) => unfinished.has(document.status)),
    saveExtraction: (hash, extraction, subject) => { this.state.extractions.set(hash, structuredClone(extraction)); this.state.subjects.set(hash, subject); },
    subjects: () => this.all().filter(({ status, hash }) => status === 'ready' && this.state.extractions.has(hash)).map(({ id, name, hash }) => ({ id, name, subject: this.state.subjects.get(hash) ?? '' })),
    extraction: (hash) => structuredClone(this.state.extractions.get(hash)),
    deleteExtraction: (hash) => { this.state.extractions.delete(hash); },
    folders: () => [...this.state.folders.values()].sort((left, right) => left.path.localeCompare(right.path)),
    saveFolder: (folder) => { this.state.folders.set(folder.id, { ...folder }); },
    deleteFolder: (id) => { this.state.folders.delete(id); },
    leftOut: () => [...this.state.leftOut.values()].sort((left, right) => left.path.localeCompare(right.path)),
    leftOutAt: (path) => this.state.leftOut.get(path),
    leftOutOfSize: (size) => this.documents.leftOut().filter((file) => file.size === size),
    saveLeftOut: (file) => { this.state.leftOut.set(file.path, { ...file }); },
    deleteLeftOut: (path) => { this.state.leftOut.delete(path); },
  };

  readonly conversations: ConversationStore = {
    list: (query = '') => [...this.state.conversations.values()]
      .filter((conversation) => says(conversation, query.trim().toLowerCase()))
      .sort((left, right) => right.updatedAt.localeCompare(left.updatedAt))
      .map(({ exchanges, ...summary }) => ({ ...summary, exchanges: exchanges.length })),
    get: (id) => {
      const conversation = this.state.conversations.get(id);
      return structuredClone(conversation);
    },
    create: (id, title) => { this.state.conversations.set(id, { id, title, updatedAt: new Date().toISOString(), exchanges: [] }); },
    rename: (id, title) => { this.conversation(id).title = title; },
    delete: (id) => { this.state.conversations.delete(id); },
    addExchange: (id, exchange) => {
      const conversation = this.conversation(id);
      conversation.exchanges.push(structuredClone(exchange));
      conversation.updatedAt = exchange.askedAt;
    },
    exchange: (id) => structuredClone([...this.state.conversations.values()].flatMap(({ exchanges }) => exchanges).find((exchange) => exchange.id === id)),
  };

  readonly settings: SettingsStore = {
    get: () => ({ ...this.state.settings }),
    update: (change) => {
      this.state.settings = { ...this.state.settings, ...change };
      return { ...this.state.settings };
    },
  };

  readonly tuning = memoryTuningStore(() => this.state.tuning);
  readonly keys: KeyStore = {
    list: () => [...this.state.keys.values()].sort((left, right) => right.madeAt.localeCompare(left.madeAt)).map((key) => ({ ...key })),
    save: (key) => { this.state.keys.set(key.id, { ...key }); },
    delete: (id) => this.state.keys.delete(id),
    replaceAll: (keys) => { this.state.keys = new Map(keys.map((key) => [key.id, { ...key }])); },
  };

  transaction<Result>(work: () => Result): Result {
    const before = this.depth === 0 ? structuredClone(this.state) : undefined;
    this.depth++;
    try {
      return work();
    } catch (error) {
      if (before !== undefined) this.state = before;
      throw error;
    } finally {
      this.depth--;
    }
  }

  verify(): string[] {
    return [];
  }

  copyTo(path: string): void {
    this.copies.push(path);
  }

  close(): void {
    this.depth = 0;
  }

  private all(): Document[] {
    return [...this.state.documents.values()].map((document) => structuredClone(document));
  }

  private sorted(): Document[] {
    return this.all().sort((left, right) => left.importedAt.localeCompare(right.importedAt));
  }

  private conversation(id: string): Conversation {
    const conversation = this.state.conversations.get(id);
    if (conversation === undefined) throw new SproutError('conversation-not-found', { id });
    return conversation;
  }
}

function says(conversation: { title: string; exchanges: readonly Exchange[] }, query: string): boolean {
  const texts = [conversation.title, ...conversation.exchanges.flatMap((exchange) => [exchange.question, exchange.answer.answer])];
  return texts.some((text) => text.toLowerCase().includes(query));
}
