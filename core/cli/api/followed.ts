import type { CoreEvent } from '../../contract/index.ts';
import type { Api } from './create-api.ts';

/** Something that the core goes on with by itself once it has begun. */
export interface Undertaking<Begun, Result> {
  readonly begin: () => Promise<Begun>;
  /** Resolves when it is over. */
  readonly wait: (begun: Begun) => Promise<Result>;
  /** What happens there meanwhile, also with others. @param begun undefined until that is known. */
  readonly tell: (event: CoreEvent, begun: Begun | undefined) => void;
  /** Ends it after Ctrl-C: the core may be an app that stays open. */
  readonly stop: (begun: Begun) => Promise<unknown>;
}

/** Has the core do something that takes its time, tells of it, and waits for the end. */
export async function followed<Begun, Result>(api: Api, { begin, wait, tell, stop }: Undertaking<Begun, Result>): Promise<Result> {
  const over = new AbortController();
  const events = api.lines('events', { signal: over.signal });
  // The first is a sign of life: from then on nothing is missed.
  await events.next();
  let begun: Begun | undefined;
  // A stream that broke tells nothing more; whether the work is done is told by the work.
  const heard = (async () => { for await (const event of events) tell(event, begun); })().catch(() => undefined);
  try {
    const known = begun = await begin();
    try {
      return await wait(known);
    } catch (error) {
      if (api.interrupted.aborted) await stop(known);
      throw error;
    }
  } finally {
    over.abort();
    await heard;
  }
}
