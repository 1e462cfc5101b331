import { SproutError, type Download, type Locale } from '../../contract/index.ts';
import type { ModelHub, TransferProgress } from '../../ports/model-hub.ts';
import type { ModelLibrary, StoredDownload } from '../../ports/model-library.ts';

interface Running { stored: StoredDownload; state: Download; abort: AbortController | undefined; done: Promise<void>; problem?: SproutError }

export interface DownloadsOptions {
  readonly hub: ModelHub;
  readonly library: ModelLibrary;
  readonly locale: () => Locale;
  readonly onProgress: (download: Download) => void;
  /** A whole, checked file is at `path`. @throws SproutError when it cannot be used: it is then deleted. */
  readonly onArrived: (id: string, path: string) => Promise<void>;
  readonly onBug: (error: unknown) => void;
}

/** Files on their way. What is unfinished is remembered, and is paused after a restart. */
export class Downloads {
  readonly #options: DownloadsOptions;
  readonly #running = new Map<string, Running>();
  readonly #restored: Promise<void>;

  constructor(options: DownloadsOptions) {
    this.#options = options;
    this.#restored = this.#restore();
  }

  async list(): Promise<Download[]> {
    await this.#restored;
    return [...this.#running.values()].map(({ state }) => state);
  }

  /** Where an unfinished one comes from; undefined for another id. */
  async known(id: string): Promise<Pick<StoredDownload, 'id' | 'addresses' | 'sha256'> | undefined> {
    await this.#restored;
    return this.#running.get(id)?.stored;
  }

  /** Starts, or goes on with what is paused or failed; does nothing to what runs. */
  async start(id: string, addresses: readonly string[], sha256: string | null): Promise<Download> {
    await this.#restored;
    const before = this.#running.get(id);
    if (before?.abort) return before.state;
    const stored: StoredDownload = { id, addresses, sha256, total: before?.stored.total ?? 0 };
    const abort = new AbortController();
    const running: Running = { stored, abort, done: Promise.resolve(), state: stateOf(stored, before?.state.received ?? 0, 'waiting') };
    this.#running.set(id, running);
    await this.#save();
    running.done = this.#run(running, abort.signal);
    return running.state;
  }

  async pause(id: string): Promise<Download> {
    const running = await this.#get(id);
    running.abort?.abort();
    await running.done;
    return running.state;
  }

  async cancel(id: string): Promise<void> {
    const running = await this.#get(id);
    running.abort?.abort();
    await running.done;
    this.#running.delete(id);
    await this.#options.hub.discard(this.#options.library.ownPath(id));
    await this.#save();
  }

  /** Resolves when a download is whole. @throws SproutError why it is not, download-stopped where somebody stopped it. */
  async arrived(id: string): Promise<void> {
    await this.#restored;
    const running = this.#running.get(id);
    await running?.done;
    if (!running || !this.#running.has(id)) return;
    throw running.problem ?? new SproutError('download-stopped', { id });
  }

  async close(): Promise<void> {
    await this.#restored;
    for (const { abort } of this.#running.values()) abort?.abort();
    await Promise.all([...this.#running.values()].map(({ done }) => done));
  }

  async #run(running: Running, signal: AbortSignal): Promise<void> {
    const { hub, library, locale, onArrived, onBug } = this.#options;
    const { id, addresses, sha256 } = running.stored;
    const target = library.ownPath(id);
    try {
      await hub.fetch({ addresses, ...(sha256 === null ? {} : { sha256 }) }, target, { signal, onProgress: (progress) => { this.#progress(running, progress); } });
      this.#show(running, { ...running.state, state: 'checking' });
      await onArrived(id, target);
      this.#running.delete(id);
    } catch (error) {
      const stopped = signal.aborted;
      if (!stopped && !(error instanceof SproutError)) onBug(error);
      const problem = error instanceof SproutError ? error : new SproutError('internal', {}, { cause: error });
      if (!stopped) running.problem = problem;
      this.#show(running, { ...running.state, received: await hub.received(target), bytesPerSecond: 0, secondsLeft: undefined, state: stopped ? 'paused' : 'failed', ...(stopped ? {} : { error: problem.toKept(locale()) }) });
    } finally {
      running.abort = undefined;
      await this.#save().catch(onBug);
    }
  }

  #progress(running: Running, { stage, received, total, bytesPerSecond, host }: TransferProgress): void {
    running.stored = { ...running.stored, total };
    this.#show(running, {
      id: running.stored.id, state: stage, received, total, bytesPerSecond, host,
      ...(stage === 'running' && bytesPerSecond > 0 && total > 0 ? { secondsLeft: Math.ceil((total - received) / bytesPerSecond) } : {}),
    });
  }

  #show(running: Running, state: Download): void {
    running.state = state;
    this.#options.onProgress(state);
  }

  async #get(id: string): Promise<Running> {
    await this.#restored;
    const running = this.#running.get(id);
    if (!running) throw new SproutError('download-not-found', { id });
    return running;
  }

  async #restore(): Promise<void> {
    const { hub, library } = this.#options;
    for (const stored of await library.downloads()) {
      const received = await hub.received(library.ownPath(stored.id));
      this.#running.set(stored.id, { stored, abort: undefined, done: Promise.resolve(), state: stateOf(stored, received, 'paused') });
    }
  }

  #save(): Promise<void> {
    return this.#options.library.saveDownloads([...this.#running.values()].map(({ stored }) => stored));
  }
}

function stateOf({ id, total, addresses }: StoredDownload, received: number, state: Download['state']): Download {
  return { id, state, received, total, bytesPerSecond: 0, host: hostOf(addresses[0] ?? '') };
}

const hostOf = (address: string): string => (URL.canParse(address) ? new URL(address).host : '');
