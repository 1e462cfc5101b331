import type { BodyOf } from '../../../../core/contract/api.ts';
import { useCompute } from '../../stores/compute.ts';
import { useSaving } from '../layout/use-saving.ts';

/** Keeps each change of the budget at once, and says so. */
export function useBudgetForm() {
  const store = useCompute();
  return useSaving((change: BodyOf<'updateBudget'>) => store.updateBudget(change));
}
