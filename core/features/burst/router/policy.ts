import type { BurstPolicy, RouteReason } from '../../../contract/index.ts';
import type { Provenance } from '../../../ports/language-model.ts';

/** What decides where a question is asked first. Plain facts, so that a past week can be judged as the present is. */
export interface RouteFacts {
  readonly provenance: Provenance | undefined;
  /** The remote that the owner chose for this question. */
  readonly chosen: string | undefined;
  readonly hasLocalModel: boolean;
  /** Tokens of prompt and answer. */
  readonly tokens: number;
  readonly localContext: number;
  /** Seconds that it would wait, or has waited, for the local model. */
  readonly queueSeconds: number;
}

export interface FirstPlace { readonly where: 'local' | 'remote'; readonly reason: RouteReason }

/** Local first; the first rule that is on and met sends the question on. */
export function firstPlace(policy: BurstPolicy, { provenance, chosen, hasLocalModel, tokens, localContext, queueSeconds }: RouteFacts): FirstPlace {
  const { rules } = policy;
  if (chosen !== undefined) return { where: 'remote', reason: 'chosen' };
  if (!mayLeave(policy, provenance)) return { where: 'local', reason: 'off' };
  if (provenance?.site && policy.sites[provenance.site] === 'always') return { where: 'remote', reason: 'site' };
  if (!hasLocalModel) return rules.noLocalModel.on ? { where: 'remote', reason: 'no-local-model' } : { where: 'local', reason: 'local-first' };
  if (rules.context.on && tokens > localContext) return { where: 'remote', reason: 'context' };
  if (waitsTooLong(policy, queueSeconds)) return { where: 'remote', reason: 'queue' };
  return { where: 'local', reason: 'local-first' };
}

/** Whether the owner lets questions of this kind leave at all. What a request is made of is the gate's business. */
export function mayLeave(policy: BurstPolicy, provenance: Provenance | undefined): boolean {
  if (!policy.enabled || !provenance) return false;
  if (provenance.purpose === 'program' && policy.programs === 'never') return false;
  return !provenance.site || policy.sites[provenance.site] !== 'never';
}

export const waitsTooLong = ({ rules: { queue } }: BurstPolicy, seconds: number): boolean => queue.on && seconds > queue.seconds;
