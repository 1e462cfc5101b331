import type { VisitItem } from '../../core/contract/visit.ts';
import type { Clock } from './clock.ts';
import { Refused, type Gateway } from './gateway.ts';
import { afterFailure, afterRefusal, healthy, unknownHealth, type Health } from './health.ts';
import type { Keep } from './keep.ts';
import { forgetName } from './kept-names.ts';
import type { Outbox } from './outbox.ts';

/** Milliseconds after which what the gateway did not take, for it took too many, is brought again. */
const notTaken = 120_000;

/** Whether the gateway is there, found out in the background; brings the outbox there when it is. */
export interface LiveLink {
  health(): Health;
  succeeded(): void;
  failed(): void;
  /** @param seconds that the gateway asked to wait */
  refused(seconds: number): void;
  /** Tries now: something is to be sent, or the network or the visitor came back. */
  wake(): void;
  /** Something may wait that does not hurry: it goes with the next call that finds the gateway awake. */
  note(): void;
  /** Tells the firm to delete what it keeps of this visitor, when it can be told. */
  forget(): void;
  hasWork(): boolean;
}

export interface LinkParts {
  readonly gateway: Pick<Gateway, 'begin' | 'deliver' | 'leave' | 'forget'>;
  readonly outbox: Outbox;
  readonly keep: Keep;
  readonly clock: Clock;
  /** Whether a visitor looks at the widget: else only the outbox is reason to call. */
  isWatched(): boolean;
  onDelivered(): void;
}

export function createLiveLink({ gateway, outbox, keep, clock, isWatched, onDelivered }: LinkParts): LiveLink {
  let health = unknownHealth;
  let running = false;
  let again = false;
  let stopTimer = (): void => undefined;
  const hasWork = (): boolean => !outbox.isEmpty() || keep.get(forgetName) !== null;

  const schedule = (): void => {
    stopTimer();
    if (hasWork() || isWatched()) stopTimer = clock.after(Math.max(0, health.retryAt - clock.now()), wake);
  };
  const failed = (): void => { health = afterFailure(health, clock.now(), clock.random()); schedule(); };
  const refused = (seconds: number): void => { health = afterRefusal(clock.now(), seconds); schedule(); };

  /** @returns the ids that arrived; undefined if one of several is refused for what it is: it must not hold up the others. */
  const delivered = async (items: readonly VisitItem[]): Promise<readonly unknown[] | undefined> => {
    try {
      return await gateway.deliver(items);
    } catch (error) {
      if (!(error instanceof Refused) || ![400, 413, 422].includes(error.status)) throw error;
      // A message is a person who waits: it is kept, whatever the gateway thinks of it.
      return items.length > 1 ? undefined : items.filter(({ type }) => type !== 'message').map(({ id }) => id);
    }
  };
  const work = async (): Promise<void> => {
    const token = keep.get(forgetName);
    if (token !== null) {
      await gateway.forget(token);
      keep.remove(forgetName);
    }
    // What the gateway did not take is tried again the next time.
    const left = new Set<string>();
    let most = Infinity;
    for (let items = outbox.batch(left); items.length > 0; items = outbox.batch(left)) {
      const sent = items.slice(0, most);
      const received = await delivered(sent);
      if (!received) { most = 1; continue; }
      for (const { id } of sent) if (received.includes(id)) outbox.remove(id); else left.add(id);
      onDelivered();
    }
  };
  const run = async (): Promise<void> => {
    try {
      // Two tabs may bring the same at once: by its id it counts once.
      if (hasWork()) await work();
      else if (health.state !== 'up') await gateway.begin();
      health = healthy;
      // Not all was taken: a page that stays open brings it yet.
      if (hasWork()) stopTimer = clock.after(notTaken, wake);
    } catch (error) {
      if (error instanceof Refused) refused(error.retryAfter);
      else failed();
    }
    running = false;
    if (again) { again = false; wake(); }
  };
  function wake(): void {
    if (running) { again = true; return; }
    stopTimer();
    running = true;
    void run();
  }

  return {
    health: () => health, failed, refused, wake, hasWork,
    succeeded() { health = healthy; if (hasWork()) wake(); },
    note() { if (health.state === 'down') schedule(); else wake(); },
    forget() {
      const token = gateway.leave();
      if (!token) return;
      keep.set(forgetName, token);
      wake();
    },
  };
}
