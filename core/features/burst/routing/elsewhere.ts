import { SproutError, type BurstPolicy, type Remote, type RouteReason } from '../../../contract/index.ts';
import type { GenerateEvent } from '../../../ports/language-model.ts';
import { outgoingOf, promptTokens, RemoteTry, type LeavingRequest } from './remote-try.ts';
import { routeEvent, type RouteEvent } from './route-event.ts';
import type { RouterParts } from './router-parts.ts';

type Said = Extract<GenerateEvent, { type: 'text' | 'end' }>;

/** A place that begins to answer: its first event, and the rest. */
interface Begun { readonly first: IteratorResult<Said, void>; readonly rest: AsyncGenerator<Said> }
type Settled = { readonly asking: Asking } & ({ readonly begun: Begun } | { readonly error: unknown });
interface Asking { readonly remote: Remote; readonly settled: Promise<Settled>; leave(): Promise<void> }

const firstWaitMs = 150;
/** Seconds that a busy place is waited for at most: another may be free. */
const shortWait = 1;
/** What a second try at the same place may mend. */
const passing = new Set<string>(['remote-failed', 'remote-cut', 'remote-unreachable', 'remote-busy']);
/** What the gate says where it changed its mind since it was asked. */
const refusals: Readonly<Record<string, RouteReason>> = { 'crossing-private': 'private', 'budget-used-up': 'budget', 'price-currency': 'budget' };

/** Asks places elsewhere, one after the other, until one has answered. */
export class Elsewhere {
  readonly #parts: RouterParts;
  readonly #policy: BurstPolicy;
  /** Why each did not answer, for the message when none did. */
  readonly reasons: string[] = [];
  /** Whether any was asked in vain. */
  failed = false;
  /** What went wrong last. */
  problem: unknown;

  constructor(parts: RouterParts, policy: BurstPolicy) {
    this.#parts = parts;
    this.#policy = policy;
  }

  /** @returns whether one has answered. @throws AbortError; what broke off an answer to a program, which has its words already. */
  async* ask(request: LeavingRequest, remotes: readonly Remote[], reason: RouteReason): AsyncGenerator<GenerateEvent, boolean> {
    const waiting = [...remotes];
    const asking: Asking[] = [];
    let told = '';
    try {
      for (;;) {
        if (asking.length === 0) {
          const next = yield* this.#next(request, waiting);
          if (!next) return false;
          yield routeEvent(next, 'asked', this.failed ? 'remote-failed' : reason);
          told = next.id;
          asking.push(this.#begin(next, request));
        }
        const settled = await this.#firstOf(asking, waiting.length > 0 ? this.#policy.hedgeAfterMs : null);
        if (settled === 'late') {
          const second = yield* this.#next(request, waiting);
          if (!second) continue;
          yield routeEvent(second, 'asked', reason);
          told = second.id;
          asking.push(this.#begin(second, request));
          continue;
        }
        const { remote } = settled.asking;
        asking.splice(asking.indexOf(settled.asking), 1);
        if ('error' in settled) {
          request.signal?.throwIfAborted();
          yield this.#took(remote, settled.error);
          continue;
        }
        // The one that began is the one; the other is left.
        await leaveAll(asking);
        if (told !== remote.id) yield routeEvent(remote, 'asked', reason);
        const broken = yield* this.#rest(settled.begun);
        if (broken === undefined) return true;
        request.signal?.throwIfAborted();
        if (request.provenance.purpose === 'program') throw broken.error;
        yield this.#took(remote, broken.error);
      }
    } finally {
      await leaveAll(asking);
    }
  }

  /** The next place that may be asked; those before it are passed over. */
  async* #next(request: LeavingRequest, waiting: Remote[]): AsyncGenerator<RouteEvent, Remote | undefined> {
    for (let remote = waiting.shift(); remote; remote = waiting.shift()) {
      const reason = await this.#refusal(remote, request);
      request.signal?.throwIfAborted();
      if (reason === undefined) return remote;
      this.reasons.push(`${remote.name}: ${reason}`);
      yield routeEvent(remote, 'passed-over', reason);
    }
    return undefined;
  }

  async #refusal(remote: Remote, request: LeavingRequest): Promise<RouteReason | undefined> {
    if (!this.#parts.health(remote.id).open) return 'resting';
    const outgoing = outgoingOf(remote, request);
    if (promptTokens(request) + Math.min(outgoing.maxTokens, remote.contextLength / 2) > remote.contextLength) return 'too-long';
    try {
      return await this.#parts.gate.refusal(outgoing);
    } catch (error) {
      // A gate that cannot tell lets nothing through.
      this.#parts.onBug(error);
      return 'guard';
    }
  }

  #begin(remote: Remote, request: LeavingRequest): Asking {
    let current: RemoteTry | undefined;
    let rest: AsyncGenerator<Said> | undefined;
    let left = false;
    const leaving = new AbortController();
    const run = async (): Promise<Begun> => {
      for (let tried = 1; ; tried += 1) {
        const health = this.#parts.health(remote.id);
        if (!health.begin()) throw new SproutError('remote-busy', { host: remote.name, seconds: 0 });
        current = new RemoteTry(this.#parts, remote, request, health);
        if (left) current.leave();
        rest = current.events(this.#policy.patienceMs);
        try {
          return { first: await rest.next(), rest };
        } catch (error) {
          if (left || current.heard || tried >= this.#policy.tries || !mayPass(error)) throw error;
          await this.#parts.wait(this.#waitOf(error, tried), request.signal ? AbortSignal.any([request.signal, leaving.signal]) : leaving.signal);
          // It may rest by now; what went wrong is what is told.
          if (!health.open) throw error;
        }
      }
    };
    const asking: Asking = {
      remote,
      settled: run().then((begun) => ({ asking, begun }), (error: unknown) => ({ asking, error })),
      leave: async () => {
        left = true;
        leaving.abort();
        current?.leave();
        await asking.settled;
        await rest?.return(undefined);
      },
    };
    return asking;
  }

  /** Full jitter, so that those who failed together do not come again together. */
  #waitOf(error: unknown, tried: number): number {
    if (error instanceof SproutError && error.code === 'remote-busy') return Number(error.fields['seconds']) * 1000;
    return this.#parts.random() * firstWaitMs * 2 ** tried;
  }

  /** The first that begins or fails; `late` where nobody has after so long. */
  async #firstOf(asking: readonly Asking[], hedgeAfterMs: number | null): Promise<Settled | 'late'> {
    const all = asking.map(({ settled }) => settled);
    if (hedgeAfterMs === null || asking.length > 1) return Promise.race(all);
    let timer: ReturnType<typeof setTimeout> | undefined;
    const late = new Promise<'late'>((resolve) => { timer = setTimeout(resolve, hedgeAfterMs, 'late'); });
    try {
      return await Promise.race([...all, late]);
    } finally {
      clearTimeout(timer);
    }
  }

  /** @returns what broke it off; undefined where it came to its end. */
  async* #rest({ first, rest }: Begun): AsyncGenerator<Said, { error: unknown } | undefined> {
    let finished = false;
    try {
      for (let next = first; !next.done;) {
        yield next.value;
        try {
          next = await rest.next();
        } catch (error) {
          finished = true;
          return { error };
        }
      }
      finished = true;
      return undefined;
    } finally {
      if (!finished) await rest.return(undefined);
    }
  }

  #took(remote: Remote, error: unknown): RouteEvent {
    this.problem = error;
    const code = error instanceof SproutError ? error.code : 'internal';
    const refusal = refusals[code];
    this.reasons.push(`${remote.name}: ${refusal ?? code}`);
    if (!(error instanceof SproutError)) this.#parts.onBug(error);
    if (refusal) return routeEvent(remote, 'passed-over', refusal);
    this.failed = true;
    return routeEvent(remote, 'failed', 'remote-failed', code);
  }
}

const mayPass = (error: unknown): boolean => error instanceof SproutError && passing.has(error.code) && !(error.code === 'remote-busy' && Number(error.fields['seconds']) > shortWait) && !(error.code === 'remote-unreachable' && error.fields['reason'] === 'no connection in time');

const leaveAll = (asking: readonly Asking[]): Promise<unknown> => Promise.all(asking.map((each) => each.leave()));
