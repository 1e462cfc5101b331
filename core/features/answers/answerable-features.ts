import { kindShown, type Ranking } from '../search/index.ts';
import { longestCommon } from '../../shared/text/units.ts';
import { coverage } from '../../shared/text/weights.ts';
import { holdsWord } from '../../shared/text/words.ts';
import type { Candidate } from './sentence-features.ts';

/** What tells whether the best sentence answers at all; the inputs of `answerableNetwork`, in this order. */
export const answerableInputs = [
  'words', 'units', 'sentenceWords', 'sentenceUnits', 'pairWords', 'stretch', 'passageScore', 'passageProbability', 'passageGap', 'sentenceScore', 'sentenceProbability', 'kind', 'unseen', 'size', 'code',
] as const;

const han = /^[\u3400-\u9fff\uf900-\ufaff]/;
/** A single character says little, and a segmenter's cut may be wrong. */
const singleShare = 0.3;

/** One row of `answerableInputs`. What no candidate holds counts fully here: it is the sign that something else is asked. */
export function answerableFeatures({ question, chunks, unitWeights }: Ranking, best: Candidate, sentenceScore: number, sentenceProbability: number): number[] {
  const { passage, sentence, at } = best;
  const after = passage.sentences[at + 1];
  const inSentence = (part: string): boolean => sentence.terms.has(part) || sentence.units.has(part) || passage.contextTerms.has(part);
  const nearby = (part: string): boolean => inSentence(part) || after?.terms.has(part) === true || after?.units.has(part) === true;
  const unseen = Math.log(1 + (chunks.length + 1) / 0.5);
  const holders = new Map(question.words.map((word) => [word, chunks.filter(({ terms }) => holdsWord(word, (part) => terms.has(part))).length] as const));
  const words = new Map([...holders].map(([word, count]) => [word, (han.test(word) && word.length === 1 ? singleShare : 1) * Math.log(1 + (chunks.length + 1) / (count + 0.5))] as const));
  const units = new Map([...unitWeights].map(([unit, weight]) => [unit, weight === 0 ? unseen : weight]));
  const passageUnits = new Set(passage.units);
  return [
    coverage(words, (word) => holdsWord(word, (part) => passage.terms.has(part))),
    coverage(units, (unit) => passageUnits.has(unit)),
    coverage(words, (word) => holdsWord(word, inSentence)),
    coverage(units, (unit) => sentence.units.has(unit)),
    coverage(words, (word) => holdsWord(word, nearby)),
    longestCommon(question.flat, passage.sentences.map(({ flat }) => flat).join('')) / Math.max(4, question.flat.length),
    passage.evidence, passage.probability, Math.min(8, passage.evidence - (chunks.find((other) => other !== passage)?.evidence ?? passage.evidence - 8)),
    sentenceScore, sentenceProbability, kindShown(question, sentence),
    coverage(words, (word) => holders.get(word) === 0), Math.log(1 + question.units.length),
    codeHeld(question.terms, inSentence),
  ];
}

/** Letters and digits in one: "E2", "TP-204". Who asks for one means this and no other. */
const code = /^(?=.*\d)(?=.*[a-z])[a-z\d]/;

/** 1 where the sentence holds the question's codes, 0 where not, 0.5 for a question without. */
function codeHeld(terms: readonly string[], inSentence: (part: string) => boolean): number {
  const codes = terms.filter((term) => code.test(term));
  return codes.length === 0 ? 0.5 : codes.filter(inSentence).length / codes.length;
}
