import type { Problem, RemoteHealth, SproutError } from '../../../contract/index.ts';

/** Failures in a row after which a place is left alone. */
const tooMany = 3;
const firstPauseMs = 5000;
const longestPauseMs = 300_000;
/** Calls that the medians are of. */
const remembered = 20;
/** Whoever is told these by a place is told them again until somebody changes something. */
const lasting = new Set<string>(['remote-key', 'remote-tls', 'remote-address']);
/** No money, no such model: the place's trouble, and not the request's. */
const placeStatuses = new Set<unknown>([402, 404]);

/**
 * How a place is, and its circuit breaker: after several failures in a row it rests; then one call at a time tries it, and each further failure makes
 * the rest longer.
 */
export class PlaceHealth {
  readonly #now: () => number;
  readonly #random: () => number;
  readonly #firstTokens: number[] = [];
  readonly #speeds: number[] = [];
  #failures = 0;
  #pauses = 0;
  #retryAt: number | undefined;
  #probing = false;
  #problem: SproutError | undefined;
  #triedAt: number | undefined;

  constructor(now: () => number = Date.now, random: () => number = Math.random) {
    this.#now = now;
    this.#random = random;
  }

  /** Whether it may be asked now. Quick, without side effects. */
  get open(): boolean { return this.#retryAt === undefined || (this.#now() >= this.#retryAt && !this.#probing); }

  /** Takes the turn. @returns false where it rests, or is being tried already. Each turn ends with one of the three below. */
  begin(): boolean {
    if (!this.open) return false;
    if (this.#retryAt !== undefined) this.#probing = true;
    this.#triedAt = this.#now();
    return true;
  }

  /** It begins to answer. @param firstTokenMs undefined where it is not known. */
  began(firstTokenMs: number): void {
    keep(this.#firstTokens, firstTokenMs);
  }

  succeeded(tokensPerSecond: number | undefined): void {
    if (tokensPerSecond !== undefined && Number.isFinite(tokensPerSecond)) keep(this.#speeds, tokensPerSecond);
    this.#failures = 0;
    this.#pauses = 0;
    this.#retryAt = undefined;
    this.#probing = false;
    this.#problem = undefined;
  }

  failed(error: SproutError): void {
    this.#problem = error;
    const { status, seconds } = error.fields;
    // What is wrong with one request says nothing of the place.
    if (error.code === 'remote-refused' && !placeStatuses.has(status)) return this.left();
    const probing = this.#probing;
    this.#probing = false;
    this.#failures += 1;
    if (error.code === 'remote-busy') this.#rest(Number(seconds) * 1000);
    else if (probing || this.#failures >= tooMany || lasting.has(error.code)) {
      const pause = Math.min(longestPauseMs, firstPauseMs * 2 ** this.#pauses);
      this.#pauses += 1;
      // Not all at once: others wait for the same place.
      this.#rest(pause * (0.8 + 0.4 * this.#random()));
    }
  }

  /** Nobody wanted the answer any more: that says nothing of the place. */
  left(): void { this.#probing = false; }

  /** Something of the place was changed: what was found out before holds no more. */
  reset(): void {
    this.succeeded(undefined);
    this.#firstTokens.length = 0;
    this.#speeds.length = 0;
    this.#triedAt = undefined;
  }

  /** @param tell puts a failure into the reader's language. */
  state(tell: (error: SproutError) => Problem): RemoteHealth {
    const resting = this.#retryAt !== undefined && this.#now() < this.#retryAt;
    return {
      state: resting ? 'resting' : this.#failures > 0 ? 'failing' : this.#triedAt === undefined ? 'untried' : 'well',
      problem: this.#problem ? tell(this.#problem) : null, firstTokenMs: median(this.#firstTokens), tokensPerSecond: median(this.#speeds), triedAt: isoOf(this.#triedAt), retryAt: resting ? isoOf(this.#retryAt) : null,
    };
  }

  #rest(ms: number): void {
    this.#retryAt = Math.max(this.#retryAt ?? 0, this.#now() + ms);
  }
}

const isoOf = (time: number | undefined): string | null => (time === undefined ? null : new Date(time).toISOString());

function keep(values: number[], value: number): void {
  values.push(value);
  if (values.length > remembered) values.shift();
}

/** The lower of the two in the middle; null of none. */
export function median(values: readonly number[]): number | null {
  return [...values].sort((a, b) => a - b)[(values.length - 1) >> 1] ?? null;
}
