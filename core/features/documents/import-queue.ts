import { SproutError, type Document, type Extraction, type Locale } from '../../contract/index.ts';
import type { Chunk, ChunkIndex } from '../../ports/chunk-index.ts';
import type { DocumentReader } from '../../ports/document-reader.ts';
import type { FileStore } from '../../ports/file-store.ts';
import type { WorkspaceStore } from '../../ports/workspace-store.ts';
import type { EventHub } from '../../shared/event-hub.ts';
import { chunkDocument } from './chunker.ts';
import { subjectOf } from './subject.ts';

export interface ImportQueueDependencies {
  readonly store: WorkspaceStore;
  readonly files: FileStore;
  readonly index: ChunkIndex;
  readonly reader: DocumentReader;
  readonly events: EventHub;
  readonly locale: () => Locale;
  /** Reports a bug: an error that is not an expected failure. */
  readonly onBug: (error: unknown) => void;
  /** Files read at the same time. */
  readonly parallel: number;
}

interface Job { readonly id: string; readonly password: string | undefined; readonly abort: AbortController; readonly settled: () => void }
interface Read { readonly document: Document; readonly chunks: Chunk[] }

/** Files that follow one another this closely, in milliseconds, count as one batch in the progress that people see. */
const sameBatchMs = 3000;

/** Passages that wait for the index are written together: one commit costs as much for one as for a thousand. */
const writeAt = 1000;

/**
 * Reads queued documents and writes their passages into the index. The queue itself is the documents' status in
 * the store, so what a crash interrupted is found again by `resume`.
 */
export class ImportQueue {
  readonly #deps: ImportQueueDependencies;
  readonly #waiting: Job[] = [];
  /** A document that is imported anew while it is read has two. */
  readonly #running = new Set<Job>();
  readonly #settledById = new Map<string, Promise<void>>();
  #read: Read[] = [];
  #writing: Promise<void> = Promise.resolve();
  #batch = { done: 0, total: 0, failed: 0, since: performance.now(), last: 0 };

  constructor(dependencies: ImportQueueDependencies) {
    this.#deps = dependencies;
  }

  get length(): number {
    return this.#waiting.length + this.#running.size;
  }

  /** Queues a stored document. */
  add(id: string, password?: string): void {
    const idle = this.#batch.done === this.#batch.total && performance.now() - this.#batch.last > sameBatchMs;
    if (idle) this.#batch = { done: 0, total: 0, failed: 0, since: performance.now(), last: 0 };
    this.#batch.total += 1;
    const { promise, resolve } = Promise.withResolvers<void>();
    this.#settledById.set(id, promise);
    this.#waiting.push({ id, password, abort: new AbortController(), settled: resolve });
    queueMicrotask(() => this.#pump());
  }

  /** Queues what an earlier process left unfinished. */
  resume(): void {
    for (const document of this.#deps.store.documents.unfinished()) this.add(document.id);
  }

  /** Cancels these documents' imports, or all. @returns how many were cancelled. */
  cancel(ids?: readonly string[]): number {
    const chosen = (job: Job): boolean => ids === undefined || ids.includes(job.id);
    const queued = this.#waiting.filter(chosen);
    for (const job of queued) {
      this.#waiting.splice(this.#waiting.indexOf(job), 1);
      this.#finish(job, { status: 'cancelled' });
    }
    const running = [...this.#running].filter(chosen);
    for (const job of running) job.abort.abort();
    return queued.length + running.length;
  }

  /** Resolves when these documents are ready, failed or cancelled. */
  async settled(ids: readonly string[]): Promise<void> {
    await Promise.all(ids.map((id) => this.#settledById.get(id)));
  }

  /** Stops reading; what is unfinished stays queued in the store for the next start. */
  async close(): Promise<void> {
    this.#waiting.length = 0;
    this.#closing = true;
    for (const job of this.#running) job.abort.abort();
    await this.#writing;
  }
  #closing = false;

  #pump(): void {
    while (!this.#closing && this.#running.size < this.#deps.parallel && this.#waiting.length > 0) {
      const job = this.#waiting.shift();
      if (!job) return;
      this.#running.add(job);
      void this.#run(job);
    }
  }

  async #run(job: Job): Promise<void> {
    const { store } = this.#deps;
    try {
      const document = store.documents.get(job.id);
      if (!document) return this.#leave(job);
      const extraction = await this.#extract({ ...document, status: 'reading' }, job);
      const name = document.name;
      const chunks = chunkDocument(document, extraction);
      // A title alone or a page of dots is no text either: nothing is called ready that cannot be found.
      if (!chunks.some((chunk) => chunk.tokens !== '')) throw new SproutError('no-text', { file: name });
      if (!store.documents.get(job.id)) return this.#leave(job);
      const indexing: Document = { ...document, status: 'indexing', mime: extraction.mime, pages: extraction.pages, pageKind: extraction.pageKind, warnings: extraction.warnings, chunks: chunks.length };
      this.#save(indexing);
      this.#read.push({ document: indexing, chunks });
      this.#scheduleWrite(job);
    } catch (error) {
      this.#fail(job, error);
    }
  }

  async #extract(document: Document, job: Job): Promise<Extraction> {
    const { store, files, reader, events } = this.#deps;
    const known = store.documents.extraction(document.hash);
    if (known) return known;
    this.#save(document);
    const extraction = await reader.read({
      path: files.path(document.hash),
      name: document.name,
      ...(job.password === undefined ? {} : { password: job.password }),
      signal: job.abort.signal,
      onProgress: ({ stage, done, total }) => events.emit({ type: 'document-progress', document: document.id, name: document.name, stage, done, total }),
    });
    if (extraction.blocks.length === 0) throw new SproutError('no-text', { file: document.name });
    store.documents.saveExtraction(document.hash, extraction, subjectOf(extraction));
    return extraction;
  }

  /** The document leaves the reader at once and is done when its passages are written. */
  #scheduleWrite(job: Job): void {
    const waiting = this.#read.reduce((sum, read) => sum + read.chunks.length, 0);
    this.#pendingJobs.push(job);
    this.#running.delete(job);
    this.#pump();
    if (waiting >= writeAt || this.#running.size === 0) this.#write();
  }
  #pendingJobs: Job[] = [];

  #write(): void {
    const batch = this.#read;
    const jobs = this.#pendingJobs;
    if (batch.length === 0) return;
    this.#read = [];
    this.#pendingJobs = [];
    this.#writing = this.#writing.then(async () => {
      try {
        // A document deleted in between must not come back.
        const kept = batch.filter((read) => this.#deps.store.documents.get(read.document.id));
        await this.#deps.index.write(kept.flatMap((read) => read.chunks), kept.map((read) => read.document.id));
        if (this.length === 0) await this.#deps.index.optimize();
        for (const job of jobs) this.#finish(job, { status: 'ready' });
      } catch (error) {
        for (const job of jobs) this.#fail(job, error);
      }
    });
  }

  #fail(job: Job, error: unknown): void {
    // The store may be closed by now.
    if (this.#closing) return this.#leave(job);
    if (job.abort.signal.aborted) return this.#finish(job, { status: 'cancelled' });
    if (!(error instanceof SproutError)) this.#deps.onBug(error);
    const name = this.#deps.store.documents.get(job.id)?.name ?? job.id;
    const problem = error instanceof SproutError ? error : new SproutError('reader-crashed', { file: name }, { cause: error });
    this.#finish(job, { status: 'failed', chunks: 0, error: problem.toKept(this.#deps.locale()) });
    void this.#deps.index.remove([job.id]).catch(this.#deps.onBug);
  }

  #finish(job: Job, change: Partial<Document>): void {
    const document = this.#deps.store.documents.get(job.id);
    if (document) {
      const { error: _cleared, ...rest } = document;
      this.#save({ ...rest, ...change });
    }
    this.#batch.done += 1;
    this.#batch.last = performance.now();
    if (change.status === 'failed') this.#batch.failed += 1;
    const { done, total, failed, since } = this.#batch;
    const secondsLeft = done === 0 ? undefined : ((performance.now() - since) / 1000 / done) * (total - done);
    this.#deps.events.emit({ type: 'import-progress', done, total, failed, ...(secondsLeft === undefined ? {} : { secondsLeft }) });
    this.#leave(job);
  }

  #leave(job: Job): void {
    this.#running.delete(job);
    job.settled();
    this.#pump();
    // The last reader that ends without passages of its own still has to bring the others' into the index.
    if (this.#running.size === 0 && this.#read.length > 0) this.#write();
  }

  #save(read: Document): void {
    // The owner may have marked it while it was read.
    const { private: _before, ...rest } = read;
    const document: Document = this.#deps.store.documents.get(read.id)?.private === true ? { ...rest, private: true } : rest;
    this.#deps.store.documents.save(document);
    this.#deps.events.emit({ type: 'document-changed', document });
  }
}
