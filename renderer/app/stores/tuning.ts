import { defineStore } from 'pinia';
import { computed, ref } from 'vue';
import type { Dataset } from '../../../core/contract/dataset.ts';
import type { CoreEvent } from '../../../core/contract/events.ts';
import type { Recipe } from '../../../core/contract/recipe.ts';
import type { TrainingRun } from '../../../core/contract/training-run.ts';
import { api } from '../api.ts';

const atWork = new Set<TrainingRun['state']>(['preparing', 'waiting', 'running', 'judging']);
export const isAtWork = ({ state }: Pick<TrainingRun, 'state'>): boolean => atWork.has(state);

/** What can be taught, the sets of examples, and the trainings, kept fresh by /api/events. */
export const useTuning = defineStore('tuning', () => {
  const recipes = ref<Recipe[]>([]);
  const datasets = ref<Dataset[]>([]);
  const runs = ref<TrainingRun[]>([]);
  const loaded = ref(false);
  /** Making examples from documents: how far. */
  const making = ref<{ dataset: string; done: number; total: number }>();
  const working = computed(() => runs.value.find(isAtWork));

  async function load(): Promise<void> {
    const [sets, trainings] = await Promise.all([api.call('listDatasets'), api.call('listRuns')]);
    datasets.value = sets.datasets;
    runs.value = trainings.runs;
    loaded.value = true;
  }
  async function loadRecipes(): Promise<void> {
    if (recipes.value.length === 0) recipes.value = (await api.call('listRecipes')).recipes;
  }
  function apply(event: CoreEvent): void {
    if (event.type === 'tuning-changed') void load().catch(console.error);
    if (event.type === 'examples-progress') making.value = event.done < event.total ? event : undefined;
    if (event.type !== 'run-progress') return;
    const at = runs.value.findIndex(({ id }) => id === event.run.id);
    const known = runs.value[at];
    if (!known) { void load().catch(console.error); return; }
    const { step } = event.run;
    runs.value[at] = {
      ...event.run,
      losses: event.loss === undefined ? known.losses : [...known.losses.filter((one) => one.step < step), { step, loss: event.loss }],
      heldLosses: event.heldLoss === undefined ? known.heldLosses : [...known.heldLosses.filter((one) => one.step < step), { step, loss: event.heldLoss }],
    };
  }
  const recipeOf = (id: string): Recipe | undefined => recipes.value.find((recipe) => recipe.id === id);
  return { recipes, datasets, runs, loaded, making, working, load, loadRecipes, apply, recipeOf };
});
