import { join } from 'node:path';
import { createZipBackup } from './adapters/backup/index.ts';
import { createDiskFileStore, createFolderWatcher, createLocalFiles, lockWorkspace } from './adapters/disk/index.ts';
import { createModelHub } from './adapters/hub/index.ts';
import { discardLanceIndex, openLanceIndex, openLanceVectors } from './adapters/lance/index.ts';
import { createLlamaRuntime } from './adapters/llama/index.ts';
import { createModelLibrary } from './adapters/model-library/index.ts';
import { createSandboxedReader } from './adapters/readers/index.ts';
import { openSqliteStore } from './adapters/sqlite/index.ts';
import { createStarterFolder } from './adapters/starters/index.ts';
import { createWebPage } from './adapters/web/index.ts';
import { SproutError, type CoreEvent, type Locale } from './contract/index.ts';
import { createAnswers, type Answers } from './features/answers/index.ts';
import { createDocuments, type Documents } from './features/documents/index.ts';
import { createHealth, type Health } from './features/health/index.ts';
import type { ChunkIndex } from './ports/chunk-index.ts';
import type { ModelRuntime } from './ports/model-runtime.ts';
import { createModels, publicOrigins, type HubOrigins, type Models } from './features/models/index.ts';
import { createMeaningSearch, createSearch, type Search } from './features/search/index.ts';
import { createStarters, type Starters } from './features/starters/index.ts';
import { createWorkspace, type Workspace } from './features/workspace/index.ts';
import { createEventHub, type EventHub } from './shared/event-hub.ts';

/** Where models are and come from. */
export interface ModelPlaces {
  /** Sprout's own folder, shared by all workspaces. */
  readonly directory: string;
  /** Folders of SPROUT_MODELS: read, never written. */
  readonly folders: readonly string[];
  readonly origins?: Partial<HubOrigins>;
  /** HTTP_PROXY, HTTPS_PROXY and NO_PROXY, for downloads. */
  readonly proxies?: NodeJS.ProcessEnv;
  /** What runs models; llama.cpp without. */
  readonly runtime?: ModelRuntime;
}

export interface WorkspaceOptions {
  readonly directory: string;
  readonly id: string;
  readonly version: string;
  /** Folder with the starters. */
  readonly templates: string;
  /** Language of messages until the owner chose one. */
  readonly locale: Locale;
  readonly models: ModelPlaces;
  /** Follow folders and resume imports; off for one-shot commands. */
  readonly background: boolean;
  readonly onBug: (error: unknown) => void;
}

export interface OpenWorkspace {
  readonly features: { documents: Documents; search: Search; answers: Answers; models: Models; starters: Starters; health: Health; workspace: Workspace; events: EventHub };
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
    const models = createModels({
      library: createModelLibrary(options.models.directory, options.models.folders), hub: createModelHub(options.models.proxies ? { proxyEnv: options.models.proxies } : {}), runtime: options.models.runtime ?? createLlamaRuntime(),
      settings: store.settings, events, locale, onBug, origins: { ...publicOrigins, ...options.models.origins },
    });
    closing.push(() => models.close());
    const vectors = await openLanceVectors(join(directory, 'lance', 'vectors'));
    closing.push(() => vectors.close());
    const meaning = createMeaningSearch({
      vectors, index, onBug, waits: !options.background,
      embedders: { chosen: () => models.chosen('embedding'), get: (id) => models.embedder(id) },
      sources: () => new Map(store.documents.list().filter(({ status }) => status === 'ready').map(({ id, version }) => [`${id}:${version}`, id])),
      onProgress: (done, total) => { events.emit({ type: 'meaning-progress', done, total }); },
    });
    closing.push(() => meaning.close());
    const onChange = (listener: () => void, types: readonly CoreEvent['type'][]): void => { events.listen((event) => { if (types.includes(event.type)) listener(); }); };
    if (options.background) onChange(() => { meaning.update(); }, ['document-changed', 'document-deleted', 'models-changed']);
    const search = createSearch({ index, documents: store.documents, meaning, onBug, onChange: (listener) => { onChange(listener, ['document-changed', 'document-deleted']); } });
    const answers = createAnswers({ search, store, models: { chosen: () => models.chosen('chat'), get: (id) => models.chat(id) } });
    const starters = createStarters({ source: createStarterFolder(options.templates) });
    const health = createHealth({ store });
    const workspace = createWorkspace({ id: options.id, version: options.version, store, files, index, archive: createZipBackup(), importing: () => documents.importing(), model: () => models.chosen('chat') ?? 'quote' });
    await documents.start({ background: options.background });
    if (options.background) meaning.update();
    return { features: { documents, search, answers, models, starters, health, workspace, events }, close };
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
