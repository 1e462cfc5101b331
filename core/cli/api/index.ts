export { ApiProblem } from './api-problem.ts';
export { createApi, type Api } from './create-api.ts';
export { followed } from './followed.ts';
export { throughDoor, withApi } from './with-api.ts';
