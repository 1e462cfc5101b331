import type { BudgetState, CapState } from '../../../../core/contract/budget.ts';

/** A cap with how full it is. `level`: calm, near (an alert's share is passed), or full. */
export interface CapRow { readonly state: CapState; readonly spentShare: number; readonly reservedShare: number; readonly level: 'calm' | 'near' | 'full' }

/** Caps that there are, the total first, then places, then sites; the day before the month. */
export function capRows({ caps, settings }: Pick<BudgetState, 'caps' | 'settings'>): CapRow[] {
  const order = { total: 0, remote: 1, site: 2 } as const;
  const near = settings.alerts.filter((share) => share < 1).toSorted((a, b) => a - b).at(-1) ?? 1;
  return caps.flatMap((state) => (state.cap === null ? [] : [rowOf(state, state.cap, near)]))
    .toSorted((a, b) => order[a.state.scope] - order[b.state.scope] || a.state.id.localeCompare(b.state.id) || a.state.period.localeCompare(b.state.period));
}

function rowOf(state: CapState, cap: number, near: number): CapRow {
  // A cap of nothing is full from the start.
  const share = (amount: number): number => (cap === 0 ? 1 : Math.min(1, amount / cap));
  const taken = share(state.spent + state.reserved);
  const spentShare = cap === 0 ? 1 : share(state.spent);
  return { state, spentShare, reservedShare: Math.max(0, taken - spentShare), level: taken >= 1 ? 'full' : taken >= near ? 'near' : 'calm' };
}
