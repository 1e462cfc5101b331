export { discardLanceIndex } from './table-home.ts';
export { openLanceIndex, readLanceIndex } from './lance-index.ts';
export type { LancePlace } from './index-place.ts';
export { openLanceVectors } from './vector-index.ts';
export { createSiteIndexes } from './site-indexes.ts';
