export { createTuning, trainedAdapter } from './tuning.ts';
export type { Tuning, TuningOptions } from './tuning.ts';
export type { Datasets } from './datasets.ts';
export type { Runs } from './runs.ts';
export type { Leaving } from './sending/leaving.ts';
export type { Sending } from './sending/sending.ts';
