import { commonBlocks, longestCommon } from '../../shared/text/units.ts';
import { coverage, telling } from '../../shared/text/weights.ts';
import { holdsWord } from '../../shared/text/words.ts';
import { kindShown, type Question, type ReadPassage } from './read-passage.ts';

/** What tells a passage that answers from one that only shares words; the inputs of `passageNetwork`, in this order. */
export const passageInputs = ['fullText', 'whole', 'sentence', 'pair', 'kind', 'context', 'stretch', 'window', 'unitFrequency', 'words', 'sentenceWords', 'blocks', 'focus', 'length'] as const;

/** Units that are read together: about two lines. */
const windowUnits = 40;
/** BM25's saturation and length normalisation, as LanceDB has them. */
const bm25 = { saturation: 1.2, length: 0.75 } as const;

/** One row of `passageInputs` for each passage. */
export function passageFeatures(
  question: Question, passages: readonly ReadPassage[], termWeights: ReadonlyMap<string, number>, unitWeights: ReadonlyMap<string, number>,
): number[][] {
  const best = Math.max(...passages.map(({ chunk }) => chunk.score)) || 1;
  const meanUnits = passages.reduce((sum, { units }) => sum + units.length, 0) / Math.max(1, passages.length);
  const total = [...unitWeights.values()].reduce((sum, weight) => sum + weight, 0) || 1;
  const wordWeights = telling(question.words, passages.map(({ terms }) => ({ has: (word) => holdsWord(word, (part) => terms.has(part)) })));
  return passages.map((passage) => {
    const { chunk, sentences } = passage;
    const flat = sentences.map((sentence) => sentence.flat).join('');
    const alone = sentences.map((sentence) => coverage(termWeights, (term) => sentence.terms.has(term)));
    const pairs = sentences.map((sentence, at) => coverage(termWeights, (term) => sentence.terms.has(term) || sentences[at + 1]?.terms.has(term) === true));
    return [
      chunk.score / best,
      coverage(termWeights, (term) => passage.terms.has(term)),
      Math.max(0, ...alone),
      Math.max(0, ...pairs),
      Math.max(0, ...sentences.map((sentence, at) => (alone[at] === 0 ? 0 : (alone[at] ?? 0) * kindShown(question, sentence)))),
      coverage(termWeights, (term) => passage.contextTerms.has(term)),
      longestCommon(question.flat, flat) / Math.max(4, question.flat.length),
      bestWindow(passage.units, unitWeights) / total,
      unitFrequency(passage.units, unitWeights, meanUnits) / total,
      coverage(wordWeights, (word) => holdsWord(word, (part) => passage.terms.has(part))),
      Math.max(0, ...sentences.map(({ terms }) => coverage(wordWeights, (word) => holdsWord(word, (part) => terms.has(part))))),
      commonBlocks(question.flat, flat),
      question.focus.kind === '' ? 0.5 : flat.includes(question.focus.kind) ? 1 : 0,
      Math.log(1 + flat.length),
    ];
  });
}

/** The greatest weight of the question's units within any window. */
function bestWindow(units: readonly string[], weights: ReadonlyMap<string, number>): number {
  const inside = new Map<string, number>();
  let sum = 0;
  let best = 0;
  for (const [at, unit] of units.entries()) {
    const weight = weights.get(unit);
    if (weight !== undefined) {
      const count = inside.get(unit) ?? 0;
      if (count === 0) sum += weight;
      inside.set(unit, count + 1);
    }
    const left = units[at - windowUnits];
    const leftCount = left === undefined ? undefined : inside.get(left);
    if (left !== undefined && leftCount !== undefined) {
      inside.set(left, leftCount - 1);
      if (leftCount === 1) sum -= weights.get(left) ?? 0;
    }
    best = Math.max(best, sum);
  }
  return best;
}

/** BM25 over units. */
function unitFrequency(units: readonly string[], weights: ReadonlyMap<string, number>, meanUnits: number): number {
  const counts = new Map<string, number>();
  for (const unit of units) if (weights.has(unit)) counts.set(unit, (counts.get(unit) ?? 0) + 1);
  const norm = bm25.saturation * (1 - bm25.length + bm25.length * units.length / Math.max(1, meanUnits));
  let sum = 0;
  for (const [unit, count] of counts) sum += (weights.get(unit) ?? 0) * count * (bm25.saturation + 1) / (count + norm);
  return sum;
}
