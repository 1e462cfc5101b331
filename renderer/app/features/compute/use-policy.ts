import { onScopeDispose, ref } from 'vue';
import type { BodyOf } from '../../../../core/contract/api.ts';
import { useCompute } from '../../stores/compute.ts';
import { useAttempt } from '../layout/use-attempt.ts';

/** Keeps each change of the rules at once, and says so. */
export function usePolicy() {
  const store = useCompute();
  const { problem, busy, attempt } = useAttempt();
  const saved = ref(false);
  let fading: ReturnType<typeof setTimeout> | undefined;
  onScopeDispose(() => clearTimeout(fading));
  const save = (change: BodyOf<'updatePolicy'>): Promise<boolean> => attempt(async () => {
    await store.updatePolicy(change);
    saved.value = true;
    clearTimeout(fading);
    fading = setTimeout(() => { saved.value = false; }, 2000);
  });
  return { problem, busy, saved, save, attempt };
}
