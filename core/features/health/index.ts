export { copyFindings } from './copy-findings.ts';
export { createHealth } from './health.ts';
export { localWarning } from './own-findings.ts';
export type { Health } from './health.ts';
