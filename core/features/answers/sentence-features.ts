import { kindShown, showsKind, type Membership, type RankedChunk, type RankedSentence, type Ranking } from '../search/index.ts';
import { answerKinds, newNames } from '../../shared/text/answer-kind.ts';
import { longestCommon } from '../../shared/text/units.ts';
import { coverage, telling } from '../../shared/text/weights.ts';

/** What tells a sentence that answers from its neighbours; the inputs of `sentenceNetwork`, in this order. */
export const sentenceInputs = [
  'own', 'withBefore', 'withAfter', 'withContext', 'inPassage', 'passage', 'bestPassage', 'newNumber', 'length', 'stretch', 'units', 'unitsWithBefore',
  'newUnits', 'neighbours', 'density', 'rare', 'rareWithBefore', 'rareWithAfter', 'rareUnits', 'isBest', 'afterBest', 'beforeBest', 'fromBest', 'newNames', 'anyKind', ...answerKinds,
] as const;

/** A sentence that may be quoted. */
export interface Candidate { readonly passage: RankedChunk; readonly sentence: RankedSentence; readonly at: number; readonly features: readonly number[] }

const han = /[\u3400-\u9fff]/;
/** A CJK character says about as much as three Latin letters. */
const latinShare = 0.35;

/** The sentences of the best passages, each with its row of `sentenceInputs`. */
export function sentenceCandidates({ question, chunks, termWeights, unitWeights }: Ranking, passages: number): Candidate[] {
  const read = chunks.slice(0, passages);
  const all = read.flatMap(({ sentences }) => sentences);
  // A name that stands in every sentence of the passage does not say which of them answers.
  const rare = telling(question.terms, all.map(({ terms }) => terms));
  const rareUnits = telling(question.units, all.map(({ units }) => units));
  const numbers = new Set(question.flat.match(/\d+/g));
  const best = chunks[0]?.score ?? 0;

  return read.flatMap((passage, place) => {
    const { sentences } = passage;
    const own = sentences.map(({ terms }) => coverage(termWeights, (term) => terms.has(term)));
    const telltale = sentences.map(({ terms }) => coverage(rare, (term) => terms.has(term)));
    const whole = coverage(termWeights, (term) => passage.terms.has(term));
    const strongest = telltale.indexOf(Math.max(...telltale));
    return sentences.map((sentence, at): Candidate => {
      const before = sentences[at - 1];
      const after = sentences[at + 1];
      const ownHere = own[at] ?? 0;
      const rareHere = telltale[at] ?? 0;
      const units = coverage(unitWeights, (unit) => sentence.units.has(unit));
      const gain = (weights: ReadonlyMap<string, number>, here: number, other: Membership | undefined): number => (
        other === undefined ? 0 : coverage(weights, (term) => sentence.terms.has(term) || other.has(term)) - here
      );
      return {
        passage, sentence, at,
        features: [
          ownHere, gain(termWeights, ownHere, before?.terms), gain(termWeights, ownHere, after?.terms), gain(termWeights, ownHere, passage.contextTerms), whole - ownHere,
          passage.score - best, place === 0 ? 1 : 0,
          (sentence.flat.match(/\d+/g) ?? []).some((number) => !numbers.has(number)) ? 1 : 0,
          Math.log(1 + sentence.flat.length * (han.test(sentence.flat) ? 1 : latinShare)),
          longestCommon(question.flat, sentence.flat) / Math.max(4, question.flat.length),
          units, before === undefined ? 0 : coverage(unitWeights, (unit) => sentence.units.has(unit) || before.units.has(unit)) - units,
          Math.log(1 + [...sentence.units].filter((unit) => !unitWeights.has(unit)).length),
          neighbours(question.units, sentence.folded), ownHere / Math.log(3 + sentence.units.size),
          rareHere, gain(rare, rareHere, before?.terms), gain(rare, rareHere, after?.terms), coverage(rareUnits, (unit) => sentence.units.has(unit)),
          at === strongest ? 1 : 0, at === strongest + 1 ? 1 : 0, at === strongest - 1 ? 1 : 0, Math.min(4, Math.abs(at - strongest)),
          Math.min(3, newNames(sentence.text, question.text)),
          kindShown(question, sentence), ...answerKinds.map((kind) => (showsKind(question, sentence, kind) ? 1 : 0)),
        ],
      };
    });
  });
}

/** The share of the question's neighbouring units that are neighbours in the sentence too. */
function neighbours(units: readonly string[], folded: string): number {
  let together = 0;
  for (let at = 0; at + 1 < units.length; at += 1) {
    const left = units[at] ?? '';
    if (folded.includes(`${left}${han.test(left) ? '' : ' '}${units[at + 1] ?? ''}`)) together += 1;
  }
  return together / Math.max(1, units.length - 1);
}
