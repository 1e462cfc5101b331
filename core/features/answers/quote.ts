import type { Found } from '../search/index.ts';
import { indexTerms } from '../../shared/text/analyse.ts';
import { typeMatch } from './answer-type.ts';

/** A sentence that answers, in document offsets. */
export interface Quote { readonly chunk: Found['chunks'][number]['chunk']; readonly text: string; readonly start: number; readonly end: number; readonly score: number }

/** Passages whose sentences compete. */
const passages = 8;
/** How much of a question's telling weight its best two sentences must hold to count as an answer. */
const enough = 0.43;
/** A term that no candidate holds counts this much: pairs of characters across a word's edge are rarely meant. */
const unseenShare = 0.3;

/** Shares of a sentence's score beside the question's terms in it. Few and general on purpose. */
const share = { context: 0.3, type: 0.14, passage: 0.45, long: 0.02 };

/** The fewest sentences that answer, at most two, best first; none when the documents do not answer. */
export function quote(question: string, found: Found): Quote[] {
  const scored = scoreSentences(question, found);
  const [first] = scored;
  if (!first || coverage(found, first) < enough) return [];
  const second = scored.slice(1).find((candidate) => candidate.chunk.id === first.chunk.id || candidate.score > first.score * 0.8);
  const chosen = second && second.score > first.score * 0.45 ? [first, second] : [first];
  return chosen;
}

function scoreSentences(question: string, { chunks, weights, terms }: Found): (Quote & { at: number })[] {
  const total = [...weights.values()].reduce((sum, weight) => sum + weight, 0) || 1;
  const weightOf = (held: ReadonlySet<string>): number => terms.reduce((sum, term) => sum + (held.has(term) ? weights.get(term) ?? 0 : 0), 0) / total;
  const best = chunks[0]?.score || 1;
  return chunks.slice(0, passages).flatMap(({ chunk, sentences, score }) => {
    const own = sentences.map((sentence) => weightOf(sentence.terms));
    const heading = weightOf(new Set(indexTerms(chunk.heading ?? '')));
    return sentences.map((sentence, at) => {
      const near = Math.max(own[at - 1] ?? 0, own[at + 1] ?? 0, heading);
      const value = (own[at] ?? 0) + share.context * near + share.type * typeMatch(question, sentence.text) + share.passage * (score / best) + share.long * Math.min(1, sentence.text.length / 200);
      // A heading or a question in the text repeats the words and answers nothing.
      const empty = /[?？]$/.test(sentence.text) || (sentences.length > 1 && sentence.text.length < 6);
      return { chunk, text: sentence.text, start: chunk.start + sentence.start, end: chunk.start + sentence.end, score: empty ? value * 0.5 : value, at };
    });
  }).sort((a, b) => b.score - a.score);
}

/** Share of the question's weight that the passage of the answer holds, terms that occur nowhere counting fully. */
function coverage({ weights, terms, chunks }: Found, { chunk }: Quote): number {
  const held = new Set(chunk.tokens.split(' '));
  const unseen = unseenShare * Math.log(1 + (chunks.length + 1) / 0.5);
  let all = 0;
  let found = 0;
  for (const term of terms) {
    const weight = weights.get(term) || unseen;
    all += weight;
    if (held.has(term)) found += weight;
  }
  return all === 0 ? 0 : found / all;
}
