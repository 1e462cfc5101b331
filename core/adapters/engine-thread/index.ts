export { openEngineThreads } from './engine-threads.ts';
export type { EngineThreads } from './engine-threads.ts';
