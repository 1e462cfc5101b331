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

/** The recommended kind of machine at several numbers, the fewest first: what the small chart shows. */
export function waitPoints(plan: MovePlan): { replicas: number; seconds: number; meets: boolean }[] {
  const { gpu } = plan.recommended;
  const rows = plan.models.filter((row) => row.gpu === (gpu ?? plan.models[0]?.gpu));
  const points = rows.flatMap(({ simulated }) => (simulated ? [{ replicas: simulated.replicas, seconds: simulated.waitP95Seconds, meets: simulated.meetsTarget }] : []));
  return [...new Map(points.map((point) => [point.replicas, point])).values()].toSorted((a, b) => a.replicas - b.replicas);
}

/** The cheapest row of each kind of machine that meets the target, or its best where none does; those without room last. */
export function gpuChoices(plan: MovePlan): MovePlan['models'] {
  const best = (rows: MovePlan['models']): MovePlan['models'][number] | undefined => rows.filter(({ simulated }) => simulated?.meetsTarget).toSorted((a, b) => a.perMonth - b.perMonth)[0] ?? rows.toSorted((a, b) => (a.simulated?.waitP95Seconds ?? Infinity) - (b.simulated?.waitP95Seconds ?? Infinity))[0];
  return [...Map.groupBy(plan.models, ({ gpu }) => gpu).values()].flatMap((rows) => best(rows) ?? []).toSorted((a, b) => Number(b.fits) - Number(a.fits) || a.perMonth - b.perMonth);
}
