import type { ScoredChunk } from '../../ports/chunk-index.ts';
import { readPassage, type ReadPassage } from './read-passage.ts';

/** Passages at most: some 20 kB each. */
const usual = 2000;

/**
 * Reads each passage once and keeps the reading, the longest unused goes first. For passages that do not change under their id, as those of a
 * publication: how a passage is read does not depend on the question.
 */
export function keepReadings(most = usual): (chunk: ScoredChunk) => ReadPassage {
  const kept = new Map<string, ReadPassage>();
  return (chunk) => {
    const known = kept.get(chunk.id) ?? readPassage(chunk);
    kept.delete(chunk.id);
    kept.set(chunk.id, known);
    if (kept.size > most) kept.delete(kept.keys().next().value ?? '');
    return known.chunk === chunk ? known : withChunk(known, chunk);
  };
}

/** Its score is the question's. */
function withChunk({ sentences, units, terms, contextTerms }: ReadPassage, chunk: ScoredChunk): ReadPassage {
  return { chunk, sentences, units, terms, contextTerms };
}
