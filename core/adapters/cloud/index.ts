export { createRemoteModels } from './remote-models.ts';
