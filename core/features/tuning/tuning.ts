import type { Recipe, TrainingRun } from '../../contract/index.ts';
import { createDatasets, type Datasets, type DatasetsOptions } from './datasets.ts';
import { createRuns, type Runs, type RunsOptions } from './runs.ts';

/** Teaches a model from examples: recipes, sets of examples, trainings and their verdicts. */
export interface Tuning {
  recipes(): Promise<Recipe[]>;
  readonly datasets: Datasets;
  readonly runs: Runs;
  /** To be called once before anything else. */
  start(): Promise<void>;
  close(): Promise<void>;
}

type WithDefaults = 'now' | 'id' | 'random' | 'conditionsEveryMs';
export type TuningOptions = DatasetsOptions & Omit<RunsOptions, WithDefaults> & Partial<Pick<RunsOptions, WithDefaults>>;

const halfMinute = 30_000;

export function createTuning(options: TuningOptions): Tuning {
  const { now = () => new Date(), id = () => crypto.randomUUID(), random = Math.random, conditionsEveryMs = halfMinute } = options;
  const runs = createRuns({ ...options, now, id, random, conditionsEveryMs });
  return { recipes: () => options.recipes.list(), datasets: createDatasets({ ...options, now, id }), runs, start: () => runs.recover(), close: () => runs.close() };
}

/** A finished training as a model that can be chosen; undefined while it has no adapter. */
export function trainedAdapter({ id, name, base, adapter }: TrainingRun): { name: string; base: string; path: string; run: string } | undefined {
  return adapter === undefined ? undefined : { name, base, path: adapter, run: id };
}
