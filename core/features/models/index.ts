export { publicOrigins } from './addresses.ts';
export type { HubOrigins } from './addresses.ts';
export { createModels } from './models.ts';
export type { Models } from './models.ts';
export { repositoryOf } from './repository.ts';
export { tunedId } from './tuned.ts';
export type { TrainedAdapter } from './tuned.ts';
