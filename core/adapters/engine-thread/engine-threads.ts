import { Worker } from 'node:worker_threads';
import type { ReadPublished, VisitAnswer, VisitEngine } from '../../contract/index.ts';
import type { EngineOrder, EngineReport } from './messages.ts';

export interface EngineThreads extends VisitEngine { /** What was asked before is answered still. */ close(): Promise<void> }

export interface EngineThreadsOptions {
  /** File URL of an ES module with `openEngine`. */
  readonly module: string;
  readonly read: ReadPublished;
  /** One for each processor but the one that serves. */
  readonly threads: number;
}

interface Thread { readonly worker: Worker; readonly waiting: Map<number, { resolve(answer: VisitAnswer): void; reject(error: Error): void }> }

/**
 * An engine that answers in threads of its own, so that what only asks for a refusal, a file or the next line of a stream never waits behind
 * the ranking of others. Untrusted files are not opened here: the index was made by us. A thread that ends is started anew at the next question.
 * @throws Error of the module or of reading.
 */
export async function openEngineThreads({ module, read, threads: count }: EngineThreadsOptions): Promise<EngineThreads> {
  const threads: Thread[] = [];
  let asked = 0;
  let closed = false;
  /** Questions under way, and who waits for their end. */
  let pending = 0;
  let idle: (() => void) | undefined;

  function start(): Promise<Thread> {
    const { promise, resolve, reject } = Promise.withResolvers<Thread>();
    const worker = new Worker(new URL('./engine-worker.ts', import.meta.url), { workerData: { module }, env: {}, execArgv: ['--disable-warning=ExperimentalWarning'] });
    const thread: Thread = { worker, waiting: new Map() };
    const order = (message: EngineOrder): void => { worker.postMessage(message); };
    const end = (error: Error): void => {
      const at = threads.indexOf(thread);
      if (at >= 0) threads.splice(at, 1);
      for (const { reject: fail } of thread.waiting.values()) fail(error);
      thread.waiting.clear();
      reject(error);
    };
    worker.on('message', (message: EngineReport) => {
      if (message.type === 'ready') {
        // From now on it keeps no process alive.
        worker.unref();
        resolve(thread);
      } else if (message.type === 'read') read(message.path).then((bytes) => { order({ type: 'file', id: message.id, bytes }); }, () => { order({ type: 'file', id: message.id, bytes: null }); });
      else {
        const asker = thread.waiting.get(message.id);
        thread.waiting.delete(message.id);
        if (message.type === 'answered') asker?.resolve(message.answer);
        else asker?.reject(new Error(message.reason));
      }
    });
    worker.on('error', (error) => { end(error instanceof Error ? error : new Error(String(error))); });
    worker.on('exit', () => { end(new Error('The engine has ended.')); });
    return promise;
  }

  async function add(): Promise<Thread> {
    const thread = await start();
    threads.push(thread);
    return thread;
  }

  async function close(): Promise<void> {
    closed = true;
    if (pending > 0) await new Promise<void>((resolve) => { idle = resolve; });
    await Promise.all(threads.map(({ worker }) => worker.terminate()));
  }

  try {
    await Promise.all(Array.from({ length: Math.max(1, count) }, add));
  } catch (error) {
    await close();
    throw error;
  }
  return {
    close,
    // Everything is in memory.
    prepare: () => undefined,
    async answer(question, before, locale) {
      if (closed) throw new Error('The engine has ended.');
      const [first, ...others] = threads.length > 0 ? threads : [await add()];
      if (!first) throw new Error('The engine has ended.');
      const thread = others.reduce((best, one) => (one.waiting.size < best.waiting.size ? one : best), first);
      const id = asked += 1;
      pending += 1;
      try {
        return await new Promise((resolve, reject) => {
          thread.waiting.set(id, { resolve, reject });
          thread.worker.postMessage({ type: 'answer', id, question, before, locale } satisfies EngineOrder);
        });
      } finally {
        pending -= 1;
        if (pending === 0) idle?.();
      }
    },
  };
}
