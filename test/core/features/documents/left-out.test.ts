import { mkdir, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeEach, describe, expect, it, onTestFinished, vi } from 'vitest';
import { createDiskFileStore, createFolderWatcher, createLocalFiles } from '../../../../core/adapters/disk/index.ts';
import { openSqliteStore } from '../../../../core/adapters/sqlite/index.ts';
import { createDocuments, type Documents } from '../../../../core/features/documents/index.ts';
import type { FileStore } from '../../../../core/ports/file-store.ts';
import type { WorkspaceStore } from '../../../../core/ports/workspace-store.ts';
import { createEventHub } from '../../../../core/shared/event-hub.ts';
import { FakeDocumentReader } from '../../../fakes/fake-document-reader.ts';
import { MemoryChunkIndex } from '../../../fakes/memory-chunk-index.ts';
import { temporaryFolder } from '../../../support/temporary-folder.ts';

/** Milliseconds: a watcher reports when the system does. */
const patience = { timeout: 15_000 };

describe('a document that the owner deleted', { timeout: 60_000 }, () => {
  let base: string;
  let folder: string;
  let store: WorkspaceStore;
  let documents: Documents;
  const index = new MemoryChunkIndex();
  const bugs: unknown[] = [];

  function open(files: FileStore = createDiskFileStore(join(base, 'files'))): Documents {
    const reader = new FakeDocumentReader(Object.fromEntries(['a.txt', 'b.txt', 'c.txt', 'moved.txt', 'last.txt'].map((name) => [name, `Text of ${name}.`])));
    return createDocuments({
      store, index, reader, events: createEventHub(), files, localFiles: createLocalFiles(), watcher: createFolderWatcher(20),
      webPage: { fetch: () => Promise.reject(new Error('no address is asked for here')) },
      locale: () => 'en', onBug: (error) => bugs.push(error), deletionWait: 500,
    });
  }
  /** Closes Sprout, lets the folder change, and opens it again; what it finds then is taken in before this resolves. */
  async function whileClosed(change: () => Promise<unknown>): Promise<void> {
    await documents.close();
    await change();
    documents = open();
    await documents.start({ background: true });
    await documents.close();
    documents = open();
    await documents.start({ background: true });
  }
  async function write(name: string, text = name): Promise<string> {
    const path = join(folder, name);
    await mkdir(join(path, '..'), { recursive: true });
    await writeFile(path, text);
    return path;
  }
  const names = (): string[] => documents.list().map(({ name }) => name).sort();
  const shown = async (...expected: string[]): Promise<void> => { await vi.waitFor(() => { expect(names()).toEqual(expected); expect(documents.importing()).toBe(0); }, patience); };
  const deleteNamed = (name: string): Promise<void> => documents.delete(documents.list().find((one) => one.name === name)?.id ?? '');
  const leftOut = (): string[] => documents.folders.list().flatMap(({ id }) => documents.folders.leftOut(id).map(({ path }) => path));

  beforeEach(async () => {
    bugs.length = 0;
    base = await temporaryFolder();
    folder = join(base, 'in');
    store = openSqliteStore(join(base, 'sprout.db'));
    documents = open();
    onTestFinished(async () => {
      await documents.close();
      store.close();
      expect(bugs).toEqual([]);
    });
    await write('a.txt');
    await write('b.txt');
    await documents.folders.add(folder);
    await shown('a.txt', 'b.txt');
  });

  it('stays away when Sprout starts again, and the folder says so', async () => {
    await deleteNamed('a.txt');
    expect(documents.folders.list()).toMatchObject([{ documents: 1, leftOut: 1 }]);
    await whileClosed(async () => undefined);
    expect(names()).toEqual(['b.txt']);
    expect(leftOut()).toEqual([join(folder, 'a.txt')]);
  });

  it('stays away when its file changes, is deleted and put back, or moves, whether Sprout is open or not', async () => {
    await deleteNamed('a.txt');
    await whileClosed(() => write('a.txt', 'changed'));
    const moved = join(folder, 'sub', 'moved.txt');
    await whileClosed(async () => { await mkdir(join(folder, 'sub')); await rename(join(folder, 'a.txt'), moved); });
    expect(leftOut()).toEqual([moved]);

    const { size } = store.documents.leftOutAt(moved) ?? {};
    await write('sub/moved.txt', 'changed once more');
    await vi.waitFor(() => { expect(store.documents.leftOutAt(moved)?.size).not.toBe(size); }, patience);
    await rm(join(folder, 'b.txt'));
    await write('last.txt');
    await shown('last.txt');
    await rename(moved, join(folder, 'c.txt'));
    await vi.waitFor(() => { expect(leftOut()).toEqual([join(folder, 'c.txt')]); }, patience);
    await rm(join(folder, 'c.txt'));
    await whileClosed(() => write('c.txt', 'changed once more'));
    expect(names()).toEqual(['last.txt']);
  });

  it('does not keep a copy of its file away that has a document of its own, wherever that moves', async () => {
    await write('c.txt', 'a.txt');
    await shown('a.txt', 'b.txt', 'c.txt');
    await deleteNamed('a.txt');
    await whileClosed(async () => { await rm(join(folder, 'a.txt')); await rename(join(folder, 'c.txt'), join(folder, 'moved.txt')); });
    expect(names()).toEqual(['b.txt', 'moved.txt']);
  });

  it('comes back when its file is imported by hand, and follows it again', async () => {
    await deleteNamed('a.txt');
    const [accepted] = await documents.importPaths([join(folder, 'a.txt')]);
    await documents.settled([accepted?.id ?? '']);
    expect(names()).toEqual(['a.txt', 'b.txt']);
    expect(leftOut()).toEqual([]);
    await whileClosed(() => rm(join(folder, 'a.txt')));
    expect(names()).toEqual(['b.txt']);
  });

  it('is forgotten when its folder is no longer followed', async () => {
    await deleteNamed('a.txt');
    await documents.folders.remove(documents.folders.list()[0]?.id ?? '');
    expect(store.documents.leftOut()).toEqual([]);
    await documents.folders.add(folder);
    await shown('a.txt', 'b.txt');
  });

  it('stays away with all others of its folder', async () => {
    const [{ id = '' } = {}] = documents.folders.list();
    const elsewhere = join(base, 'elsewhere.txt');
    await writeFile(elsewhere, 'elsewhere');
    await documents.importPaths([elsewhere]);
    await shown('a.txt', 'b.txt', 'elsewhere.txt');
    expect(await documents.folders.deleteDocuments(id)).toBe(2);
    await whileClosed(() => write('c.txt'));
    expect(names()).toEqual(['c.txt', 'elsewhere.txt']);
    expect(documents.folders.list()).toMatchObject([{ documents: 1, leftOut: 2 }]);
    await expect(documents.folders.deleteDocuments('unknown')).rejects.toMatchObject({ code: 'folder-not-found' });
  });

  it('is one document, and stays away, when its folder was about to take the same file in', async () => {
    await documents.close();
    const [files, folderCopies, mayGoOn] = [createDiskFileStore(join(base, 'files')), Promise.withResolvers<undefined>(), Promise.withResolvers<undefined>()];
    let copies = 0;
    documents = open({ ...files, async put(path) {
      const stored = await files.put(path);
      copies += 1;
      if (copies === 1) {
        folderCopies.resolve(undefined);
        await mayGoOn.promise;
      }
      return stored;
    } });
    const path = await write('c.txt');
    await documents.start({ background: true });
    await folderCopies.promise;
    const [byHand] = await documents.importPaths([path]);
    await documents.delete(byHand?.id ?? '');
    mayGoOn.resolve(undefined);
    await documents.close();
    expect(names()).toEqual(['a.txt', 'b.txt']);
    expect(leftOut()).toEqual([path]);
  });

  it('of a file outside of followed folders leaves nothing behind', async () => {
    const elsewhere = join(base, 'elsewhere.txt');
    await writeFile(elsewhere, 'elsewhere');
    const [accepted] = await documents.importPaths([elsewhere]);
    await documents.delete(accepted?.id ?? '');
    expect(store.documents.leftOut()).toEqual([]);
  });
});
