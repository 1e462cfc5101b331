import type { IncomingMessage } from 'node:http';
import { SproutError } from '../../contract/index.ts';
import { networkFailure } from './failures.ts';

/** How an answer is waited for. */
export interface Reading {
  readonly host: string;
  readonly patienceMs: number;
  readonly signal: AbortSignal;
  /** Whether there was news since it was last asked. */
  readonly told: () => boolean;
  /** Whether all that matters was read: its end is then awaited by nobody, but keeps the connection for the next request. */
  readonly enough?: () => boolean;
}

/** For the end of an answer that was read. */
const endMs = 1000;
/** Silence within an answer: who has begun goes on, or has broken off without a word of it. */
const silenceMs = 8000;

/** Parts of an answer as they come, none later than `patienceMs` after the last that `told` something. Time in which nobody asks for more does not count. */
export async function* partsOf(response: IncomingMessage, { host, patienceMs, signal, told, enough = () => false }: Reading): AsyncGenerator<Uint8Array> {
  const parts = response.iterator({ destroyOnReturn: false }) as AsyncIterator<Uint8Array, undefined>;
  let left = patienceMs;
  let late = false;
  const abort = (): void => { response.destroy(); };
  signal.addEventListener('abort', abort, { once: true });
  try {
    signal.throwIfAborted();
    for (;;) {
      const since = performance.now();
      const timer = setTimeout(() => { late = true; response.destroy(); }, Math.max(0, left));
      const next = await parts.next().finally(() => { clearTimeout(timer); });
      if (next.done) break;
      yield next.value;
      left = told() ? Math.min(patienceMs, silenceMs) : left - (performance.now() - since);
    }
    if (late) throw new Error('late');
    if (!response.complete) throw new Error('cut');
  } catch (error) {
    signal.throwIfAborted();
    if (late) throw new SproutError('remote-slow', { host, seconds: Math.ceil(patienceMs / 1000) }, { cause: error });
    throw networkFailure(error, host, true);
  } finally {
    signal.removeEventListener('abort', abort);
    if (enough()) {
      await parts.return?.();
      response.resume();
      const timer = setTimeout(() => { response.destroy(); }, endMs);
      timer.unref();
      response.once('close', () => { clearTimeout(timer); });
    } else response.destroy();
  }
}

/** All of a short answer, as text. @param most bytes that are read; the rest is left. @throws as above. */
export async function textOf(response: IncomingMessage, most: number, waiting: Pick<Reading, 'host' | 'patienceMs' | 'signal'>): Promise<{ text: string; whole: boolean }> {
  const parts: Uint8Array[] = [];
  let bytes = 0;
  for await (const part of partsOf(response, { ...waiting, told: () => false })) {
    parts.push(part);
    bytes += part.length;
    if (bytes > most) return { text: Buffer.concat(parts).toString('utf8').slice(0, most), whole: false };
  }
  return { text: Buffer.concat(parts).toString('utf8'), whole: true };
}
