export { createModelHub } from './model-hub.ts';
export type { ModelHubOptions } from './options.ts';
