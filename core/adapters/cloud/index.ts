export { createRemoteModels } from './remote-models.ts';
export type { RemoteModelsOptions } from './remote-models.ts';
