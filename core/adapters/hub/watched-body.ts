import type { IncomingMessage } from 'node:http';
import { AddressFailure, networkFailure } from './failures.ts';
import type { Limits } from './options.ts';

/**
 * The chunks of a body, as long as they come fast enough. Only the time that was spent waiting for the server counts, not that of a
 * slow disk. The connection is closed when the reader leaves early.
 * @throws AddressFailure when it breaks off, falls silent, or trickles.
 */
export async function* watchedBody(response: IncomingMessage, host: string, limits: Limits): AsyncGenerator<Uint8Array, void, void> {
  const chunks = response[Symbol.asyncIterator]() as AsyncIterator<Uint8Array>;
  let waitedMs = 0;
  let bytes = 0;
  try {
    for (;;) {
      const began = performance.now();
      const timer = setTimeout(() => response.destroy(new AddressFailure('broken', host, 'sends nothing any more')), limits.silenceMs);
      let step: IteratorResult<Uint8Array>;
      try {
        step = await chunks.next();
      } catch (error) {
        throw networkFailure(error, host);
      } finally {
        clearTimeout(timer);
      }
      if (step.done) return;
      waitedMs += performance.now() - began;
      bytes += step.value.length;
      if (waitedMs >= limits.rateWindowMs) {
        if (bytes < limits.minimumBytesPerSecond * waitedMs / 1000) throw new AddressFailure('broken', host, 'too slow');
        waitedMs = bytes = 0;
      }
      yield step.value;
    }
  } finally {
    if (!response.complete) response.destroy();
  }
}
