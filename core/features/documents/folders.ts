import { SproutError, type Locale, type Problem, type WatchedFolder } from '../../contract/index.ts';
import type { FolderWatcher } from '../../ports/folder-watcher.ts';
import type { LocalFiles } from '../../ports/local-files.ts';
import type { WorkspaceStore } from '../../ports/workspace-store.ts';

interface FoldersDependencies {
  readonly store: WorkspaceStore;
  readonly watcher: FolderWatcher;
  readonly localFiles: LocalFiles;
  readonly locale: () => Locale;
  readonly onBug: (error: unknown) => void;
  importFound(path: string): Promise<unknown>;
  remove(id: string): Promise<void>;
  /** Milliseconds that a deletion waits for the same content to turn up elsewhere, or for a program to put its new version in place. */
  readonly deletionWait?: number;
}

/** A moved file is reported at its new place once its size has stood still; that takes about a second. */
const defaultDeletionWait = 3000;
/** Milliseconds between looks for a folder that was away: an unplugged drive, a network share. */
const lookAgainEvery = 30_000;
/** Milliseconds between comparisons of folder and documents: systems lose a report now and then, and some network shares make none. */
const compareEvery = 5 * 60_000;

/** Folders that are followed: added, changed, moved and deleted files change the documents by themselves. */
export function createFolders(dependencies: FoldersDependencies) {
  const { store, watcher, localFiles } = dependencies;
  const open = new Map<string, { close(): Promise<void> }>();
  const problems = new Map<string, Problem>();
  /** Files whose documents the owner deleted: they stay away until the file changes, or Sprout starts again. */
  const dismissed = new Set<string>();
  const deletions = new Set<ReturnType<typeof setTimeout>>();
  let lookingAgain: ReturnType<typeof setInterval> | undefined;
  let comparing: ReturnType<typeof setInterval> | undefined;
  /** Changes are applied one after another: a move is a deletion and an addition of the same content. */
  let last: Promise<unknown> = Promise.resolve();

  const inside = (folder: string, source: string | undefined): boolean => source?.startsWith(folder.replace(/[\\/]$/, '') + (folder.includes('\\') ? '\\' : '/')) ?? false;
  const described = (folder: { id: string; path: string }): WatchedFolder => {
    const problem = problems.get(folder.id);
    return { ...folder, documents: store.documents.list().filter((document) => inside(folder.path, document.source)).length, ...(problem ? { error: problem } : {}) };
  };

  const isThere = (path: string): Promise<boolean> => localFiles.stat(path).then(() => true, () => false);

  /** A file that moved has its document at its new place by now, and one that was saved anew is back. */
  async function drop(folder: { id: string; path: string }, path: string): Promise<void> {
    const document = store.documents.bySource(path);
    if (!document || await isThere(path)) return;
    if (await isThere(folder.path)) await dependencies.remove(document.id);
    else await away(folder);
  }

  /** A network share or a drive that is away must neither keep Sprout from opening nor lose its documents. */
  async function away(folder: { id: string; path: string }, cause?: unknown): Promise<void> {
    const problem = cause instanceof SproutError ? cause : new SproutError('folder-not-found', { path: folder.path }, { cause });
    problems.set(folder.id, problem.toProblem(dependencies.locale()));
    await open.get(folder.id)?.close();
    open.delete(folder.id);
    lookingAgain ??= setInterval(() => { last = last.then(lookAgain).catch(dependencies.onBug); }, lookAgainEvery);
  }

  async function lookAgain(): Promise<void> {
    for (const folder of store.documents.folders()) if (problems.has(folder.id) && await isThere(folder.path)) await follow(folder).catch((error: unknown) => away(folder, error));
    if (problems.size > 0) return;
    clearInterval(lookingAgain);
    lookingAgain = undefined;
  }

  /** Catches up with what changed unreported, such as while Sprout was closed. */
  async function catchUp(folder: { id: string; path: string }): Promise<void> {
    const present = await watcher.files(folder.path).catch((error: unknown) => away(folder, error));
    if (!present) return;
    for (const path of present) if (!await isKnown(path)) await dependencies.importFound(path);
    const known = new Set(present);
    for (const document of store.documents.list()) {
      if (inside(folder.path, document.source) && !known.has(document.source ?? '')) await dependencies.remove(document.id);
    }
  }

  /** As it was when it was last taken in, be it in vain. */
  async function isKnown(path: string): Promise<boolean> {
    const document = store.documents.bySource(path);
    if (!document) return dismissed.has(path);
    if (document.status === 'cancelled') return false;
    const file = await localFiles.stat(path).catch(() => undefined);
    return document.size === file?.size && document.modifiedAt === file.modifiedAt;
  }

  async function follow(folder: { id: string; path: string }): Promise<void> {
    const watching = await watcher.watch(folder.path, ({ type, path }) => {
      const then = (work: () => Promise<void>): void => { last = last.then(work).catch(dependencies.onBug); };
      dismissed.delete(path);
      if (type !== 'deleted') return then(async () => { await dependencies.importFound(path); });
      const waiting = setTimeout(() => { deletions.delete(waiting); then(() => drop(folder, path)); }, dependencies.deletionWait ?? defaultDeletionWait);
      deletions.add(waiting);
    });
    problems.delete(folder.id);
    open.set(folder.id, watching);
    last = last.then(() => catchUp(folder)).catch(dependencies.onBug);
    comparing ??= setInterval(() => {
      for (const followed of store.documents.folders()) if (open.has(followed.id)) last = last.then(() => catchUp(followed)).catch(dependencies.onBug);
    }, compareEvery);
  }

  return {
    list: () => store.documents.folders().map(described),
    dismiss: (path: string): void => { dismissed.add(path); },
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
      problems.delete(id);
      store.documents.deleteFolder(id);
    },
    async start(): Promise<void> {
      for (const folder of store.documents.folders()) await follow(folder).catch((error: unknown) => away(folder, error));
    },
    async close(): Promise<void> {
      clearInterval(lookingAgain);
      clearInterval(comparing);
      // What waits is found by the next start, which compares the folder with its documents.
      for (const waiting of deletions) clearTimeout(waiting);
      deletions.clear();
      await Promise.all([...open.values()].map((watching) => watching.close()));
      open.clear();
      await last;
    },
  };
}
