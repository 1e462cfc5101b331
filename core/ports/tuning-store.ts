import type { Dataset, Example, TrainingRun } from '../contract/index.ts';

/** A set of examples without its counts, which are those of its examples. */
export type StoredDataset = Omit<Dataset, 'examples' | 'kept' | 'waiting' | 'dropped' | 'hidden'>;

/** Examples and trainings of a workspace; part of the WorkspaceStore. */
export interface TuningStore {
  /** Newest first. */
  datasets(): Dataset[];
  dataset(id: string): Dataset | undefined;
  saveDataset(dataset: StoredDataset): void;
  /** Takes its examples with it. */
  deleteDataset(id: string): void;
  /** In the order they were added. */
  examples(dataset: string): Example[];
  /** Adds new ones at the end and replaces known ones where they are, all or none. @throws SproutError dataset-not-found. */
  saveExamples(dataset: string, examples: readonly Example[]): void;
  /** Newest first. */
  runs(): TrainingRun[];
  run(id: string): TrainingRun | undefined;
  saveRun(run: TrainingRun): void;
  deleteRun(id: string): void;
}
