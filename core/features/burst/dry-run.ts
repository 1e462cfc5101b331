import type { Answer, BurstPolicy, DryRun, Remote, RouteReason } from '../../contract/index.ts';
import { estimateTokens } from './router/estimate-tokens.ts';
import { firstPlace, mayLeave } from './router/policy.ts';

/** A question that was answered, as far as it tells where it would have gone. */
export interface PastQuestion {
  readonly question: string;
  readonly askedAt: string;
  readonly site: string | null;
  /** Whose text a prompt would have held. */
  readonly documents: readonly string[];
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
  /** What a call would have cost, in the budget's currency; null where its price has no rate. */
  readonly cost: (remote: Remote, promptTokens: number, completionTokens: number) => number | null;
}

/** Tokens of a prompt with its passages, where nobody counted. */
const usualPrompt = 2200;
const examples = 12;
const isModel = (model: string): boolean => model !== 'quote' && model !== '';

/** Judges past questions as the router would have. A quoted answer tells nothing of waiting. */
export function dryRun({ policy, days, questions, remotes, hasLocalModel, localContext, isPrivate, cost }: DryRunOptions): DryRun {
  const places = new Map<string, { name: string; questions: number }>();
  const reasons = new Map<RouteReason, number>();
  const shown: DryRun['examples'] = [];
  let keptPrivate = 0;
  let spent = 0;
  const on = remotes.filter(({ enabled }) => enabled);
  for (const { question, askedAt, site, documents, answer } of questions) {
    const provenance = { documents, site, purpose: 'answer' as const };
    const promptTokens = answer.usage?.promptTokens ?? usualPrompt;
    let { where, reason } = firstPlace(policy, { provenance, chosen: undefined, hasLocalModel, tokens: promptTokens, localContext, queueSeconds: (answer.usage?.waitMs ?? 0) / 1000 });
    const unsupported = isModel(answer.model) && answer.answered && answer.citations.length === 0;
    if (where === 'local' && hasLocalModel && unsupported && policy.rules.unsupported.on && mayLeave(policy, provenance)) { where = 'remote'; reason = 'unsupported'; }
    if (where === 'remote' && documents.some((document) => isPrivate(document, site))) { keptPrivate += 1; where = 'local'; reason = 'private'; }
    const [remote] = on;
    if (where === 'remote' && !remote) { where = 'local'; reason = 'nothing-else'; }
    if (where === 'remote' && remote) spent += cost(remote, promptTokens, answer.usage?.completionTokens ?? estimateTokens(answer.answer)) ?? 0;
    const [place, name] = where === 'remote' && remote ? [`remote:${remote.id}`, remote.name] : hasLocalModel ? ['local', ''] : ['quote', ''];
    places.set(place, { name, questions: (places.get(place)?.questions ?? 0) + 1 });
    reasons.set(reason, (reasons.get(reason) ?? 0) + 1);
    if (shown.length < examples && (where === 'remote' || reason === 'private')) shown.push({ question, askedAt, place, reason });
  }
  return {
    days, questions: questions.length, keptPrivate, cost: spent, examples: shown,
    places: [...places].map(([place, { name, questions: count }]) => ({ place, name, questions: count })), reasons: [...reasons].map(([reason, count]) => ({ reason, questions: count })),
  };
}
