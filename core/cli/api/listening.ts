import type { CoreEvent } from '../../contract/index.ts';
import type { Api } from './create-api.ts';

/** Does something and hears meanwhile what happens. */
export async function listening<Result>(api: Api, onEvent: (event: CoreEvent) => void, work: () => Promise<Result>): Promise<Result> {
  const stop = new AbortController();
  const events = api.lines('events', { signal: stop.signal });
  // The first is a sign of life: from then on nothing is missed.
  await events.next();
  const heard = (async () => { for await (const event of events) onEvent(event); })();
  // A stream that broke tells nothing more; whether the work is done is told by the work.
  const ended = heard.catch(() => undefined);
  try {
    return await work();
  } finally {
    stop.abort();
    await ended;
  }
}
