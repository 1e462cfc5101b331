import type { RemoteHealth, SproutError } from '../../../contract/index.ts';

/** Failures in a row after which a place is left alone. */
const patience = 3;
const firstRestMs = 30_000;
const longestRestMs = 10 * 60_000;
/** What no second try mends: the owner must do something. */
const hopeless = new Set(['remote-key', 'remote-account', 'remote-address', 'remote-plain', 'remote-tls']);
const remembered = 32;

interface Kept { failures: number; rests: number; restUntil: number; probing: boolean; problem: SproutError | undefined; triedAt: number | undefined; firstToken: number[]; speeds: number[] }

/** How places have been of late, and a breaker for each: who fails again and again rests, then one question tries whether it is well. In memory: a new start tries all. */
export class Health {
  readonly #of = new Map<string, Kept>();
  readonly #now: () => number;
  readonly #onChange: () => void;

  constructor({ now = () => Date.now(), onChange = () => undefined }: { now?: () => number; onChange?: () => void } = {}) {
    this.#now = now;
    this.#onChange = onChange;
  }

  /** Whether it may be asked now. The first who asks after a rest is the probe; `take` says that it is. */
  rests(id: string): boolean {
    const kept = this.#of.get(id);
    return kept !== undefined && kept.restUntil > 0 && (this.#now() < kept.restUntil || kept.probing);
  }

  /** A question is sent there. */
  take(id: string): void {
    const kept = this.#of.get(id);
    if (kept && kept.restUntil > 0) kept.probing = true;
  }

  well(id: string, firstTokenMs: number, tokensPerSecond: number | undefined): void {
    const kept = this.#get(id);
    const wasBad = kept.failures > 0;
    Object.assign(kept, { failures: 0, rests: 0, restUntil: 0, probing: false, problem: undefined, triedAt: this.#now() });
    remember(kept.firstToken, firstTokenMs);
    if (tokensPerSecond !== undefined && Number.isFinite(tokensPerSecond)) remember(kept.speeds, tokensPerSecond);
    if (wasBad) this.#onChange();
  }

  failed(id: string, error: SproutError): void {
    const kept = this.#get(id);
    kept.failures += 1;
    kept.problem = error;
    kept.triedAt = this.#now();
    const asked = error.code === 'remote-busy' ? Number(error.fields['seconds'] ?? 0) * 1000 : 0;
    if (kept.probing || kept.failures >= patience || hopeless.has(error.code) || asked > 0) {
      kept.restUntil = this.#now() + Math.max(asked, hopeless.has(error.code) || kept.failures >= patience || kept.probing ? Math.min(longestRestMs, firstRestMs * 2 ** kept.rests) : 0);
      kept.rests += 1;
    }
    kept.probing = false;
    this.#onChange();
  }

  /** Neither well nor failed: its reader left. */
  gone(id: string): void {
    const kept = this.#of.get(id);
    if (kept) kept.probing = false;
  }

  /** Its settings or its key changed. */
  forget(id: string): void { this.#of.delete(id); }

  of(id: string, locale: 'en' | 'zh'): RemoteHealth {
    const kept = this.#of.get(id);
    const time = (at: number | undefined): string | null => (at === undefined || at === 0 ? null : new Date(at).toISOString());
    if (!kept) return { state: 'untried', problem: null, firstTokenMs: null, tokensPerSecond: null, triedAt: null, retryAt: null };
    return {
      state: kept.restUntil > this.#now() ? 'resting' : kept.failures > 0 ? 'failing' : 'well', problem: kept.problem?.toProblem(locale) ?? null,
      firstTokenMs: median(kept.firstToken), tokensPerSecond: median(kept.speeds), triedAt: time(kept.triedAt), retryAt: kept.restUntil > this.#now() ? time(kept.restUntil) : null,
    };
  }

  #get(id: string): Kept {
    const kept = this.#of.get(id) ?? { failures: 0, rests: 0, restUntil: 0, probing: false, problem: undefined, triedAt: undefined, firstToken: [], speeds: [] };
    this.#of.set(id, kept);
    return kept;
  }
}

function remember(values: number[], value: number): void {
  values.push(value);
  if (values.length > remembered) values.shift();
}

function median(values: readonly number[]): number | null {
  return values.length === 0 ? null : values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? null;
}
