export { createMeaningSearch, meaningWeight } from './meaning.ts';
export type { EmbedderSource, MeaningSearch } from './meaning.ts';
export { createSearch } from './search.ts';
export type { Found, Search } from './search.ts';
export { rank } from './rank.ts';
export type { RankedChunk, Ranking } from './rank.ts';
export { kindShown, readPassage, showsKind, understand } from './read-passage.ts';
export type { Membership, Question, RankedSentence, ReadPassage } from './read-passage.ts';
export { passageFeatures, passageInputs } from './passage-features.ts';
