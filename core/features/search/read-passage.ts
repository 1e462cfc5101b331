import type { ScoredChunk } from '../../ports/chunk-index.ts';
import { holdsKind, kindsAsked, readableForKinds, type AnswerKind } from '../../shared/text/answer-kind.ts';
import { contentWords, indexTerms, indexTermsOfFolded, queryTerms } from '../../shared/text/analyse.ts';
import { fold } from '../../shared/text/fold.ts';
import { questionFocus, type QuestionFocus } from '../../shared/text/question-focus.ts';
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
  readonly focus: QuestionFocus;
  /** What it sets in quotation or title marks, as `flatten` leaves it. */
  readonly inMarks: readonly string[];
}

/** A set that is asked for a few members only: it need not be made. */
export interface Membership { has(part: string): boolean }

export interface RankedSentence extends Sentence {
  readonly terms: ReadonlySet<string>;
  readonly units: ReadonlySet<string>;
  readonly folded: string;
  readonly flat: string;
}

/** A passage read closely. */
export interface ReadPassage {
  readonly chunk: ScoredChunk;
  readonly sentences: readonly RankedSentence[];
  /** All it is found by: its text, its headings, the name of its file. */
  readonly terms: Membership;
  readonly units: readonly string[];
  /** What stands around the text and not in it: headings, column names, the name of the file. */
  readonly contextTerms: Membership;
}

export function understand(text: string): Question {
  const folded = fold(text);
  return { text, terms: queryTerms(text), units: [...new Set(unitsOf(folded))], words: contentWords(text), flat: flatten(folded), kinds: kindsAsked(text), focus: questionFocus(folded), inMarks: markedIn(folded) };
}

function markedIn(folded: string): string[] {
  return [...folded.matchAll(/[「『《〈“"]([^」』》〉”"]{1,40})[」』》〉”"]/g)].map(([, name]) => flatten(name ?? '')).filter((name) => name !== '');
}

/** Reads a passage closely. Some thirty of them are read for a question, so what only some need is worked out when they ask. */
export function readPassage(chunk: ScoredChunk): ReadPassage {
  const units: string[] = [];
  const sentences = splitSentences(chunk.text).map(({ text, start, end }): RankedSentence => {
    const folded = fold(text);
    const own = unitsOf(folded);
    for (const unit of own) units.push(unit);
    let distinct: ReadonlySet<string> | undefined;
    return { text, start, end, folded, flat: flatten(folded), terms: new Set(indexTermsOfFolded(folded)), get units() { return distinct ??= new Set(own); } };
  });
  const tokens = ` ${chunk.tokens} `;
  const inText = remembered((part) => sentences.some((sentence) => sentence.terms.has(part)));
  const terms = remembered((part) => inText.has(part) || tokens.includes(` ${part} `));
  const headings = new Set(indexTerms(chunk.heading ?? ''));
  return { chunk, sentences, units, terms, contextTerms: { has: (part) => headings.has(part) || (terms.has(part) && !inText.has(part)) } };
}

/** Questions bring ever new words; a reading that is kept forgets them from time to time. */
const mostRemembered = 500;

function remembered(has: (part: string) => boolean): Membership {
  const known = new Map<string, boolean>();
  return {
    has(part) {
      const before = known.get(part);
      if (before !== undefined) return before;
      const found = has(part);
      if (known.size >= mostRemembered) known.clear();
      known.set(part, found);
      return found;
    },
  };
}

/** 1 when the sentence shows a kind of thing that is asked for, 0 when not; 0.5 when nothing special is asked for. */
export function kindShown(question: Question, sentence: RankedSentence): number {
  if (question.kinds.size === 0) return 0.5;
  return [...question.kinds].some((kind) => showsKind(question, sentence, kind)) ? 1 : 0;
}

export function showsKind(question: Question, sentence: RankedSentence, kind: AnswerKind): boolean {
  return question.kinds.has(kind) && holdsKind(kind, readableForKinds(sentence.text, sentence.folded), question.text);
}
