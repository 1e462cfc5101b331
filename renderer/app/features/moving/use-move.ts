import { computed, ref, shallowRef } from 'vue';
import type { Exported, Inventory, MovePlan, PlanRequest, Switched, Verification } from '../../../../core/contract/moving.ts';
import { api } from '../../api.ts';
import { useAttempt } from '../layout/use-attempt.ts';
import { moveStates } from './move-steps.ts';

/** What the steps of a move share. */
export function useMove() {
  const { problem, busy, attempt } = useAttempt();
  const inventory = shallowRef<Inventory>();
  const request = ref<PlanRequest>();
  const plan = shallowRef<MovePlan>();
  const exported = shallowRef<Exported>();
  const verification = shallowRef<Verification | null>();
  const switched = shallowRef<Switched[]>([]);
  const states = computed(() => moveStates({ inventory: inventory.value, plan: plan.value, exported: exported.value !== undefined, verification: verification.value, switched: switched.value }));
  const loadSwitches = async (): Promise<void> => { switched.value = await Promise.all((inventory.value?.sites ?? []).map(({ id }) => api.call('readSwitch', { params: { site: id } }))); };
  const load = (): Promise<boolean> => attempt(async () => {
    const [what, last] = await Promise.all([api.call('readInventory'), api.call('lastVerification')]);
    inventory.value = what;
    verification.value = last.verification;
    await loadSwitches();
  });
  return { problem, busy, attempt, inventory, request, plan, exported, verification, switched, states, load, loadSwitches };
}
export type Move = ReturnType<typeof useMove>;
