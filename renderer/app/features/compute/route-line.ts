import type { Answer } from '../../../../core/contract/answer.ts';
import type { RouteReason, RouteStep } from '../../../../core/contract/route.ts';

/** What an answer says of where it comes from. `why` names a sentence under `route.why`. */
export interface RouteLine { readonly place: 'local' | 'quote' | 'remote'; readonly name: string; readonly why: RouteReason; /** Remotes that did not answer, with their reasons. */ readonly missed: readonly RouteStep[] }

export const placeKind = (place: string): RouteLine['place'] => (place === 'local' || place === 'quote' ? place : 'remote');

/** Undefined where there was no choice: then nothing need be said. */
export function routeLine({ route }: Pick<Answer, 'route'>): RouteLine | undefined {
  const last = route?.findLast(({ outcome }) => outcome === 'answered') ?? route?.at(-1);
  if (!route || !last) return undefined;
  const missed = route.filter((step) => step !== last && placeKind(step.place) === 'remote' && (step.outcome === 'failed' || step.outcome === 'passed-over'));
  // The usual case: the laptop's own model, and nothing else was thought of.
  if (last.place === 'local' && missed.length === 0) return undefined;
  return { place: placeKind(last.place), name: last.name, why: last.reason, missed };
}

/** A cap sent a question home: the owner is told beside the answer. */
export const stoppedByBudget = ({ route }: Pick<Answer, 'route'>): boolean => route?.some(({ outcome, reason }) => outcome === 'passed-over' && reason === 'budget') ?? false;
