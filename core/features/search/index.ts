export { createSearch } from './search.ts';
export type { Found, Search } from './search.ts';
