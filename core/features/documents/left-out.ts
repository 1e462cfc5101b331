import type { Document } from '../../contract/index.ts';
import type { LocalFiles } from '../../ports/local-files.ts';
import type { LeftOutFile, WorkspaceStore } from '../../ports/workspace-store.ts';

export type LeftOut = ReturnType<typeof createLeftOut>;

/** Whether a path lies in a folder, at any depth. */
export function isInside(folder: string, path: string | undefined): boolean {
  return path?.startsWith(folder.replace(/[\\/]$/, '') + (folder.includes('\\') ? '\\' : '/')) ?? false;
}

interface LeftOutDependencies {
  readonly store: WorkspaceStore;
  readonly localFiles: LocalFiles;
  readonly now: () => Date;
  /** The document whose file left its place and has this content. */
  movedFrom(hash: string): Promise<Document | undefined>;
}

/** Files of followed folders whose documents the owner deleted: they stay away, changed and moved too, until they are imported by hand. */
export function createLeftOut({ store, localFiles, now, movedFrom }: LeftOutDependencies) {
  const isThere = (path: string): Promise<boolean> => localFiles.stat(path).then(() => true, () => false);
  const followed = (path: string): boolean => store.documents.folders().some((folder) => isInside(folder.path, path));

  /** Content as it is now, so that the file is known when it moves later. */
  async function refresh(before: LeftOutFile): Promise<void> {
    const file = await localFiles.stat(before.path).catch(() => undefined);
    if (!file || (before.hash !== '' && file.size === before.size && file.modifiedAt === before.modifiedAt)) return;
    const hash = await localFiles.hash(before.path).catch(() => '');
    // It may have been taken in again, or the folder unfollowed, while it was read.
    if (store.documents.leftOutAt(before.path)) store.documents.saveLeftOut({ ...before, size: file.size, modifiedAt: file.modifiedAt, hash });
  }

  /** The file that was left out at another place and lies here now. */
  async function movedHere(path: string): Promise<LeftOutFile | undefined> {
    const file = await localFiles.stat(path).catch(() => undefined);
    const alike = file ? store.documents.leftOutOfSize(file.size).filter(({ hash }) => hash !== '') : [];
    if (alike.length === 0) return undefined;
    const hash = await localFiles.hash(path).catch(() => '');
    for (const other of alike) {
      // A copy of it that has a document of its own may have moved just as well.
      if (other.hash === hash && !await isThere(other.path) && !await movedFrom(hash)) return other;
    }
    return undefined;
  }

  return {
    of: (folder: { path: string }): LeftOutFile[] => store.documents.leftOut().filter(({ path }) => isInside(folder.path, path)),

    /** Whether the file at this place stays away; follows it when it changed or moved. */
    async has(path: string): Promise<boolean> {
      const known = store.documents.leftOutAt(path);
      if (known) {
        await refresh(known);
        return true;
      }
      const moved = await movedHere(path);
      if (!moved || store.documents.bySource(path)) return false;
      store.transaction(() => {
        store.documents.deleteLeftOut(moved.path);
        store.documents.saveLeftOut({ ...moved, path });
      });
      return true;
    },

    /** What to remember of documents that the owner deletes; nothing of files outside followed folders. */
    async toRemember(documents: readonly Document[]): Promise<LeftOutFile[]> {
      const leftOutAt = now().toISOString();
      const files: LeftOutFile[] = [];
      for (const { source, hash, size, modifiedAt = '' } of documents) {
        if (source === undefined || !followed(source)) continue;
        files.push({ path: source, hash: hash === '' ? await localFiles.hash(source).catch(() => '') : hash, size, modifiedAt, leftOutAt });
      }
      return files;
    },

    /** Whether it was left out under this very path. */
    holds: (path: string): boolean => store.documents.leftOutAt(path) !== undefined,

    takeIn(path: string): void { store.documents.deleteLeftOut(path); },

    /** What lies in no followed folder any more. */
    forget(): void {
      store.transaction(() => { for (const { path } of store.documents.leftOut()) if (!followed(path)) store.documents.deleteLeftOut(path); });
    },
  };
}
