export { createHealth } from './health.ts';
export { localWarning } from './own-findings.ts';
export type { Health } from './health.ts';
