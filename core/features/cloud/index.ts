export { createCloudSites } from './cloud-sites.ts';
export type { CloudSites } from './cloud-sites.ts';
export { createMetrics } from './metrics.ts';
export type { Metrics } from './metrics.ts';
export { createServedModels } from './served-models.ts';
export { takeBundle } from './take-bundle.ts';
export type { CloudStores } from './take-bundle.ts';
