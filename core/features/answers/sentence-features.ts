import { kindShown, showsKind, type Membership, type RankedChunk, type RankedSentence, type Ranking } from '../search/index.ts';
import { answerKinds, newNames } from '../../shared/text/answer-kind.ts';
import { longestCommon } from '../../shared/text/units.ts';
import { coverage, telling } from '../../shared/text/weights.ts';
import { aboutInputs, aboutReader } from './about-features.ts';
import { matchInputs, matcher } from './match-features.ts';

/** Of these a row also says how far the sentence stays below the best of its passage. */
const compared = ['own', 'words', 'rare', 'units', 'clausePair', 'grams', 'blocks', 'order', 'withBefore', 'anyKind', 'stretch'] as const;

/** What tells a sentence that answers from its neighbours; the inputs of `sentenceNetwork`, in this order. */
export const sentenceInputs = [
  'own', 'withBefore', 'withAfter', 'withContext', 'inPassage', 'passage', 'bestPassage', 'newNumber', 'length', 'stretch', 'units', 'unitsWithBefore',
  'newUnits', 'neighbours', 'density', 'rare', 'rareWithBefore', 'rareWithAfter', 'rareUnits', 'isBest', 'afterBest', 'beforeBest', 'fromBest', 'newNames', 'anyKind', ...answerKinds,
  'withAllBefore', 'rareWithAllBefore', 'unitsWithAllBefore', 'withFirst', 'pointsBack', 'nextPointsBack', 'place', 'isFirst', 'isLast', 'sentences', 'only', 'numbers', 'newNumbers', 'probability', 'passagePlace', 'quotes',
  ...aboutInputs, ...matchInputs, ...compared.map((name) => `${name}Below` as const),
] as const;

/** A sentence that may be quoted. */
export interface Candidate { readonly passage: RankedChunk; readonly sentence: RankedSentence; readonly at: number; readonly features: readonly number[] }

const han = /[\u3400-\u9fff]/;
/** A CJK character says about as much as three Latin letters. */
const latinShare = 0.35;

/** A sentence that begins so speaks of what was said before. */
const pointsBack = /^(?:它|他|她|这|那|该|此|其|同|另|而|并|当|后来|之后|随后|次年|翌年|(?:it|he|she|they|this|these|those|its|his|her|their)\b)/;
const mostNumbers = 5;
/** What a term says that only one sentence holds, or two; by the number of holders. */
const onlyHere = [0, 1, 0.5] as const;

/** The sentences of the best passages, each with its row of `sentenceInputs`. */
export function sentenceCandidates({ question, chunks, termWeights, unitWeights }: Ranking, passages: number): Candidate[] {
  const read = chunks.slice(0, passages);
  const all = read.flatMap(({ sentences }) => sentences);
  // A name that stands in every sentence of the passage does not say which of them answers.
  const rare = telling(question.terms, all.map(({ terms }) => terms));
  const rareUnits = telling(question.units, all.map(({ units }) => units));
  const holders = new Map(question.terms.map((term) => [term, all.filter(({ terms }) => terms.has(term)).length]));
  const numbers = new Set(question.flat.match(/\d+/g));
  const best = chunks[0]?.score ?? 0;
  const match = matcher(question, rareUnits);
  const readAbout = aboutReader(question, all);

  return read.flatMap((passage, place) => {
    const { sentences } = passage;
    const about = readAbout(passage);
    const own = sentences.map(({ terms }) => coverage(termWeights, (term) => terms.has(term)));
    const telltale = sentences.map(({ terms }) => coverage(rare, (term) => terms.has(term)));
    const whole = coverage(termWeights, (term) => passage.terms.has(term));
    const strongest = telltale.indexOf(Math.max(...telltale));
    const seenTerms = new Set<string>();
    const seenUnits = new Set<string>();
    const rows = sentences.map((sentence, at): number[] => {
      const before = sentences[at - 1];
      const after = sentences[at + 1];
      const ownHere = own[at] ?? 0;
      const rareHere = telltale[at] ?? 0;
      const units = coverage(unitWeights, (unit) => sentence.units.has(unit));
      const rareUnitsHere = coverage(rareUnits, (unit) => sentence.units.has(unit));
      const gain = (weights: ReadonlyMap<string, number>, here: number, other: Membership | undefined): number => (
        other === undefined ? 0 : coverage(weights, (term) => sentence.terms.has(term) || other.has(term)) - here
      );
      const shown = sentence.flat.match(/\d+/g) ?? [];
      const unknown = shown.filter((number) => !numbers.has(number)).length;
      const row = [
        ownHere, gain(termWeights, ownHere, before?.terms), gain(termWeights, ownHere, after?.terms), gain(termWeights, ownHere, passage.contextTerms), whole - ownHere,
        passage.score - best, place === 0 ? 1 : 0,
        unknown > 0 ? 1 : 0,
        Math.log(1 + sentence.flat.length * (han.test(sentence.flat) ? 1 : latinShare)),
        longestCommon(question.flat, sentence.flat) / Math.max(4, question.flat.length),
        units, before === undefined ? 0 : coverage(unitWeights, (unit) => sentence.units.has(unit) || before.units.has(unit)) - units,
        Math.log(1 + [...sentence.units].filter((unit) => !unitWeights.has(unit)).length),
        neighbours(question.units, sentence.folded), ownHere / Math.log(3 + sentence.units.size),
        rareHere, gain(rare, rareHere, before?.terms), gain(rare, rareHere, after?.terms), rareUnitsHere,
        at === strongest ? 1 : 0, at === strongest + 1 ? 1 : 0, at === strongest - 1 ? 1 : 0, Math.min(4, Math.abs(at - strongest)),
        Math.min(3, newNames(sentence.text, question.text)),
        kindShown(question, sentence), ...answerKinds.map((kind) => (showsKind(question, sentence, kind) ? 1 : 0)),
        gain(termWeights, ownHere, seenTerms), gain(rare, rareHere, seenTerms), coverage(rareUnits, (unit) => sentence.units.has(unit) || seenUnits.has(unit)) - rareUnitsHere,
        at === 0 ? 0 : gain(termWeights, ownHere, sentences[0]?.terms),
        pointsBack.test(sentence.folded) ? 1 : 0, after && pointsBack.test(after.folded) ? 1 : 0,
        Math.log(1 + at), at === 0 ? 1 : 0, at === sentences.length - 1 ? 1 : 0, Math.log(sentences.length),
        question.terms.reduce((sum, term) => sum + (sentence.terms.has(term) ? (onlyHere[holders.get(term) ?? 0] ?? 0) : 0), 0) / Math.max(1, question.terms.length),
        numbers.size === 0 ? 0.5 : [...numbers].filter((number) => sentence.flat.includes(number)).length / numbers.size,
        Math.min(mostNumbers, unknown), passage.probability, place, /[「『《“"]/.test(sentence.text) ? 1 : 0,
        ...(about[at] ?? []), ...match(sentence),
      ];
      for (const term of sentence.terms) seenTerms.add(term);
      for (const unit of sentence.units) seenUnits.add(unit);
      return row;
    });
    const most = compared.map((name) => Math.max(...rows.map((row) => row[sentenceInputs.indexOf(name)] ?? 0)));
    return sentences.map((sentence, at): Candidate => {
      const row = rows[at] ?? [];
      return { passage, sentence, at, features: [...row, ...compared.map((name, index) => (row[sentenceInputs.indexOf(name)] ?? 0) - (most[index] ?? 0))] };
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
