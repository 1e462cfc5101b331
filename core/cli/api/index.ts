export { ApiProblem } from './api-problem.ts';
export { createApi, type Api } from './create-api.ts';
export { listening } from './listening.ts';
export { withApi } from './with-api.ts';
