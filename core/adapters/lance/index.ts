export { discardLanceIndex } from './table-home.ts';
export { openLanceIndex } from './lance-index.ts';
export { openLanceVectors } from './vector-index.ts';
