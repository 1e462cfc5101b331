import { SproutError, type BurstPolicy, type Remote, type RouteReason, type RouteStep } from '../../../contract/index.ts';
import type { GenerateEvent, GenerateRequest, LanguageModel, Provenance } from '../../../ports/language-model.ts';
import type { Health } from '../remotes/health.ts';
import { estimateTokens } from './estimate-tokens.ts';
import { firstWordOf, hedged } from './hedge.ts';
import type { LocalQueue } from './local-queue.ts';
import { firstPlace, mayLeave, waitsTooLong } from './policy.ts';
import { callRemote, outgoingOf, type RemoteCallOptions } from './remote-call.ts';
import { retried } from './retry.ts';

export interface RouterOptions extends RemoteCallOptions {
  readonly policy: () => BurstPolicy;
  /** In the order in which they are asked. */
  readonly remotes: () => readonly Remote[];
  readonly health: Health;
  readonly queue: LocalQueue;
  /** Undefined: there is none, or it cannot be loaded. */
  readonly local: LanguageModel | undefined;
  /** Asked before all others, whatever the rules say. */
  readonly chosen?: string | undefined;
  readonly id: string;
}

/** Failures of the way there and not of the request. */
const worthAnother = new Set<string>(['model-crashed', 'model-busy', 'prompt-too-long']);
type Stream = AsyncIterable<Exclude<GenerateEvent, { type: 'route' }>>;

/**
 * A model that is in several places: here, and elsewhere where the policy lets a question go. Every place that was thought of is told as a `route`
 * event; with one whose outcome is `asked` the text begins anew, so that nothing is ever said twice.
 */
export class Router implements LanguageModel {
  readonly id: string;
  readonly #options: RouterOptions;

  constructor(options: RouterOptions) {
    this.id = options.id;
    this.#options = options;
  }

  get contextLength(): number {
    const { local, remotes, policy, chosen } = this.#options;
    const elsewhere = Math.max(0, ...remotes().filter(({ enabled, id }) => enabled && (chosen === undefined || id === chosen)).map(({ contextLength }) => contextLength));
    if (chosen !== undefined) return elsewhere || (local?.contextLength ?? smallest);
    return Math.max(local?.contextLength ?? 0, !local || (policy().enabled && policy().rules.context.on) ? elsewhere : 0) || smallest;
  }

  countTokens(text: string): Promise<number> {
    return this.#options.local?.countTokens(text) ?? Promise.resolve(estimateTokens(text));
  }

  async* generate(request: GenerateRequest): AsyncGenerator<GenerateEvent> {
    const { local, chosen, queue, policy } = this.#options;
    const { provenance, signal } = request;
    const attempt = new Attempt(this.#options, request);
    const { where, reason } = firstPlace(policy(), { provenance, chosen, hasLocalModel: local !== undefined, tokens: this.#tokens(request), localContext: local?.contextLength ?? 0, queueSeconds: local ? queue.seconds() : 0 });
    signal?.throwIfAborted();
    if (where === 'remote') {
      if (yield* attempt.elsewhere(reason)) return;
      if (yield* attempt.here('nothing-else')) return;
    } else {
      if (yield* attempt.here(reason)) return;
      if (attempt.why !== undefined && (yield* attempt.elsewhere(attempt.why))) return;
      if (yield* attempt.fromMemory()) return;
      if (attempt.leftQueue && (yield* attempt.here('nothing-else'))) return;
    }
    throw attempt.failure();
  }

  /** Estimated, and rather too few: a question that only seems too long stays here, and the model here says so at once when it is. */
  #tokens({ messages, maxTokens = 0 }: GenerateRequest): number {
    return messages.reduce((sum, { content }) => sum + estimateTokens(content), 0) * surely + maxTokens;
  }
}

/** Share of an estimate that a text surely has: vocabularies differ by so much. */
const surely = 0.75;
const smallest = 4096;

/** One request on its way from place to place. */
class Attempt {
  /** Why the local model was left. */
  why: RouteReason | undefined;
  leftQueue = false;
  readonly #options: RouterOptions;
  readonly #request: GenerateRequest;
  /** What may leave of it. */
  readonly #outward: GenerateRequest;
  readonly #errors: { name: string; error: unknown }[] = [];
  readonly #passed = new Set<RouteReason>();
  #begun = false;
  /** What the local model wrote that nothing supports: better than nothing when nobody else can be asked. */
  #kept: { text: string; end: GenerateEvent } | undefined;

  constructor(options: RouterOptions, request: GenerateRequest) {
    this.#options = options;
    this.#request = request;
    this.#outward = { ...request, ...request.elsewhere };
  }

  /** The local model. @returns whether it answered. */
  async* here(reason: RouteReason): AsyncGenerator<GenerateEvent, boolean> {
    const { local, queue, policy } = this.#options;
    const { signal, supported } = this.#request;
    if (!local || this.#stuck()) return false;
    const step = { place: 'local', name: local.id, reason } as const;
    yield this.#asked(step);
    const mayGo = reason !== 'nothing-else' && mayLeave(policy(), this.#request.provenance) && this.#candidates().length > 0;
    const waitedSince = performance.now();
    let text = '';
    try {
      for await (const event of local.generate(this.#request)) {
        if (event.type === 'queued' && mayGo && waitsTooLong(policy(), Math.max(queue.seconds(event.place), (performance.now() - waitedSince) / 1000))) {
          this.why = 'queue';
          this.leftQueue = true;
          return false;
        }
        if (event.type === 'text') { text += event.text; this.#begun = true; }
        if (event.type === 'end') {
          queue.answered(event.totalMs, event.firstTokenMs, event.usage.completionTokens);
          if (mayGo && policy().rules.unsupported.on && supported && !supported(text)) {
            this.why = 'unsupported';
            this.#kept = { text, end: event };
            return false;
          }
          yield { type: 'route', step: { ...step, outcome: 'answered' } };
        }
        yield event;
      }
      return true;
    } catch (error) {
      signal?.throwIfAborted();
      if (!(error instanceof SproutError) || !worthAnother.has(error.code) || (error.code === 'prompt-too-long' && !policy().rules.context.on)) throw error;
      this.#errors.push({ name: step.name, error });
      this.why = error.code === 'prompt-too-long' ? 'context' : 'local-failed';
      yield { type: 'route', step: { ...step, outcome: 'failed', reason: this.why, code: error.code } };
      return false;
    }
  }

  /** Places elsewhere, one after the other. @returns whether one answered. */
  async* elsewhere(first: RouteReason): AsyncGenerator<GenerateEvent, boolean> {
    const { gate, health, policy, chosen } = this.#options;
    const provenance = this.#outward.provenance;
    if (!provenance || (chosen === undefined || provenance.purpose === 'program' ? !mayLeave(policy(), provenance) : !policy().enabled)) {
      if (first === 'chosen') this.#errors.push({ name: chosen ?? '', error: new SproutError('burst-off') });
      return false;
    }
    let reason = first;
    const candidates = this.#candidates();
    for (const [at, remote] of candidates.entries()) {
      if (this.#stuck()) return false;
      const place = { place: `remote:${remote.id}`, name: remote.name };
      const rests = health.rests(remote.id);
      // Taken before anything is waited for: of those who ask at once, one is the probe.
      if (!rests) health.take(remote.id);
      const refused = rests ? 'resting' : await gate.refusal(outgoingOf(remote, this.#outward, provenance));
      if (refused !== undefined) {
        if (!rests) health.gone(remote.id);
        this.#passed.add(refused);
        yield { type: 'route', step: { ...place, outcome: 'passed-over', reason: refused } };
        continue;
      }
      yield this.#asked({ ...place, reason });
      try {
        let answeredBy = place;
        for await (const event of this.#stream(remote, candidates.slice(at + 1), provenance, (other) => { answeredBy = { place: `remote:${other.id}`, name: other.name }; })) {
          if (event.type === 'text') this.#begun = true;
          if (event.type === 'end') yield { type: 'route', step: { ...answeredBy, outcome: 'answered', reason } };
          yield event;
        }
        return true;
      } catch (error) {
        this.#request.signal?.throwIfAborted();
        if (!(error instanceof SproutError)) throw error;
        this.#errors.push({ name: remote.name, error });
        yield { type: 'route', step: { ...place, outcome: 'failed', reason, code: error.code } };
        reason = 'remote-failed';
      }
    }
    return false;
  }

  /** What the local model had written, where nobody else could be asked. */
  async* fromMemory(): AsyncGenerator<GenerateEvent, boolean> {
    if (!this.#kept) return false;
    const step = { place: 'local', name: this.#options.local?.id ?? '', reason: 'nothing-else' } as const;
    yield this.#asked(step);
    yield { type: 'text', text: this.#kept.text };
    yield { type: 'route', step: { ...step, outcome: 'answered' } };
    yield this.#kept.end;
    return Promise.resolve(true);
  }

  /** Why nothing answered. One failure alone is itself. */
  failure(): unknown {
    const [only, ...others] = this.#errors;
    if (only && others.length === 0) return only.error;
    const reasons = [...this.#errors.map(({ name, error }) => `${name}: ${error instanceof SproutError ? error.message : String(error)}`), ...this.#passed].join('; ');
    return new SproutError('burst-exhausted', { reasons: reasons === '' ? 'off' : reasons });
  }

  /** Where a reader cannot be told to forget what was written, nobody else can be asked. */
  #stuck(): boolean { return this.#begun && this.#request.provenance?.purpose === 'program'; }

  #candidates(): Remote[] {
    const { remotes, chosen } = this.#options;
    const on = remotes().filter(({ enabled }) => enabled);
    return chosen === undefined ? on : [...on.filter(({ id }) => id === chosen), ...on.filter(({ id }) => id !== chosen)];
  }

  #asked(step: Pick<RouteStep, 'place' | 'name' | 'reason'>): GenerateEvent {
    this.#begun = false;
    return { type: 'route', step: { ...step, outcome: 'asked' } };
  }

  /** One place with its tries; a second beside it, where the owner wants that and it is slow to begin. */
  #stream(remote: Remote, others: readonly Remote[], provenance: Provenance, onOther: (remote: Remote) => void): Stream {
    const { policy, health, gate } = this.#options;
    const { tries, patienceMs, hedgeAfterMs } = policy();
    const ask = (from: Remote) => (signal: AbortSignal): Stream => retried((again) => callRemote(from, this.#outward, provenance, again, patienceMs, this.#options), { tries, signal, again: () => !health.rests(from.id) });
    const outer = this.#request.signal ?? new AbortController().signal;
    if (hedgeAfterMs === null) return ask(remote)(outer);
    const second = async (): Promise<((signal: AbortSignal) => Stream) | undefined> => {
      for (const other of others) {
        if (health.rests(other.id) || await gate.refusal(outgoingOf(other, this.#outward, provenance)) !== undefined) continue;
        return (signal) => firstWordOf(ask(other)(signal), () => { onOther(other); });
      }
      return undefined;
    };
    return hedged(ask(remote), second, hedgeAfterMs, outer);
  }
}
