import type { Recipe, TrainingRun } from '../../contract/index.ts';
import { createDatasets, type Datasets, type DatasetsOptions } from './datasets.ts';
import { blindFile } from './judging/blind.ts';
import { configFile, dataFile } from './run-data.ts';
import { createRuns, type Runs, type RunsOptions } from './runs.ts';
import { returnedFile } from './sending/sending.ts';

/** Teaches a model from examples: recipes, sets of examples, trainings and their verdicts. */
export interface Tuning {
  recipes(): Promise<Recipe[]>;
  readonly datasets: Datasets;
  readonly runs: Runs;
  /** Files of trainings that cannot be made again: what a backup holds of them, not checkpoints and exports. */
  keptFiles(): Promise<{ run: string; name: string; path: string }[]>;
  /** To be called once before anything else. */
  start(): Promise<void>;
  close(): Promise<void>;
}

type WithDefaults = 'now' | 'id' | 'random' | 'conditionsEveryMs';
export type TuningOptions = DatasetsOptions & Omit<RunsOptions, WithDefaults> & Partial<Pick<RunsOptions, WithDefaults>>;

/** `adapter.gguf` and `log.jsonl` are the trainer's. */
const kept = [dataFile, configFile, 'verdict.json', blindFile, 'log.jsonl', 'adapter.gguf', returnedFile];
const halfMinute = 30_000;

export function createTuning(options: TuningOptions): Tuning {
  const { now = () => new Date(), id = () => crypto.randomUUID(), random = Math.random, conditionsEveryMs = halfMinute } = options;
  const runs = createRuns({ ...options, now, id, random, conditionsEveryMs });
  async function keptFiles(): Promise<{ run: string; name: string; path: string }[]> {
    const files = options.store.tuning.runs().flatMap(({ id: run }) => kept.map((name) => ({ run, name, path: options.folders.place(run, name) })));
    const there = await Promise.all(files.map(({ path }) => options.folders.exists(path)));
    return files.filter((_, at) => there[at]);
  }
  return { recipes: () => options.recipes.list(), datasets: createDatasets({ ...options, now, id }), runs, keptFiles, start: () => runs.recover(), close: () => runs.close() };
}

/** A finished training as a model that can be chosen; undefined while it has no adapter. */
export function trainedAdapter({ id, name, base, adapter }: TrainingRun): { name: string; base: string; path: string; run: string } | undefined {
  return adapter === undefined ? undefined : { name, base, path: adapter, run: id };
}
