import { SproutError, type Locale, type Problem, type WatchedFolder } from '../../contract/index.ts';
import type { DocumentReader } from '../../ports/document-reader.ts';
import type { FolderWatcher } from '../../ports/folder-watcher.ts';
import type { LocalFiles } from '../../ports/local-files.ts';
import type { WorkspaceStore } from '../../ports/workspace-store.ts';

interface FoldersDependencies {
  readonly store: WorkspaceStore;
  readonly watcher: FolderWatcher;
  readonly localFiles: LocalFiles;
  readonly reader: DocumentReader;
  readonly locale: () => Locale;
  readonly onBug: (error: unknown) => void;
  importFile(path: string): Promise<unknown>;
  remove(id: string): Promise<void>;
}

/** Folders that are followed: added, changed, moved and deleted files change the documents by themselves. */
export function createFolders(dependencies: FoldersDependencies) {
  const { store, watcher, localFiles } = dependencies;
  const open = new Map<string, { close(): Promise<void> }>();
  const problems = new Map<string, Problem>();
  /** Changes are applied one after another: a move is a deletion and an addition of the same content. */
  let last: Promise<unknown> = Promise.resolve();

  const inside = (folder: string, source: string | undefined): boolean => source?.startsWith(folder.replace(/[\\/]$/, '') + (folder.includes('\\') ? '\\' : '/')) ?? false;
  const described = (folder: { id: string; path: string }): WatchedFolder => {
    const problem = problems.get(folder.id);
    return { ...folder, documents: store.documents.list().filter((document) => inside(folder.path, document.source)).length, ...(problem ? { error: problem } : {}) };
  };

  async function apply(change: { type: 'added' | 'changed' | 'deleted'; path: string }): Promise<void> {
    if (change.type !== 'deleted') {
      if (dependencies.reader.accepts(change.path)) await dependencies.importFile(change.path);
      return;
    }
    const document = store.documents.bySource(change.path);
    if (document) await dependencies.remove(document.id);
  }

  /** Catches up with what changed while Sprout was closed. */
  async function catchUp(folder: { path: string }): Promise<void> {
    const present = await watcher.files(folder.path);
    for (const path of present) await apply({ type: 'added', path });
    const known = new Set(present);
    for (const document of store.documents.list()) {
      if (inside(folder.path, document.source) && !known.has(document.source ?? '')) await dependencies.remove(document.id);
    }
  }

  async function follow(folder: { id: string; path: string }): Promise<void> {
    const watching = await watcher.watch(folder.path, (change) => {
      // Deletions wait for additions of the same burst, so that a moved file keeps its document.
      const work = (): Promise<void> => apply(change);
      last = last.then(work).catch(dependencies.onBug);
    });
    open.set(folder.id, watching);
    last = last.then(() => catchUp(folder)).catch(dependencies.onBug);
  }

  return {
    list: () => store.documents.folders().map(described),
    async add(given: string): Promise<WatchedFolder> {
      const { path, kind } = await localFiles.stat(given).catch(() => ({ path: given, kind: 'missing' }));
      if (kind !== 'folder') throw new SproutError('folder-not-found', { path: given });
      const folder = store.documents.folders().find((known) => known.path === path) ?? { id: crypto.randomUUID(), path };
      store.documents.saveFolder(folder);
      if (!open.has(folder.id)) await follow(folder);
      return described(folder);
    },
    async remove(id: string): Promise<void> {
      await open.get(id)?.close();
      open.delete(id);
      store.documents.deleteFolder(id);
    },
    async start(): Promise<void> {
      for (const folder of store.documents.folders()) {
        await follow(folder).catch((error: unknown) => {
          // A network share that is away today must not keep Sprout from opening, nor delete its documents.
          const problem = error instanceof SproutError ? error : new SproutError('folder-not-found', { path: folder.path }, { cause: error });
          problems.set(folder.id, problem.toProblem(dependencies.locale()));
        });
      }
    },
    async close(): Promise<void> {
      await Promise.all([...open.values()].map((watching) => watching.close()));
      open.clear();
      await last;
    },
  };
}
