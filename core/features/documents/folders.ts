import { SproutError, type Document, type Locale, type Problem, type WatchedFolder } from '../../contract/index.ts';
import type { FolderWatcher } from '../../ports/folder-watcher.ts';
import type { LocalFiles } from '../../ports/local-files.ts';
import type { WorkspaceStore } from '../../ports/workspace-store.ts';
import { isInside, type LeftOut } from './left-out.ts';

interface FoldersDependencies {
  readonly store: WorkspaceStore;
  readonly watcher: FolderWatcher;
  readonly localFiles: LocalFiles;
  readonly locale: () => Locale;
  readonly onBug: (error: unknown) => void;
  readonly leftOut: LeftOut;
  importFound(path: string): Promise<unknown>;
  remove(documents: readonly Document[], options?: { leaveOut: boolean }): Promise<void>;
  /** Milliseconds that a deletion waits for the same content to turn up elsewhere, or for a program to put its new version in place. */
  readonly deletionWait?: number;
}

/** A moved file is reported at its new place once its size has stood still; that takes about a second. */
const defaultDeletionWait = 3000;
/** Milliseconds between looks for a folder that was away: an unplugged drive, a network share. */
const lookAgainEvery = 30_000;
/** Milliseconds between comparisons of folder and documents: systems lose a report now and then, and some network shares make none. */
const compareEvery = 5 * 60_000;

export interface Folders {
  list(): WatchedFolder[];
  /** @throws SproutError folder-not-found. */
  add(path: string): Promise<WatchedFolder>;
  /** Documents stay; what was left out of the folder is forgotten. */
  remove(id: string): Promise<void>;
  /** Files of a folder that stay away. @throws SproutError folder-not-found. */
  leftOut(id: string): { path: string; leftOutAt: string }[];
  /** Deletes all documents of a folder and leaves its files out. @returns how many. @throws SproutError folder-not-found. */
  deleteDocuments(id: string): Promise<number>;
}

/** Folders that are followed: added, changed, moved and deleted files change the documents by themselves. */
export function createFolders(dependencies: FoldersDependencies): Folders & { start(): Promise<void>; close(): Promise<void> } {
  const { store, watcher, localFiles, leftOut } = dependencies;
  const open = new Map<string, { close(): Promise<void> }>();
  const problems = new Map<string, Problem>();
  const deletions = new Set<ReturnType<typeof setTimeout>>();
  let lookingAgain: ReturnType<typeof setInterval> | undefined;
  let comparing: ReturnType<typeof setInterval> | undefined;
  /** Changes are applied one after another: a move is a deletion and an addition of the same content. */
  let last: Promise<unknown> = Promise.resolve();

  const documentsOf = (folder: { path: string }): Document[] => store.documents.list().filter(({ source }) => isInside(folder.path, source));
  const described = (folder: { id: string; path: string }): WatchedFolder => {
    const problem = problems.get(folder.id);
    return { ...folder, documents: documentsOf(folder).length, leftOut: leftOut.of(folder).length, ...(problem ? { error: problem } : {}) };
  };

  const isThere = (path: string): Promise<boolean> => localFiles.stat(path).then(() => true, () => false);

  /** A file that moved has its document at its new place by now, and one that was saved anew is back. */
  async function drop(folder: { id: string; path: string }, path: string): Promise<void> {
    const document = store.documents.bySource(path);
    if (!document || await isThere(path)) return;
    if (await isThere(folder.path)) await dependencies.remove([document]);
    else await away(folder);
  }

  /** A network share or a drive that is away must neither keep Sprout from opening nor lose its documents. */
  async function away(folder: { id: string; path: string }, cause?: unknown): Promise<void> {
    const problem = cause instanceof SproutError ? cause : new SproutError('folder-not-found', { path: folder.path }, { cause });
    problems.set(folder.id, problem.toKept(dependencies.locale()));
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
    await dependencies.remove(documentsOf(folder).filter(({ source = '' }) => !known.has(source)));
  }

  /** As it was when it was last taken in, be it in vain. */
  async function isKnown(path: string): Promise<boolean> {
    const document = store.documents.bySource(path);
    if (!document) return leftOut.has(path);
    if (document.status === 'cancelled') return false;
    const file = await localFiles.stat(path).catch(() => undefined);
    return document.size === file?.size && document.modifiedAt === file.modifiedAt;
  }

  async function follow(folder: { id: string; path: string }): Promise<void> {
    const watching = await watcher.watch(folder.path, ({ type, path }) => {
      const then = (work: () => Promise<void>): void => { last = last.then(work).catch(dependencies.onBug); };
      if (type !== 'deleted') return then(async () => { if (!await leftOut.has(path)) await dependencies.importFound(path); });
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

  function required(id: string): { id: string; path: string } {
    const folder = store.documents.folders().find((known) => known.id === id);
    if (!folder) throw new SproutError('folder-not-found', { path: id });
    return folder;
  }

  return {
    list: () => store.documents.folders().map(described),
    leftOut: (id) => leftOut.of(required(id)).map(({ path, leftOutAt }) => ({ path, leftOutAt })),
    async deleteDocuments(id) {
      const doomed = documentsOf(required(id));
      await dependencies.remove(doomed, { leaveOut: true });
      return doomed.length;
    },
    async add(given) {
      const { path, kind } = await localFiles.stat(given).catch(() => ({ path: given, kind: 'missing' }));
      if (kind !== 'folder') throw new SproutError('folder-not-found', { path: given });
      const folder = store.documents.folders().find((known) => known.path === path) ?? { id: crypto.randomUUID(), path };
      store.documents.saveFolder(folder);
      if (!open.has(folder.id)) await follow(folder);
      return described(folder);
    },
    async remove(id) {
      await open.get(id)?.close();
      open.delete(id);
      problems.delete(id);
      store.documents.deleteFolder(id);
      leftOut.forget();
    },
    async start() {
      for (const folder of store.documents.folders()) await follow(folder).catch((error: unknown) => away(folder, error));
    },
    async close() {
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
