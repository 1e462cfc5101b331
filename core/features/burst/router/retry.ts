import { SproutError } from '../../../contract/index.ts';

/** What passes by itself. */
const passing = new Set(['remote-unreachable', 'remote-busy', 'remote-failed', 'remote-cut']);
const firstPauseMs = 150;
/** A reader waits for all pauses together: another place is quicker than a longer one. */
const longestPauseMs = 600;

/** Tries again what passes by itself, after a pause that grows and varies; never once a word was said, nor where `again` says that it is enough. */
export async function* retried<Event>(ask: (signal: AbortSignal) => AsyncIterable<Event>, { tries, signal, again = () => true }: { tries: number; signal: AbortSignal; again?: () => boolean }): AsyncGenerator<Event> {
  for (let left = tries - 1, pause = firstPauseMs; ; left -= 1, pause *= 2) {
    let begun = false;
    try {
      for await (const event of ask(signal)) {
        begun = true;
        yield event;
      }
      return;
    } catch (error) {
      const asked = error instanceof SproutError && error.code === 'remote-busy' ? Number(error.fields['seconds'] ?? 0) * 1000 : 0;
      const wait = Math.max(asked, pause * (0.5 + Math.random()));
      if (begun || left <= 0 || !again() || wait > longestPauseMs || !(error instanceof SproutError) || !passing.has(error.code)) throw error;
      await rest(wait, signal);
    }
  }
}

function rest(ms: number, signal: AbortSignal): Promise<void> {
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  const timer = setTimeout(resolve, ms);
  const stop = (): void => { clearTimeout(timer); reject(signal.reason as Error); };
  signal.addEventListener('abort', stop, { once: true });
  return promise.finally(() => { signal.removeEventListener('abort', stop); });
}
