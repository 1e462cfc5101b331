import type { BudgetSettings, BurstPolicy, DryRun, Remote, RemotePrice, RouteReason } from '../../contract/index.ts';
import { localDay } from '../../contract/local-day.ts';
import type { AskedQuestion } from '../../ports/asked-store.ts';
import { placeId } from './routing/route-event.ts';
import { afterLocal, firstPlace } from './routing/decide.ts';

export interface DryRunFacts {
  readonly days: number;
  readonly asked: readonly AskedQuestion[];
  readonly policy: BurstPolicy;
  /** That may be asked, the first first. */
  readonly remotes: readonly Remote[];
  /** Whether a document is marked private now; one that is gone counts as private. */
  readonly isPrivate: (document: string) => boolean;
  readonly budget: BudgetSettings;
  /** Name of the model here. */
  readonly localName: string;
}

/** Examples shown at most. */
const shown = 8;
const perMillion = 1_000_000;

/** What would have happened under a policy: every question judged as the router judges, with the prices and caps of now. Nothing is sent. */
export function dryRun({ days, asked, policy, remotes, isPrivate, budget, localName }: DryRunFacts): DryRun {
  const places = new Map<string, { name: string; questions: number }>();
  const reasons = new Map<RouteReason, number>();
  const spending = new Spending(budget);
  const examples: DryRun['examples'] = [];
  let keptPrivate = 0;
  for (const one of asked) {
    const local = one.place === 'quote' ? 'none' : 'ready';
    const facts = { provenance: { site: one.site, purpose: 'answer' }, chosen: false, local, waitSeconds: one.waitSeconds, tooLong: one.tooLong } as const;
    const first = firstPlace(facts, policy);
    const later = first.place === 'local' && first.reason === 'local-first' && one.supported !== null ? afterLocal(undefined, one.supported, policy) : undefined;
    const wanted = first.place === 'elsewhere' ? first.reason : later;
    const stays = local === 'ready' ? { place: 'local', name: localName } : { place: 'quote', name: '' };
    const goes = wanted === undefined ? { ...stays, reason: first.reason } : placeFor(one, wanted, stays);
    if (goes.reason === 'private') keptPrivate += 1;
    const place = places.get(goes.place) ?? { name: goes.name, questions: 0 };
    place.questions += 1;
    places.set(goes.place, place);
    reasons.set(goes.reason, (reasons.get(goes.reason) ?? 0) + 1);
    if (wanted !== undefined) examples.unshift({ question: one.question, askedAt: one.askedAt, place: goes.place, reason: goes.reason });
  }
  return {
    days, questions: asked.length, keptPrivate, cost: spending.total, examples: examples.slice(0, shown),
    places: [...places].map(([place, rest]) => ({ place, ...rest })).sort((a, b) => b.questions - a.questions),
    reasons: [...reasons].map(([reason, questions]) => ({ reason, questions })).sort((a, b) => b.questions - a.questions),
  };

  function placeFor(one: AskedQuestion, wanted: RouteReason, stays: { place: string; name: string }): { place: string; name: string; reason: RouteReason } {
    if (one.documents.some(isPrivate)) return { ...stays, reason: 'private' };
    let why: RouteReason = 'nothing-else';
    for (const remote of remotes) {
      if (one.promptTokens + one.completionTokens > remote.contextLength) { why = 'too-long'; continue; }
      if (!spending.spend(one, remote)) { why = 'budget'; continue; }
      return { place: placeId(remote.id), name: remote.name, reason: wanted };
    }
    return { ...stays, reason: why };
  }
}

/** Money as it would have gone, under the caps. */
class Spending {
  readonly #budget: BudgetSettings;
  readonly #sums = new Map<string, number>();
  total = 0;

  constructor(budget: BudgetSettings) {
    this.#budget = budget;
  }

  /** @returns whether there was room. */
  spend(one: AskedQuestion, { id, price }: Remote): boolean {
    const { currency, rates, total, remotes, sites } = this.#budget;
    const rate = price.currency === currency ? 1 : rates[price.currency];
    if (rate === undefined) return false;
    const cost = Math.ceil(costOf(one, price) * rate);
    const day = localDay(new Date(one.askedAt));
    const capped = [{ name: 'total', caps: total }, { name: `remote ${id}`, caps: remotes[id] }, { name: `site ${one.site ?? ''}`, caps: one.site === null ? undefined : sites[one.site] }]
      .flatMap(({ name, caps }) => [{ key: `${name} ${day}`, cap: caps?.day ?? null }, { key: `${name} ${day.slice(0, 7)}`, cap: caps?.month ?? null }]);
    if (capped.some(({ key, cap }) => cap !== null && (this.#sums.get(key) ?? 0) + cost > cap)) return false;
    for (const { key } of capped) this.#sums.set(key, (this.#sums.get(key) ?? 0) + cost);
    this.total += cost;
    return true;
  }
}

const costOf = ({ promptTokens, completionTokens }: AskedQuestion, { input, output }: RemotePrice): number => (promptTokens * input + completionTokens * output) / perMillion;
