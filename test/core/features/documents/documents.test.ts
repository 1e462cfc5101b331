import { mkdir, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeEach, describe, expect, it, onTestFinished, vi } from 'vitest';
import { createDiskFileStore, createFolderWatcher, createLocalFiles } from '../../../../core/adapters/disk/index.ts';
import { openSqliteStore } from '../../../../core/adapters/sqlite/index.ts';
import { SproutError, type CoreEvent } from '../../../../core/contract/index.ts';
import { createDocuments, type Documents } from '../../../../core/features/documents/index.ts';
import type { WorkspaceStore } from '../../../../core/ports/workspace-store.ts';
import { createEventHub } from '../../../../core/shared/event-hub.ts';
import { FakeDocumentReader } from '../../../fakes/fake-document-reader.ts';
import { MemoryChunkIndex } from '../../../fakes/memory-chunk-index.ts';
import { temporaryFolder } from '../../../support/temporary-folder.ts';

/** Milliseconds: a watcher reports when the system does. */
const patience = { timeout: 15_000 };

describe('documents', { timeout: 60_000 }, () => {
  let folder: string;
  let store: WorkspaceStore;
  let index: MemoryChunkIndex;
  let reader: FakeDocumentReader;
  let events: CoreEvent[];
  let documents: Documents;
  const bugs: unknown[] = [];
  /** What happens while a page is fetched. */
  let fetching = (): void => {};

  function open(settle?: number): Documents {
    const hub = createEventHub();
    events = [];
    hub.listen((event) => events.push(event));
    return createDocuments({
      store, index, reader, events: hub, files: createDiskFileStore(join(folder, 'files')), localFiles: createLocalFiles(), watcher: createFolderWatcher(settle),
      webPage: {
        async fetch(address) {
          fetching();
          if (!address.startsWith('https://shop.example')) throw new SproutError('address-blocked', { address });
          return { path: await write('fetched/hours.html'), name: 'hours.html', address, remove: async () => undefined };
        },
      },
      locale: () => 'en', onBug: (error) => bugs.push(error), parallel: 2, deletionWait: 500,
    });
  }

  beforeEach(async () => {
    bugs.length = 0;
    fetching = () => {};
    folder = await temporaryFolder();
    store = openSqliteStore(join(folder, 'sprout.db'));
    index = new MemoryChunkIndex();
    reader = new FakeDocumentReader({ 'a.txt': 'Opening hours are nine to six.', 'b.txt': 'Deliveries on Tuesdays.', 'hours.html': 'Open from nine to six.', 'locked.pdf': new SproutError('password-needed', { file: 'locked.pdf' }), 'blank.pdf': '' });
    documents = open();
    onTestFinished(async () => {
      await documents.close();
      store.close();
    });
  });

  async function write(name: string, text = name): Promise<string> {
    const path = join(folder, 'in', name);
    await mkdir(join(path, '..'), { recursive: true });
    await writeFile(path, text);
    return path;
  }
  async function importAll(...paths: string[]) {
    const accepted = await documents.importPaths(paths);
    await documents.settled(accepted.map(({ id }) => id));
    return accepted.map(({ id }) => documents.get(id));
  }

  it('makes a document ready and findable', async () => {
    const [document] = await importAll(await write('a.txt'));
    expect(document).toMatchObject({ name: 'a.txt', status: 'ready', chunks: 1, version: 1 });
    expect(await index.countByDocument()).toEqual(new Map([[document?.id, 1]]));
    expect(documents.reading(document?.id ?? '').blocks[0]?.text).toBe('Opening hours are nine to six.');
  });

  it('reads nothing again when a file is unchanged, even when it was only touched', async () => {
    const path = await write('a.txt');
    await importAll(path);
    await write('a.txt');
    const [again] = await documents.importPaths([path]);
    expect(again?.changed).toBe(false);
    expect(reader.requests).toHaveLength(1);
  });

  it('keeps the document when its file moves', async () => {
    const path = await write('a.txt');
    const [before] = await importAll(path);
    await mkdir(join(folder, 'in', 'sub'));
    await rename(path, join(folder, 'in', 'sub', 'a.txt'));
    const [after] = await importAll(join(folder, 'in'));
    expect(after?.id).toBe(before?.id);
    expect(after?.source).toContain('sub');
    expect(documents.list()).toHaveLength(1);
  });

  it('never calls a file ready that yields no text', async () => {
    const [document] = await importAll(await write('blank.pdf'));
    expect(document).toMatchObject({ status: 'failed', error: { code: 'no-text' } });
    expect(await index.count()).toBe(0);
  });

  it('asks for a password and goes on with it', async () => {
    const [locked] = await importAll(await write('locked.pdf'));
    expect(locked?.error?.code).toBe('password-needed');
    await documents.retry(locked?.id ?? '', 'open sesame');
    await documents.settled([locked?.id ?? '']);
    expect(reader.requests.at(-1)?.password).toBe('open sesame');
    expect(documents.get(locked?.id ?? '').status).toBe('ready');
    expect(JSON.stringify(store.documents.list())).not.toContain('open sesame');
  });

  it('goes on with the others when one fails, and says how many did', async () => {
    const all = await importAll(await write('a.txt'), await write('locked.pdf'), await write('b.txt'), join(folder, 'missing.txt'));
    expect(all.map(({ status }) => status)).toEqual(['ready', 'failed', 'ready', 'failed']);
    expect(all[3]?.error?.code).toBe('file-not-found');
    expect(events.filter((event) => event.type === 'import-progress').at(-1)).toMatchObject({ done: 3, total: 3, failed: 1 });
  });

  it('names the files of a folder that may hold documents and cannot be read, and takes no copy of them', async () => {
    await write('a.txt');
    await write('archive.zip');
    await write('setup.exe');
    const all = await importAll(join(folder, 'in'));
    expect(all).toMatchObject([{ name: 'a.txt', status: 'ready' }, { name: 'archive.zip', status: 'failed', hash: '', error: { code: 'format-unsupported' } }]);
  });

  it('takes a file in again that was not there, when it is tried again', async () => {
    const [missing] = await importAll(join(folder, 'in', 'a.txt'));
    expect(missing?.error?.code).toBe('file-not-found');
    await write('a.txt');
    await documents.retry(missing?.id ?? '');
    await documents.settled([missing?.id ?? '']);
    expect(documents.list()).toMatchObject([{ id: missing?.id, status: 'ready' }]);
  });

  it('deletes passages, original and text with the document', async () => {
    const [document] = await importAll(await write('a.txt'));
    const original = documents.originalPath(document?.id ?? '');
    await documents.delete(document?.id ?? '');
    expect(documents.list()).toEqual([]);
    expect(await index.count()).toBe(0);
    await expect(createLocalFiles().stat(original)).rejects.toThrow(SproutError);
    expect(store.documents.extraction(document?.hash ?? '')).toBeUndefined();
  });

  it('keeps an original that another document still has', async () => {
    const [first] = await importAll(await write('a.txt', 'same'));
    const [second] = await importAll(await write('b.txt', 'same'));
    await documents.delete(first?.id ?? '');
    await expect(createLocalFiles().stat(documents.originalPath(second?.id ?? ''))).resolves.toBeDefined();
  });

  it('cancels what is being read and what waits', async () => {
    let release = (): void => {};
    reader.gate = new Promise((resolve) => { release = resolve; });
    const accepted = await documents.importPaths([await write('a.txt'), await write('b.txt'), await write('c.txt')]);
    const ids = accepted.map(({ id }) => id);
    expect(documents.cancel()).toBe(3);
    await documents.settled(ids);
    release();
    expect(ids.map((id) => documents.get(id).status)).toEqual(['cancelled', 'cancelled', 'cancelled']);
    expect(await index.count()).toBe(0);
    expect(bugs).toEqual([]);
  });

  it('takes no more in when whoever asked leaves, and cancels what came before', async () => {
    let release = (): void => {};
    reader.gate = new Promise((resolve) => { release = resolve; });
    const leaving = new AbortController();
    fetching = () => { leaving.abort(); };
    await expect(documents.importPaths([await write('a.txt'), 'https://shop.example/hours', await write('b.txt')], { signal: leaving.signal })).rejects.toMatchObject({ name: 'AbortError' });
    release();
    await documents.settled(documents.list().map(({ id }) => id));
    expect(documents.list().map(({ name, status }) => [name, status]).sort()).toEqual([['a.txt', 'cancelled'], ['hours.html', 'cancelled']]);
  });

  it('goes on after a stop where it was', async () => {
    reader.gate = new Promise(() => {});
    const [accepted] = await documents.importPaths([await write('a.txt')]);
    await documents.close();
    expect(store.documents.unfinished()).toHaveLength(1);
    reader.gate = Promise.resolve();
    documents = open();
    await documents.start({ background: true });
    await documents.settled([accepted?.id ?? '']);
    expect(documents.get(accepted?.id ?? '').status).toBe('ready');
  });

  it('ends every reading when it closes, of a document that was asked for twice, too', async () => {
    reader.gate = new Promise(() => {});
    const [accepted] = await documents.importPaths([await write('a.txt')]);
    await documents.retry(accepted?.id ?? '');
    await expect.poll(() => reader.requests.length).toBe(2);
    await documents.close();
    expect(reader.requests.map(({ signal }) => signal?.aborted)).toEqual([true, true]);
    expect(store.documents.unfinished()).toHaveLength(1);
    expect(bugs).toEqual([]);
  });

  it('writes what the index lost, and removes what it should not have', async () => {
    const [document] = await importAll(await write('a.txt'));
    await index.remove([document?.id ?? '']);
    await index.write([{ id: 'x:1:0', document: 'x', ordinal: 0, text: 'ghost', tokens: 'ghost', page: null, heading: null, start: 0, end: 5 }], ['x']);
    await documents.start({ background: false });
    expect(await index.countByDocument()).toEqual(new Map([[document?.id, 1]]));
    expect(reader.requests).toHaveLength(1);
  });

  it('treats an upload of the same name as a new version', async () => {
    const first = await documents.importUpload('a.txt', new TextEncoder().encode('one'));
    await documents.settled([first.id]);
    const second = await documents.importUpload('a.txt', new TextEncoder().encode('two'));
    await documents.settled([second.id]);
    expect(second.id).toBe(first.id);
    expect(documents.get(first.id)).toMatchObject({ version: 2, status: 'ready' });
  });

  it('follows a folder: what was deleted while Sprout was closed goes', async () => {
    const path = await write('a.txt');
    await documents.folders.add(join(folder, 'in'));
    await documents.close();
    expect(documents.list().map(({ name }) => name)).toEqual(['a.txt']);
    await rm(path);
    await write('b.txt');
    documents = open();
    await documents.start({ background: true });
    await documents.close();
    expect(store.documents.list().map(({ name }) => name)).toEqual(['b.txt']);
  });

  it('follows a folder: a file that moves or is saved anew by way of another keeps its document', async () => {
    documents = open(20);
    const path = await write('a.txt');
    await documents.folders.add(join(folder, 'in'));
    await vi.waitFor(() => { expect(documents.list()).toMatchObject([{ name: 'a.txt', status: 'ready' }]); }, patience);
    const [before] = documents.list();

    const moved = join(folder, 'in', 'sub', 'b.txt');
    await mkdir(join(folder, 'in', 'sub'));
    await rename(path, moved);
    await vi.waitFor(() => { expect(documents.list()).toMatchObject([{ id: before?.id, name: 'b.txt', source: moved, status: 'ready' }]); }, patience);
    expect(reader.requests).toHaveLength(1);

    await write('sub/other.tmp', 'another text');
    await rm(moved);
    await rename(join(folder, 'in', 'sub', 'other.tmp'), moved);
    await vi.waitFor(() => { expect(documents.list()).toMatchObject([{ id: before?.id, version: 2, status: 'ready' }]); }, patience);
    expect(bugs).toEqual([]);
  });

  it('follows a folder: what is deleted goes', async () => {
    documents = open(20);
    const path = await write('a.txt');
    await documents.folders.add(join(folder, 'in'));
    await vi.waitFor(() => { expect(documents.list()).toMatchObject([{ status: 'ready' }]); }, patience);
    await rm(path);
    await vi.waitFor(() => { expect(documents.list()).toEqual([]); }, patience);
    expect(await index.count()).toBe(0);
  });

  it('follows a folder: one that is away keeps its documents and says so', async () => {
    documents = open(20);
    await write('a.txt');
    const { id } = await documents.folders.add(join(folder, 'in'));
    await vi.waitFor(() => { expect(documents.list()).toMatchObject([{ status: 'ready' }]); }, patience);
    await rename(join(folder, 'in'), join(folder, 'away'));
    await vi.waitFor(() => { expect(documents.folders.list()).toMatchObject([{ id, documents: 1, error: { code: 'folder-not-found' } }]); }, patience);
    expect(documents.list()).toMatchObject([{ name: 'a.txt', status: 'ready' }]);
  });

  it('keeps what it has of a file that cannot be taken in again, with a warning until it can', async () => {
    const path = await write('a.txt');
    const [before] = await importAll(path);
    await rename(path, `${path}.away`);
    const [refused] = await documents.importPaths([path]);
    expect(refused).toMatchObject({ id: before?.id, problem: { code: 'file-not-found' } });
    expect(documents.get(before?.id ?? '')).toMatchObject({ status: 'ready', version: 1, warnings: [{ code: 'not-updated' }] });
    await rename(`${path}.away`, path);
    expect(await documents.importPaths([path])).toEqual([{ id: before?.id, changed: false }]);
    expect(documents.get(before?.id ?? '').warnings).toEqual([]);
  });

  it('fetches a web address that is among the paths, and names one that cannot be had', async () => {
    const accepted = await importAll('https://shop.example/hours', 'http://10.0.0.1/');
    expect(accepted).toMatchObject([{ name: 'hours.html', source: 'https://shop.example/hours', status: 'ready' }, { status: 'failed', error: { code: 'address-blocked' } }]);
  });
});
