import { join } from 'node:path';
import { createZipBackup } from './adapters/backup/index.ts';
import { createDiskFileStore, createFolderWatcher, createLocalFiles, lockWorkspace } from './adapters/disk/index.ts';
import { discardLanceIndex, openLanceIndex } from './adapters/lance/index.ts';
import { createSandboxedReader } from './adapters/readers/index.ts';
import { openSqliteStore } from './adapters/sqlite/index.ts';
import { createStarterFolder } from './adapters/starters/index.ts';
import { createWebPage } from './adapters/web/index.ts';
import { SproutError, type Locale } from './contract/index.ts';
import { createAnswers, type Answers } from './features/answers/index.ts';
import { createDocuments, type Documents } from './features/documents/index.ts';
import { createHealth, type Health } from './features/health/index.ts';
import type { ChunkIndex } from './ports/chunk-index.ts';
import { createSearch, type Search } from './features/search/index.ts';
import { createStarters, type Starters } from './features/starters/index.ts';
import { createWorkspace, type Workspace } from './features/workspace/index.ts';
import { createEventHub, type EventHub } from './shared/event-hub.ts';

export interface WorkspaceOptions {
  readonly directory: string;
  readonly id: string;
  readonly version: string;
  /** Folder with the starters. */
  readonly templates: string;
  /** Language of messages until the owner chose one. */
  readonly locale: Locale;
  /** Follow folders and resume imports; off for one-shot commands. */
  readonly background: boolean;
  readonly onBug: (error: unknown) => void;
}

export interface OpenWorkspace {
  readonly features: { documents: Documents; search: Search; answers: Answers; starters: Starters; health: Health; workspace: Workspace; events: EventHub };
  close(): Promise<void>;
}

/** Opens one workspace: takes its lock, opens its stores, rebuilds what a crash left behind. */
export async function openWorkspace(options: WorkspaceOptions): Promise<OpenWorkspace> {
  const { directory, onBug } = options;
  const lock = lockWorkspace(directory);
  const closing: (() => unknown)[] = [() => lock.release()];
  const close = async (): Promise<void> => {
    while (closing.length > 0) await closing.pop()?.();
  };
  try {
    const store = openSqliteStore(join(directory, 'sprout.db'));
    closing.push(() => store.close());
    const files = createDiskFileStore(join(directory, 'files'));
    const index = await openIndex(join(directory, 'lance'), onBug);
    closing.push(() => index.close());
    const reader = createSandboxedReader();
    closing.push(() => reader.close());
    const events = createEventHub(onBug);
    const locale = (): Locale => store.settings.get().locale ?? options.locale;
    const documents = createDocuments({ store, files, index, reader, events, locale, onBug, localFiles: createLocalFiles(), watcher: createFolderWatcher(), webPage: createWebPage() });
    closing.push(() => documents.close());
    const search = createSearch({
      index, documents: store.documents,
      onChange: (listener) => { events.listen((event) => { if (event.type === 'document-changed' || event.type === 'document-deleted') listener(); }); },
    });
    const answers = createAnswers({ search, store });
    const starters = createStarters({ source: createStarterFolder(options.templates) });
    const health = createHealth({ store });
    const workspace = createWorkspace({ id: options.id, version: options.version, store, files, index, archive: createZipBackup(), importing: () => documents.importing() });
    await documents.start({ background: options.background });
    return { features: { documents, search, answers, starters, health, workspace, events }, close };
  } catch (error) {
    await close();
    throw error;
  }
}

/** A damaged index is thrown away: `documents.start` writes it anew from what SQLite holds. */
async function openIndex(directory: string, onBug: (error: unknown) => void): Promise<ChunkIndex> {
  try {
    return await openLanceIndex(directory);
  } catch (error) {
    if (!(error instanceof SproutError) || error.code !== 'index-damaged') throw error;
    onBug(error);
    await discardLanceIndex(directory);
    return openLanceIndex(directory);
  }
}
