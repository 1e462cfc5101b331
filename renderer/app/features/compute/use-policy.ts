import type { BodyOf } from '../../../../core/contract/api.ts';
import { useCompute } from '../../stores/compute.ts';
import { useSaving } from '../layout/use-saving.ts';

/** Keeps each change of the rules at once, and says so. */
export function usePolicy() {
  const store = useCompute();
  return useSaving((change: BodyOf<'updatePolicy'>) => store.updatePolicy(change));
}
