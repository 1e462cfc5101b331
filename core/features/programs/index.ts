export { createPrograms } from './programs.ts';
export type { Programs } from './programs.ts';
