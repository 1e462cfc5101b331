import { SproutError, type Document, type Locale, type Problem, type Reading } from '../../contract/index.ts';
import type { ChunkIndex } from '../../ports/chunk-index.ts';
import type { DocumentReader } from '../../ports/document-reader.ts';
import type { FileStore } from '../../ports/file-store.ts';
import type { FolderWatcher } from '../../ports/folder-watcher.ts';
import type { LocalFiles } from '../../ports/local-files.ts';
import type { WebPage } from '../../ports/web-page.ts';
import type { WorkspaceStore } from '../../ports/workspace-store.ts';
import type { EventHub } from '../../shared/event-hub.ts';
import { createFolders, type Folders } from './folders.ts';
import { ImportQueue } from './import-queue.ts';
import { createLeftOut } from './left-out.ts';
import { reconcileIndex } from './reconcile-index.ts';

export interface DocumentsDependencies {
  readonly store: WorkspaceStore;
  readonly files: FileStore;
  readonly index: ChunkIndex;
  readonly reader: DocumentReader;
  readonly localFiles: LocalFiles;
  readonly watcher: FolderWatcher;
  readonly webPage: WebPage;
  readonly events: EventHub;
  /** Language of stored error messages. */
  readonly locale: () => Locale;
  readonly onBug: (error: unknown) => void;
  readonly parallel?: number;
  /** Milliseconds that a deletion in a followed folder waits, so that a moved file keeps its document. */
  readonly deletionWait?: number;
  readonly now?: () => Date;
}

/** What became of one file that was handed in: its document, whether there was anything to do, and why it could not be taken in. */
export interface Accepted { readonly id: string; readonly changed: boolean; readonly problem?: Problem }

export interface Documents {
  list(): Document[];
  /** @throws SproutError document-not-found. */
  get(id: string): Document;
  reading(id: string): Reading;
  /** Path of the stored original. */
  originalPath(id: string): string;
  /**
   * Copies files, folders and web addresses in and queues them. What cannot be taken becomes a failed document that says why, or a warning
   * of the document that is there already. @param password tried on files that are locked; it is not kept. @param signal leaves the rest, and cancels what was queued. @throws AbortError.
   */
  importPaths(paths: readonly string[], options?: { password?: string; signal?: AbortSignal }): Promise<Accepted[]>;
  importUpload(name: string, bytes: Uint8Array): Promise<Accepted>;
  importAddress(address: string, signal?: AbortSignal): Promise<Accepted>;
  /** Reads a document again; one that could not be taken in is taken in again. */
  retry(id: string, password?: string): Promise<Document>;
  cancel(ids?: readonly string[]): number;
  /** Marks a document as one of which nothing ever leaves this computer, or takes that back. @throws SproutError document-not-found. */
  setPrivate(id: string, isPrivate: boolean): Document;
  /** The file of a followed folder stays away from then on, until it is imported by hand. @throws SproutError document-not-found. */
  delete(id: string): Promise<void>;
  settled(ids: readonly string[]): Promise<void>;
  importing(): number;
  folders: Folders;
  /** Brings the index back in line with the store; in the background it also resumes unfinished imports and follows the folders. */
  start(options: { background: boolean }): Promise<void>;
  /** Writes the whole index anew from what was read before. @returns number of documents. */
  rebuildIndex(onProgress?: (done: number, total: number) => void): Promise<number>;
  /** Copies originals that were changed or lost on disk anew from where they were imported, if the same content is still there. @returns number of originals. */
  mendOriginals(): Promise<number>;
  close(): Promise<void>;
}

/** Milliseconds; a deleted text is gone from the disk two rounds later at most. */
const tidyEvery = 60 * 60 * 1000;

export function createDocuments(dependencies: DocumentsDependencies): Documents {
  const { store, files, index, events, localFiles, webPage } = dependencies;
  const now = dependencies.now ?? (() => new Date());
  const queue = new ImportQueue({ ...dependencies, parallel: dependencies.parallel ?? 1 });

  function required(id: string): Document {
    const document = store.documents.get(id);
    if (!document) throw new SproutError('document-not-found', { id });
    return document;
  }

  /** Original and extraction go when no document has this content any more. */
  async function dropContent(hash: string): Promise<void> {
    if (hash === '' || store.documents.byHash(hash).length > 0) return;
    store.documents.deleteExtraction(hash);
    await files.remove(hash);
  }

  /** Makes or replaces the document for stored content, and queues it unless it is already there. */
  async function accept(file: { name: string; hash: string; size: number; source?: string; modifiedAt?: string }, before: Document | undefined, password?: string): Promise<Accepted> {
    if (before?.hash === file.hash && before.status === 'ready') {
      const document: Document = { ...before, ...optional({ source: file.source, modifiedAt: file.modifiedAt }), name: file.name, warnings: withoutRefusals(before) };
      if (before.name !== document.name || before.source !== document.source || before.modifiedAt !== document.modifiedAt || before.warnings.length !== document.warnings.length) {
        store.documents.save(document);
        events.emit({ type: 'document-changed', document });
      }
      return { id: before.id, changed: false };
    }
    const document: Document = {
      id: before?.id ?? crypto.randomUUID(),
      name: file.name,
      ...optional({ source: file.source, modifiedAt: file.modifiedAt }),
      mime: 'application/octet-stream', size: file.size, hash: file.hash,
      version: before && before.hash !== file.hash ? before.version + 1 : (before?.version ?? 1),
      status: 'queued', pages: 0, pageKind: 'none', chunks: 0, warnings: [], importedAt: now().toISOString(), ...(before?.private === true ? { private: true } : {}),
    };
    store.documents.save(document);
    events.emit({ type: 'document-changed', document });
    if (before && before.hash !== file.hash) await dropContent(before.hash);
    queue.add(document.id, password);
    return { id: document.id, changed: true };
  }

  /** A document for a file that could not even be taken in: the owner sees which and why. One that is there already stays as it was. */
  function refuse(name: string, source: string | undefined, error: SproutError): Accepted {
    const before = source === undefined ? undefined : store.documents.bySource(source);
    const problem = error.toKept(dependencies.locale());
    const keeps = before?.status === 'ready' && error.code !== 'file-empty';
    const document: Document = keeps ? { ...before, warnings: [...withoutRefusals(before), { code: 'not-updated', message: problem.message }] } : {
      id: before?.id ?? crypto.randomUUID(), name, ...optional({ source }), mime: 'application/octet-stream', size: before?.size ?? 0, hash: before?.hash ?? '',
      version: before?.version ?? 1, status: 'failed', pages: 0, pageKind: 'none', chunks: 0, warnings: [], error: problem, importedAt: now().toISOString(), ...(before?.private === true ? { private: true } : {}),
    };
    store.documents.save(document);
    events.emit({ type: 'document-changed', document });
    return { id: document.id, changed: true, problem };
  }

  /** @returns nothing when the owner deleted the document while its file was copied. */
  async function importFile(path: string, password?: string): Promise<Accepted[]> {
    const name = nameOf(path);
    try {
      const file = await localFiles.stat(path);
      const before = store.documents.bySource(file.path);
      if (before?.status === 'ready' && before.size === file.size && before.modifiedAt === file.modifiedAt && withoutRefusals(before).length === before.warnings.length) return [{ id: before.id, changed: false }];
      if (file.size === 0) throw new SproutError('file-empty', { file: file.name });
      const stored = await files.put(file.path);
      const moved = before ? undefined : await movedFrom(stored.hash);
      if (leftOut.holds(file.path)) {
        await dropContent(stored.hash);
        return [];
      }
      // Looked up anew: the same file may come in by hand and with its folder at the same time.
      return [await accept({ ...file, ...stored, source: file.path }, store.documents.bySource(file.path) ?? moved, password)];
    } catch (error) {
      if (error instanceof SproutError) return [refuse(name, path, error)];
      throw error;
    }
  }

  /** The document whose file was moved here: same content, and its old place is empty. */
  async function movedFrom(hash: string): Promise<Document | undefined> {
    for (const document of store.documents.byHash(hash)) {
      if (document.source === undefined || document.source.startsWith('http')) continue;
      const gone = await localFiles.stat(document.source).then(() => false, () => true);
      if (gone) return document;
    }
    return undefined;
  }

  /** A file of a folder: read, or named where it may hold documents and cannot be read, or passed over. */
  async function importFound(path: string, password?: string, importOne = importFile): Promise<Accepted[]> {
    if (dependencies.reader.accepts(path)) return importOne(path, password);
    const kind = dependencies.reader.unreadableKind(path);
    const file = nameOf(path);
    return kind === undefined ? [] : [refuse(file, path, new SproutError('format-unsupported', { file, kind }))];
  }

  /** By hand: what was left out of a folder before is wanted again. */
  async function takeIn(path: string, password?: string): Promise<Accepted[]> {
    leftOut.takeIn(path);
    return importFile(path, password);
  }

  async function importPaths(paths: readonly string[], { password, signal }: { password?: string; signal?: AbortSignal } = {}): Promise<Accepted[]> {
    const accepted: Accepted[] = [];
    /** @throws AbortError. */
    const goOn = async (): Promise<void> => {
      if (signal?.aborted !== true) return;
      const ids = accepted.map(({ id }) => id);
      queue.cancel(ids);
      await queue.settled(ids);
      throw signal.reason;
    };
    for (const path of paths) {
      await goOn();
      const refused = (error: unknown): Accepted => {
        if (error instanceof SproutError) return refuse(nameOf(path), path, error);
        throw error;
      };
      if (/^https?:\/\//i.test(path)) accepted.push(await importAddress(path).catch(refused));
      else {
        const entry = await localFiles.stat(path).catch(refused);
        if ('changed' in entry) accepted.push(entry);
        else if (entry.kind === 'file') accepted.push(...await takeIn(entry.path, password));
        else {
          for (const file of await dependencies.watcher.files(entry.path)) {
            await goOn();
            accepted.push(...await importFound(file, password, takeIn));
          }
        }
      }
    }
    await goOn();
    return accepted;
  }

  async function importAddress(address: string, signal?: AbortSignal): Promise<Accepted> {
    const page = await webPage.fetch(address, signal);
    try {
      return await accept({ name: page.name, source: page.address, ...(await files.put(page.path)) }, store.documents.bySource(page.address));
    } finally {
      await page.remove();
    }
  }

  /** @param leaveOut the owner wants it so: the files of followed folders stay away. */
  async function remove(doomed: readonly Document[], { leaveOut } = { leaveOut: false }): Promise<void> {
    if (doomed.length === 0) return;
    const stayingAway = leaveOut ? await leftOut.toRemember(doomed) : [];
    const ids = doomed.map(({ id }) => id);
    queue.cancel(ids);
    store.transaction(() => {
      for (const file of stayingAway) store.documents.saveLeftOut(file);
      for (const id of ids) store.documents.delete(id);
    });
    await index.remove(ids);
    for (const { hash } of doomed) await dropContent(hash);
    for (const id of ids) events.emit({ type: 'document-deleted', document: id });
  }

  const leftOut = createLeftOut({ store, localFiles, now, movedFrom });
  const folders = createFolders({ ...dependencies, leftOut, importFound, remove });

  let tidying: ReturnType<typeof setInterval> | undefined;
  /** What was deleted lives on in old versions of the index until those are cleaned up. */
  const tidy = (): void => { index.optimize().catch(dependencies.onBug); };

  return {
    list: () => store.documents.list(),
    get: required,
    reading: (id) => ({ document: required(id), blocks: store.documents.extraction(required(id).hash)?.blocks ?? [] }),
    originalPath: (id) => files.path(required(id).hash),
    importPaths,
    async importUpload(given, bytes) {
      const name = plainName(given);
      // A browser gives no path: the same name again is a new version of the same document.
      const before = store.documents.list().find((document) => document.source === undefined && document.name === name);
      if (bytes.length === 0) return refuse(name, undefined, new SproutError('file-empty', { file: name }));
      return accept({ name, ...(await files.putBytes(bytes)) }, before);
    },
    importAddress,
    async retry(id, password) {
      const { error: _cleared, ...document } = required(id);
      if (document.hash === '' && document.source !== undefined) {
        await importPaths([document.source], optional({ password }));
        return required(id);
      }
      const queued: Document = { ...document, status: 'queued', warnings: [] };
      store.documents.save(queued);
      events.emit({ type: 'document-changed', document: queued });
      queue.add(id, password);
      return queued;
    },
    cancel: (ids) => queue.cancel(ids),
    setPrivate(id, isPrivate) {
      const { private: _before, ...document } = required(id);
      const marked: Document = isPrivate ? { ...document, private: true } : document;
      store.documents.save(marked);
      events.emit({ type: 'document-changed', document: marked });
      return marked;
    },
    delete: (id) => remove([required(id)], { leaveOut: true }),
    settled: (ids) => queue.settled(ids),
    importing: () => queue.length,
    folders,
    async start({ background }) {
      await reconcileIndex(store, index, events);
      if (!background) return;
      queue.resume();
      await folders.start();
      tidy();
      tidying = setInterval(tidy, tidyEvery);
    },
    async rebuildIndex(onProgress) {
      await index.reset();
      return reconcileIndex(store, index, events, onProgress);
    },
    async mendOriginals() {
      let mended = 0;
      for (const { hash, source } of store.documents.list()) {
        if (hash === '' || source === undefined || source.startsWith('http') || await files.verify(hash)) continue;
        const stored = await files.put(source).catch(() => undefined);
        if (stored?.hash === hash) mended += 1;
        else if (stored) await dropContent(stored.hash);
      }
      return mended;
    },
    async close() {
      clearInterval(tidying);
      await folders.close();
      await queue.close();
    },
  };
}

const withoutRefusals = ({ warnings }: Document): Document['warnings'] => warnings.filter(({ code }) => code !== 'not-updated');

const nameOf = (path: string): string => path.split(/[\\/]/).at(-1) || path;

/** Leaves out what is undefined, as exactOptionalPropertyTypes asks. */
function optional<Fields extends Record<string, unknown>>(fields: Fields): { [Key in keyof Fields]?: NonNullable<Fields[Key]> } {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as { [Key in keyof Fields]?: NonNullable<Fields[Key]> };
}

/** A name is shown and compared, never used as a path; still it must not look like one that climbs, or hide what it is. */
function plainName(given: string): string {
  const parts = given.split(/[/\\]/).map((part) => part.replaceAll(/[\p{Cc}\p{Cf}]/gu, '').trim()).filter((part) => part !== '' && part !== '.' && part !== '..');
  return parts.join('/') || 'file';
}
