export { createSearch } from './search.ts';
export type { Found, Search } from './search.ts';
export { rank } from './rank.ts';
export type { RankedChunk, Ranking } from './rank.ts';
export { readPassage, understand } from './read-passage.ts';
export type { Question, RankedSentence, ReadPassage } from './read-passage.ts';
export { kindShown, passageFeatures, passageInputs } from './passage-features.ts';
