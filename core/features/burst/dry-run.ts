import type { Answer, BudgetSettings, BurstPolicy, DryRun, Remote, RouteReason } from '../../contract/index.ts';
import { localDay } from '../../contract/local-day.ts';
import { estimateTokens } from './router/estimate-tokens.ts';
import { firstPlace, mayLeave } from './router/policy.ts';

/** A question that was answered, as far as it tells where it would have gone. */
export interface PastQuestion {
  readonly question: string;
  readonly askedAt: string;
  readonly site: string | null;
  /** Whose text a prompt would have held, the best passage's first. */
  readonly documents: readonly string[];
  /** What the question was completed from: the documents of the answer before it. None where it stands alone. */
  readonly completedFrom?: readonly string[];
  readonly answer: Pick<Answer, 'answer' | 'answered' | 'citations' | 'model' | 'usage'>;
}

export interface DryRunOptions {
  readonly policy: BurstPolicy;
  readonly days: number;
  readonly questions: readonly PastQuestion[];
  readonly remotes: readonly Remote[];
  readonly hasLocalModel: boolean;
  readonly localContext: number;
  readonly isPrivate: (document: string, site: string | null) => boolean;
  /** Whether a text holds a piece of a private document. */
  readonly holdsPrivate?: (text: string) => boolean;
  /** What a call would have cost, in the budget's currency; null where its price has no rate. */
  readonly cost: (remote: Remote, promptTokens: number, completionTokens: number) => number | null;
  /** Whose caps would have stopped it, beginning with nothing spent. */
  readonly budget: Pick<BudgetSettings, 'total' | 'remotes' | 'sites'>;
}

/** Tokens of a prompt with its passages, where nobody counted. */
const usualPrompt = 2200;
const examples = 12;
const isModel = (model: string): boolean => model !== 'quote' && model !== '';

/** Judges past questions as the router would have. A quoted answer tells nothing of waiting. */
export function dryRun({ policy, days, questions, remotes, hasLocalModel, localContext, isPrivate, holdsPrivate = () => false, cost, budget }: DryRunOptions): DryRun {
  const places = new Map<string, { name: string; questions: number }>();
  const reasons = new Map<RouteReason, number>();
  const shown: DryRun['examples'] = [];
  let keptPrivate = 0;
  const spending = new Spending(budget);
  const on = remotes.filter(({ enabled }) => enabled);
  for (const { question, askedAt, site, documents, completedFrom = [], answer } of questions.toSorted((a, b) => a.askedAt.localeCompare(b.askedAt))) {
    const provenance = { documents, site, purpose: 'answer' as const };
    const promptTokens = answer.usage?.promptTokens ?? usualPrompt;
    const completionTokens = answer.usage?.completionTokens ?? estimateTokens(answer.answer);
    const first = firstPlace(policy, { provenance, chosen: undefined, hasLocalModel, tokens: promptTokens, localContext, queueSeconds: (answer.usage?.waitMs ?? 0) / 1000 });
    const unsupported = hasLocalModel && isModel(answer.model) && answer.answered && answer.citations.length === 0 && policy.rules.unsupported.on && mayLeave(policy, provenance);
    const leaves = first.where === 'remote' || unsupported;
    let reason: RouteReason = first.where === 'local' && unsupported ? 'unsupported' : first.reason;
    let remote: Remote | undefined;
    if (leaves && staysPrivate({ question, site, documents, completedFrom })) {
      keptPrivate += 1;
      reason = 'private';
    } else if (leaves) {
      const passedOver: RouteReason[] = [];
      remote = on.find((place) => {
        if (promptTokens + completionTokens > place.contextLength) { passedOver.push('too-long'); return false; }
        const amount = cost(place, promptTokens, completionTokens);
        if (amount !== null && spending.take(amount, { remote: place.id, site, day: localDay(new Date(askedAt)) })) return true;
        passedOver.push('budget');
        return false;
      });
      if (!remote) reason = passedOver[0] ?? 'nothing-else';
    }
    const [place, name] = remote ? [`remote:${remote.id}`, remote.name] : hasLocalModel ? ['local', ''] : ['quote', ''];
    places.set(place, { name, questions: (places.get(place)?.questions ?? 0) + 1 });
    reasons.set(reason, (reasons.get(reason) ?? 0) + 1);
    if (shown.length < examples && leaves) shown.push({ question, askedAt, place, reason });
  }
  /** As the gate decides: the owner's question leaves without its private passages, unless it rests on them. Visitors' prompts are not made anew. */
  function staysPrivate({ question, site, documents, completedFrom }: Required<Pick<PastQuestion, 'question' | 'site' | 'documents' | 'completedFrom'>>): boolean {
    const resting = site === null ? [...documents.slice(0, 1), ...completedFrom] : documents;
    return resting.some((document) => isPrivate(document, site)) || holdsPrivate(question);
  }

  return {
    days, questions: questions.length, keptPrivate, cost: spending.total, examples: shown,
    places: [...places].map(([place, { name, questions: count }]) => ({ place, name, questions: count })), reasons: [...reasons].map(([reason, count]) => ({ reason, questions: count })),
  };
}

/** Money as it would have gone, under the caps of now. */
class Spending {
  readonly #budget: DryRunOptions['budget'];
  readonly #sums = new Map<string, number>();
  total = 0;

  constructor(budget: DryRunOptions['budget']) { this.#budget = budget; }

  /** @returns whether there was room for it. */
  take(amount: number, { remote, site, day }: { remote: string; site: string | null; day: string }): boolean {
    const { total, remotes, sites } = this.#budget;
    const scopes = [{ name: '', caps: total }, { name: `remote ${remote}`, caps: remotes[remote] }, ...(site === null ? [] : [{ name: `site ${site}`, caps: sites[site] }])];
    const sums = scopes.flatMap(({ name, caps }) => [{ key: `${name} ${day}`, cap: caps?.day ?? null }, { key: `${name} ${day.slice(0, 7)}`, cap: caps?.month ?? null }]);
    if (sums.some(({ key, cap }) => cap !== null && (this.#sums.get(key) ?? 0) + amount > cap)) return false;
    for (const { key } of sums) this.#sums.set(key, (this.#sums.get(key) ?? 0) + amount);
    this.total += amount;
    return true;
  }
}
