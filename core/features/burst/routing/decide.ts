import type { BurstPolicy, RouteReason } from '../../../contract/index.ts';
import type { Provenance } from '../../../ports/language-model.ts';

/** What a question is judged by before anything is asked. */
export interface Facts {
  readonly provenance: Pick<Provenance, 'site' | 'purpose'> | undefined;
  /** A place elsewhere was asked for by name. */
  readonly chosen: boolean;
  /** Whether there is a model on this computer, and it can be loaded. */
  readonly local: 'ready' | 'none' | 'failed';
  readonly waitSeconds: number;
  /** Longer than the model here reads. */
  readonly tooLong: boolean;
}

/** Why nothing of it may leave, whatever the rules; undefined where it may. */
export function keptHere({ provenance }: Pick<Facts, 'provenance'>, policy: BurstPolicy): 'off' | 'guard' | undefined {
  if (!policy.enabled) return 'off';
  // Where its words come from is not known.
  if (!provenance) return 'guard';
  if (provenance.site !== null && policy.sites[provenance.site] === 'never') return 'off';
  return provenance.purpose === 'program' && policy.programs === 'never' ? 'off' : undefined;
}

/** Where it is asked first: the policy's rules, in their order. Pure, so that a dry run judges as the router does. */
export function firstPlace(facts: Facts, policy: BurstPolicy): { readonly place: 'local' | 'elsewhere' | 'quote'; readonly reason: RouteReason } {
  const { provenance, chosen, local, waitSeconds, tooLong } = facts;
  const { rules } = policy;
  const here = keptHere(facts, policy);
  if (here) return { place: local === 'ready' ? 'local' : 'quote', reason: here };
  if (chosen) return { place: 'elsewhere', reason: 'chosen' };
  if (provenance && provenance.site !== null && policy.sites[provenance.site] === 'always') return { place: 'elsewhere', reason: 'site' };
  if (local !== 'ready') return rules.noLocalModel.on ? { place: 'elsewhere', reason: local === 'none' ? 'no-local-model' : 'local-failed' } : { place: 'quote', reason: 'nothing-else' };
  if (rules.context.on && tooLong) return { place: 'elsewhere', reason: 'context' };
  if (rules.queue.on && waitSeconds > rules.queue.seconds) return { place: 'elsewhere', reason: 'queue' };
  return { place: 'local', reason: 'local-first' };
}

/** Where it goes on after the model here; undefined where it does not. @param problem code of what went wrong; undefined where it answered. */
export function afterLocal(problem: string | undefined, supported: boolean, { rules }: BurstPolicy): RouteReason | undefined {
  if (problem === 'prompt-too-long') return rules.context.on ? 'context' : undefined;
  if (problem !== undefined) return rules.noLocalModel.on ? 'local-failed' : undefined;
  return rules.unsupported.on && !supported ? 'unsupported' : undefined;
}
