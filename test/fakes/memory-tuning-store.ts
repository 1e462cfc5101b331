import { SproutError, type Dataset, type Example, type TrainingRun } from '../../core/contract/index.ts';
import type { StoredDataset, TuningStore } from '../../core/ports/tuning-store.ts';

export interface TuningState { datasets: Map<string, StoredDataset>; examples: Map<string, Example[]>; runs: Map<string, TrainingRun> }

const newest = <Item extends { createdAt: string }>(items: Iterable<Item>): Item[] => [...items].map((item) => structuredClone(item)).reverse().sort((left, right) => right.createdAt.localeCompare(left.createdAt));

/** Examples and trainings in memory; values are copied in and out. */
export function memoryTuningStore(state: () => TuningState): TuningStore {
  function counted(dataset: StoredDataset): Dataset {
    const examples = state().examples.get(dataset.id) ?? [];
    const count = (wanted: (example: Example) => boolean): number => examples.filter(wanted).length;
    return {
      ...dataset, examples: examples.length, kept: count(({ state: now }) => now === 'kept'), waiting: count(({ state: now }) => now === 'waiting'),
      dropped: count(({ state: now }) => now === 'dropped'), hidden: count(({ hidden }) => hidden),
    };
  }
  return {
    datasets: () => newest(state().datasets.values()).map(counted),
    dataset: (id) => { const found = state().datasets.get(id); return found && counted(structuredClone(found)); },
    saveDataset: (dataset) => { state().datasets.set(dataset.id, structuredClone(dataset)); },
    deleteDataset: (id) => { state().datasets.delete(id); state().examples.delete(id); },
    examples: (dataset) => structuredClone(state().examples.get(dataset) ?? []),
    saveExamples(dataset, examples) {
      if (!state().datasets.has(dataset)) throw new SproutError('dataset-not-found', { id: dataset });
      const list = state().examples.get(dataset) ?? [];
      for (const example of structuredClone(examples)) {
        const at = list.findIndex(({ id }) => id === example.id);
        if (at < 0) list.push(example); else list[at] = example;
      }
      state().examples.set(dataset, list);
    },
    runs: () => newest(state().runs.values()),
    run: (id) => structuredClone(state().runs.get(id)),
    saveRun: (run) => { state().runs.set(run.id, structuredClone(run)); },
    deleteRun: (id) => { state().runs.delete(id); },
  };
}
