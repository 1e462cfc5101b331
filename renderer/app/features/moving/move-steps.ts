import type { Inventory, MovePlan, Switched, Verification } from '../../../../core/contract/moving.ts';

export const moveSteps = ['goes', 'plan', 'export', 'proof', 'switch'] as const;
export type MoveStep = (typeof moveSteps)[number];

export interface Known { readonly inventory: Inventory | undefined; readonly plan: MovePlan | undefined; readonly exported: boolean; readonly verification: Verification | null | undefined; readonly switched: readonly Switched[] }
/** `key` names a sentence under `move.state`. */
export interface StepState { readonly mark: 'done' | 'todo' | 'off'; readonly key: string; readonly n?: number }

export function moveStates({ inventory, plan, exported, verification, switched }: Known): Record<MoveStep, StepState> {
  const problems = inventory?.problems.length ?? 0;
  const published = inventory?.sites.filter((site) => site.published).length ?? 0;
  const moved = switched.filter(({ switchedAt }) => switchedAt !== null).length;
  return {
    goes: !inventory ? { mark: 'off', key: 'open' } : problems > 0 ? { mark: 'todo', key: 'problems', n: problems } : { mark: 'done', key: 'sites', n: published },
    plan: plan ? { mark: 'done', key: 'planned' } : { mark: 'off', key: 'open' },
    export: exported ? { mark: 'done', key: 'exported' } : { mark: 'off', key: 'open' },
    proof: !verification ? { mark: 'off', key: 'open' } : verification.summary.same === verification.summary.questions && verification.summary.questions > 0 ? { mark: 'done', key: 'same', n: verification.summary.questions } : { mark: 'todo', key: 'differ', n: verification.summary.questions - verification.summary.same },
    switch: moved > 0 ? { mark: 'done', key: 'moved', n: moved } : { mark: 'off', key: 'open' },
  };
}

/** Bars on either side of the recommended one. */
const around = 4;
/** The recommended kind of machine at several numbers, the fewest first: what the small chart shows. */
export function waitPoints(plan: MovePlan): { replicas: number; seconds: number; meets: boolean }[] {
  const row = plan.models.find(({ gpu }) => gpu === plan.recommended.gpu) ?? plan.models.find(({ fits }) => fits);
  if (!row) return [];
  const at = row.tried.findIndex(({ replicas }) => replicas === row.simulated?.replicas);
  return row.tried.slice(Math.max(0, at - around), at + around + 1).map(({ replicas, waitP95Seconds, meetsTarget }) => ({ replicas, seconds: waitP95Seconds, meets: meetsTarget }));
}

