import type { Found, RankedChunk, Ranking } from '../search/index.ts';
import { holdsWord } from '../../shared/text/words.ts';
import { evaluate, softmax } from '../../shared/text/network.ts';
import { answerableFeatures } from './answerable-features.ts';
import { answerableNetwork } from './answerable-network.ts';
import { sentenceCandidates, type Candidate } from './sentence-features.ts';
import { sentenceNetwork } from './sentence-network.ts';

/** A sentence that answers, in document offsets. */
export interface Quote { readonly passage: RankedChunk; readonly text: string; readonly start: number; readonly end: number }

/** Passages whose sentences compete. */
const passages = 6;
/** A second sentence is quoted where it may well be the one that answers. */
export const worthQuoting = 0.01;
/** Log-odds from which on the documents count as answering. */
const enough = 0;
/** A heading, or a question in a list of questions, repeats the words and answers nothing. */
const emptyWords = 4;

export interface ScoredCandidate extends Candidate { readonly score: number; readonly probability: number }

export interface QuoteOptions {
  /** Log-odds that the documents answer, from which on they are quoted. */
  readonly least?: number;
  /** Words of which a quoted sentence, or what it stands under, must hold one; none asks for nothing. */
  readonly about?: readonly string[];
}

/** The fewest sentences that answer, at most two, in the order of the document; none when the documents do not answer. */
export function quote(found: Found, { least = enough, about = [] }: QuoteOptions = {}): Quote[] {
  const scored = scoreSentences(found).filter((candidate) => about.length === 0 || about.some((word) => isAbout(candidate, word)));
  const [best] = scored;
  if (!best || answerable(found, best) < least) return [];
  // Two files may say the same in the same words: once is enough.
  const second = scored.find(({ sentence }) => sentence.flat !== best.sentence.flat);
  return inDocumentOrder(second && second.probability >= worthQuoting ? [best, second] : [best])
    .map(({ passage, sentence }) => ({ passage, text: sentence.text, start: passage.chunk.start + sentence.start, end: passage.chunk.start + sentence.end }));
}

/** All sentences that compete, the most probable first. */
export function scoreSentences(ranking: Ranking): ScoredCandidate[] {
  const candidates = sentenceCandidates(ranking, passages);
  const scores = candidates.map((candidate) => evaluate(sentenceNetwork, candidate.features) - (saysNothing(candidate) ? emptyWords : 0));
  const probabilities = candidates.length === 0 ? [] : softmax(scores);
  return candidates.map((candidate, at) => ({ ...candidate, score: scores[at] ?? 0, probability: probabilities[at] ?? 0 })).sort((a, b) => b.score - a.score);
}

/** Log-odds that the best sentence answers the question. */
export function answerable(ranking: Ranking, best: ScoredCandidate): number {
  return evaluate(answerableNetwork, answerableFeatures(ranking, best, best.score, best.probability));
}

const isAbout = ({ sentence, passage }: Candidate, word: string): boolean => holdsWord(word, (part) => sentence.terms.has(part) || passage.contextTerms.has(part));

function saysNothing({ sentence, passage }: Candidate): boolean {
  if (/[?？]$/.test(sentence.text)) return true;
  // The last part of the headings' path is the heading that begins the passage.
  return passage.sentences.length > 1 && passage.chunk.heading?.split(' › ').includes(sentence.text) === true;
}

function inDocumentOrder(chosen: readonly ScoredCandidate[]): readonly ScoredCandidate[] {
  const [first, second] = chosen;
  const turned = first && second && first.passage.chunk.document === second.passage.chunk.document
    && first.passage.chunk.start + first.sentence.start > second.passage.chunk.start + second.sentence.start;
  return turned ? [second, first] : chosen;
}
