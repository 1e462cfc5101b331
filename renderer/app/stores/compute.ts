import { defineStore } from 'pinia';
import { computed, ref, shallowRef } from 'vue';
import type { BodyOf } from '../../../core/contract/api.ts';
import type { BudgetState } from '../../../core/contract/budget.ts';
import type { ComputeState } from '../../../core/contract/burst-api.ts';
import type { CoreEvent } from '../../../core/contract/events.ts';
import { api } from '../api.ts';

export type PassedShare = NonNullable<Extract<CoreEvent, { type: 'budget-changed' }>['alert']>;
const placeKey = 'sprout.place';

/** Computing power here and elsewhere, when it may be asked, and what it costs; kept fresh by /api/events. */
export const useCompute = defineStore('compute', () => {
  const state = ref<ComputeState>();
  const budget = ref<BudgetState>();
  /** A share of a cap that was passed just now, until the owner closed the notice. */
  const passed = shallowRef<PassedShare>();
  /** Counts up with everything that left: who shows the log reads it again. */
  const left = ref(0);
  /** Where questions of the Ask page go: `auto`, `local`, or `remote:<id>`. */
  const wanted = ref(localStorage.getItem(placeKey) ?? 'auto');

  const remotes = computed(() => (state.value?.remotes ?? []).toSorted((a, b) => a.order - b.order));
  const usable = computed(() => remotes.value.filter(({ enabled }) => enabled));
  const policy = computed(() => state.value?.policy);
  const mayLeave = computed(() => policy.value?.enabled === true && usable.value.length > 0);
  /** What is asked for with a question; a place that is gone or switched off is not. */
  const place = computed(() => (!mayLeave.value ? 'auto' : wanted.value === 'local' || usable.value.some(({ id }) => `remote:${id}` === wanted.value) ? wanted.value : 'auto'));
  /** Of a site this month, in the budget's currency. */
  const spentBy = (site: string): number => budget.value?.caps.find(({ scope, id, period }) => scope === 'site' && id === site && period === 'month')?.spent ?? 0;
  const nameOf = (id: string): string => remotes.value.find((one) => one.id === id)?.name ?? id;

  async function loadState(): Promise<void> { state.value = await api.call('computeState'); }
  async function loadBudget(): Promise<void> { budget.value = await api.call('readBudget'); }
  async function load(): Promise<void> { await Promise.all([loadState(), loadBudget()]); }
  function apply(event: CoreEvent): void {
    if (event.type === 'compute-changed' || event.type === 'models-changed') void loadState().catch(console.error);
    if (event.type !== 'budget-changed') return;
    left.value += 1;
    if (event.alert) passed.value = event.alert;
    void loadBudget().catch(console.error);
  }
  function prefer(where: string): void {
    wanted.value = where;
    localStorage.setItem(placeKey, where);
  }
  async function updatePolicy(body: BodyOf<'updatePolicy'>): Promise<void> {
    const changed = await api.call('updatePolicy', { body });
    if (state.value) state.value = { ...state.value, policy: changed };
  }
  async function updateBudget(body: BodyOf<'updateBudget'>): Promise<void> { budget.value = await api.call('updateBudget', { body }); }
  async function updateRemote(id: string, body: BodyOf<'updateRemote'>): Promise<void> {
    await api.call('updateRemote', { params: { id }, body });
    await loadState();
  }
  async function deleteRemote(id: string): Promise<void> {
    await api.call('deleteRemote', { params: { id } });
    await loadState();
  }
  return { state, budget, passed, left, remotes, usable, policy, mayLeave, place, spentBy, nameOf, load, loadState, loadBudget, apply, prefer, updatePolicy, updateBudget, updateRemote, deleteRemote };
});
