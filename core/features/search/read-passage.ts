import type { ScoredChunk } from '../../ports/chunk-index.ts';
import { answerKinds, holdsKind, kindsAsked, type AnswerKind } from '../../shared/text/answer-kind.ts';
import { contentWords, indexTerms, indexTermsOfFolded, queryTerms } from '../../shared/text/analyse.ts';
import { fold } from '../../shared/text/fold.ts';
import { splitSentences, type Sentence } from '../../shared/text/sentences.ts';
import { flatten, unitsOf } from '../../shared/text/units.ts';

/** A question as ranking sees it. */
export interface Question {
  readonly text: string;
  readonly terms: readonly string[];
  readonly units: readonly string[];
  /** What its answer must be about. */
  readonly words: readonly string[];
  readonly flat: string;
  readonly kinds: ReadonlySet<AnswerKind>;
}

export interface RankedSentence extends Sentence {
  readonly terms: ReadonlySet<string>;
  readonly units: ReadonlySet<string>;
  readonly folded: string;
  readonly flat: string;
  /** Which of the kinds that the question asks for it shows. */
  readonly kinds: ReadonlySet<AnswerKind>;
}

/** A passage read closely. */
export interface ReadPassage {
  readonly chunk: ScoredChunk;
  readonly sentences: readonly RankedSentence[];
  /** All it is found by: its text, its headings, the name of its file. */
  readonly terms: ReadonlySet<string>;
  readonly units: readonly string[];
  /** What stands around the text and not in it: headings, column names, the name of the file. */
  readonly contextTerms: ReadonlySet<string>;
}

export function understand(text: string): Question {
  const folded = fold(text);
  return { text, terms: queryTerms(text), units: [...new Set(unitsOf(folded))], words: contentWords(text), flat: flatten(folded), kinds: kindsAsked(text) };
}

/** Reads a passage with a question in mind. */
export function readPassage(question: Question, chunk: ScoredChunk): ReadPassage {
  const units: string[] = [];
  const sentences = splitSentences(chunk.text).map((sentence): RankedSentence => {
    const folded = fold(sentence.text);
    const own = unitsOf(folded);
    units.push(...own);
    return {
      ...sentence, folded, flat: flatten(folded), terms: new Set(indexTermsOfFolded(folded)), units: new Set(own),
      kinds: new Set(answerKinds.filter((kind) => question.kinds.has(kind) && holdsKind(kind, sentence.text, question.text))),
    };
  });
  const terms = new Set(chunk.tokens.split(' '));
  const inText = new Set(sentences.flatMap((sentence) => [...sentence.terms]));
  const headingTerms = indexTerms(chunk.heading ?? '');
  return { chunk, sentences, units, terms, contextTerms: new Set([...headingTerms, ...[...terms].filter((term) => !inText.has(term))]) };
}
