import { SproutError, type BurstPolicy, type Remote, type RouteReason, type RouteStep } from '../../../contract/index.ts';
import type { GenerateEvent, GenerateRequest, LanguageModel } from '../../../ports/language-model.ts';
import { estimateTokens } from '../../../shared/text/estimate-tokens.ts';
import { afterLocal, firstPlace, keptHere } from './decide.ts';
import { Elsewhere } from './elsewhere.ts';
import type { LeavingRequest } from './remote-try.ts';
import { routeEvent, type RouteEvent } from './route-event.ts';
import type { RouterParts } from './router-parts.ts';

export interface RouterPlaces {
  readonly id: string;
  /** The model of this computer; undefined where there is none. */
  readonly local: LanguageModel | undefined;
  /** Loads it when all else failed, where it was not loaded at first. */
  readonly laterLocal?: (() => Promise<LanguageModel | undefined>) | undefined;
  /** Why there is none. */
  readonly localProblem?: SproutError | undefined;
  /** Asked first, by somebody's choice. */
  readonly preferred?: Remote | undefined;
}

interface Kept { readonly text: string; readonly end: Extract<GenerateEvent, { type: 'end' }> }

/**
 * A chat model that is several: this computer's and others elsewhere. Who reads its events shows the text after the last `route` alone, so that an answer that goes
 * on elsewhere is never shown twice. On the way to the model here nothing is waited for.
 */
export class Router implements LanguageModel {
  readonly id: string;
  readonly contextLength: number;
  readonly #parts: RouterParts;
  readonly #places: RouterPlaces;

  constructor(parts: RouterParts, places: RouterPlaces) {
    this.#parts = parts;
    this.#places = places;
    this.id = places.id;
    const remote = places.preferred ?? parts.remotes()[0];
    this.contextLength = places.preferred?.contextLength ?? places.local?.contextLength ?? remote?.contextLength ?? smallest;
  }

  countTokens(text: string): Promise<number> {
    return this.#places.preferred === undefined && this.#places.local ? this.#places.local.countTokens(text) : Promise.resolve(estimateTokens(text));
  }

  async* generate(request: GenerateRequest): AsyncGenerator<GenerateEvent> {
    const { load, busy } = this.#parts;
    const { local, localProblem, preferred } = this.#places;
    const policy = this.#parts.policy();
    const remotes = this.#ordered();
    const here = keptHere({ provenance: request.provenance }, policy) ?? (remotes.length === 0 ? 'off' : undefined);
    // A choice that leaves nothing to choose is not told.
    if (here && local && !preferred) return yield* load.watch(local.generate(request));
    const facts = { provenance: request.provenance, chosen: preferred !== undefined, local: local ? 'ready' : localProblem ? 'failed' : 'none', waitSeconds: local ? load.waitSeconds(busy(local.id)) : 0, tooLong: false } as const;
    const first = here ? { place: local ? 'local' : 'quote', reason: here } as const : firstPlace(facts, policy);
    if (here && preferred) yield routeEvent(preferred, 'passed-over', here);
    const leaving = request.provenance && !here ? request as LeavingRequest : undefined;
    let problem: unknown = localProblem;
    let kept: Kept | undefined;
    let reason: RouteReason | undefined = first.place === 'local' ? undefined : first.reason;
    let asked = false;
    if (first.place === 'local' && local) {
      asked = true;
      yield this.#local(local, 'asked', first.reason);
      const gone = yield* this.#here(local, request, policy, leaving !== undefined);
      if (gone === undefined) return;
      ({ problem, reason, kept } = gone);
      yield this.#local(local, 'failed', reason ?? 'local-failed', codeOf(problem));
    }
    const elsewhere = new Elsewhere(this.#parts, policy);
    if (leaving && reason !== undefined && first.place !== 'quote') {
      if (yield* elsewhere.ask(leaving, remotes, reason)) return;
    }
    const last = asked ? undefined : local ?? await this.#later();
    if (last) {
      yield this.#local(last, 'asked', elsewhere.failed ? 'remote-failed' : 'nothing-else');
      try {
        return yield* load.watch(last.generate(request));
      } catch (error) {
        if (!(error instanceof SproutError) || request.provenance?.purpose === 'program') throw error;
        problem = error;
        yield this.#local(last, 'failed', 'local-failed', error.code);
      }
    } else if (kept && local) {
      // Nobody had anything better.
      yield this.#local(local, 'asked', 'nothing-else');
      yield { type: 'text', text: kept.text };
      return yield kept.end;
    }
    // Nothing was asked elsewhere: whoever calls knows what this means.
    if (!elsewhere.failed && problem instanceof SproutError && request.provenance?.purpose !== 'answer') throw problem;
    throw new SproutError('burst-exhausted', { reasons: [...elsewhere.reasons, ...(problem instanceof SproutError ? [problem.code] : [])].join(', ') || first.reason }, { cause: elsewhere.problem ?? problem });
  }

  /** Asks the model here. @returns why it goes on elsewhere, with what it wrote; undefined where it answered. @throws what it throws, where it does not go on. */
  async* #here(local: LanguageModel, request: GenerateRequest, policy: BurstPolicy, mayLeave: boolean): AsyncGenerator<GenerateEvent, { problem: unknown; reason: RouteReason | undefined; kept: Kept | undefined } | undefined> {
    const judged = mayLeave && policy.rules.unsupported.on ? request.supported : undefined;
    // A program has been sent its text already.
    const program = request.provenance?.purpose === 'program';
    let text = '';
    let begun = false;
    const patience = mayLeave && policy.rules.queue.on ? this.#queuePatience(request, policy) : undefined;
    try {
      for await (const event of this.#parts.load.watch(local.generate(patience ? { ...request, signal: patience.signal } : request))) {
        if (event.type === 'text') {
          begun = true;
          patience?.end();
          if (judged) text += event.text;
        }
        if (event.type === 'end' && judged && !program && !judged(text)) {
          const reason = afterLocal(undefined, false, policy);
          if (reason) return { problem: undefined, reason, kept: { text, end: event } };
        }
        yield event;
      }
      return undefined;
    } catch (error) {
      request.signal?.throwIfAborted();
      if (patience?.late) return { problem: undefined, reason: 'queue', kept: undefined };
      if (!(error instanceof SproutError) || (begun && program)) throw error;
      const reason = mayLeave ? afterLocal(error.code, true, policy) : undefined;
      if (program && reason === undefined) throw error;
      return { problem: error, reason, kept: undefined };
    } finally {
      patience?.end();
    }
  }

  /** Gives up waiting behind others where it takes longer than was thought; not where there is nobody before. */
  #queuePatience(request: GenerateRequest, { rules }: BurstPolicy): { signal: AbortSignal; readonly late: boolean; end(): void } | undefined {
    if (this.#parts.load.others === 0) return undefined;
    const leaving = new AbortController();
    let late = false;
    const timer = setTimeout(() => { late = true; leaving.abort(); }, rules.queue.seconds * 1000);
    return { signal: request.signal ? AbortSignal.any([request.signal, leaving.signal]) : leaving.signal, get late() { return late; }, end: () => { clearTimeout(timer); } };
  }

  async #later(): Promise<LanguageModel | undefined> {
    try {
      return await this.#places.laterLocal?.();
    } catch (error) {
      if (!(error instanceof SproutError)) this.#parts.onBug(error);
      return undefined;
    }
  }

  #ordered(): readonly Remote[] {
    const { preferred } = this.#places;
    const all = this.#parts.remotes();
    return preferred ? [...all.filter(({ id }) => id === preferred.id), ...all.filter(({ id }) => id !== preferred.id)] : all;
  }

  #local({ id }: LanguageModel, outcome: RouteStep['outcome'], reason: RouteReason, code?: string): RouteEvent {
    return { type: 'route', step: { place: 'local', name: id, outcome, reason, ...(code === undefined ? {} : { code }) } };
  }
}

/** Where nothing is known. */
const smallest = 4096;
const codeOf = (problem: unknown): string | undefined => (problem instanceof SproutError ? problem.code : undefined);

