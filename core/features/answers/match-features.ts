import type { Question, RankedSentence } from '../search/index.ts';
import { holdsKind, readableForKinds } from '../../shared/text/answer-kind.ts';
import { commonBlocks, unitsOf } from '../../shared/text/units.ts';
import { coverage } from '../../shared/text/weights.ts';

/** How closely the words of a question and of a sentence go together; part of the sentence network's inputs, in this order. */
export const matchInputs = [
  'clause', 'clausePair', 'clauseKind', 'grams', 'longGrams', 'blocks', 'order', 'focus', 'focusEnd', 'hasFocus', 'before', 'after', 'bothSides',
] as const;

const han = /[\u3400-\u9fff]/;
const clauseEnd = /[,，;；:：]/;
/** Characters of a gram: a CJK character says about as much as three Latin letters. */
const gramLength = { cjk: 3, latin: 8 } as const;
const longGramLength = { cjk: 4, latin: 12 } as const;
/** A Latin unit beside the word that asks counts a little more than a character. */
const latinUnit = 1.25;

/** One row of `matchInputs` for a sentence. @param weights how telling each unit of the question is among the sentences. */
export function matcher(question: Question, weights: ReadonlyMap<string, number>): (sentence: RankedSentence) => number[] {
  const cjk = han.test(question.flat);
  const script = cjk ? 'cjk' : 'latin';
  const grams = gramsOf(question.flat, gramLength[script]);
  const longGrams = gramsOf(question.flat, longGramLength[script]);
  const total = question.units.reduce((sum, unit) => sum + (weights.get(unit) ?? 0), 0) || 1;
  const { kind, before, after } = question.focus;

  return (sentence) => {
    const { flat, folded } = sentence;
    const clauses = folded.split(clauseEnd).filter((clause) => clause.trim() !== '');
    const units = clauses.map((clause) => new Set(unitsOf(clause)));
    const alone = units.map((held) => coverage(weights, (unit) => held.has(unit)));
    const pairs = units.map((held, at) => coverage(weights, (unit) => held.has(unit) || units[at + 1]?.has(unit) === true));
    const pair = Math.max(0, ...pairs);
    const bestPair = pairs.indexOf(pair);
    const inOrder = unitsOf(folded);
    const joined = cjk ? flat : ` ${inOrder.join(' ')} `;
    const reached = (beside: readonly string[], write: (part: readonly string[]) => string): number => {
      let length = 0;
      while (length < beside.length && joined.includes(write(beside.slice(0, length + 1)))) length += 1;
      return cjk ? length : length * latinUnit;
    };
    const written = (part: readonly string[]): string => (cjk ? part.join('') : ` ${part.join(' ')} `);
    const left = reached(before, (part) => written([...part].reverse()));
    const right = reached(after, written);
    return [
      Math.max(0, ...alone), pair, kindInClauses(sentence, clauses, bestPair),
      held(grams, flat), held(longGrams, flat), commonBlocks(question.flat, flat), inTheSameOrder(question.units, inOrder, weights) / total,
      ...(cjk ? cjkFocus(kind, flat) : latinFocus(kind, after, sentence)), kind === '' ? 0 : 1,
      left, right, Math.min(left, right),
    ];
  };

  /** Whether the part of the sentence that is most like the question shows what is asked for. */
  function kindInClauses(sentence: RankedSentence, clauses: readonly string[], from: number): number {
    if (question.kinds.size === 0) return 0.5;
    if (from < 0) return 0;
    const folded = clauses.slice(from, from + 2).join('，');
    // Names show by their capitals, which folding takes away.
    const text = cjk ? folded : sentence.text.split(clauseEnd).filter((clause) => clause.trim() !== '').slice(from, from + 2).join(', ');
    return [...question.kinds].some((asked) => holdsKind(asked, readableForKinds(text, folded), question.text)) ? 1 : 0;
  }
}

/** The kind that is asked for, and its last character: a 城市 is a …市. */
function cjkFocus(kind: string, flat: string): [number, number] {
  if (kind === '') return [0, 0];
  const whole = kind.length >= 2 && flat.includes(kind) ? 1 : kind.length > 2 && flat.includes(kind.slice(-2)) ? 0.7 : 0;
  return [whole, flat.includes(kind.slice(-1)) ? 1 : 0];
}

/** The word after the one that asks, and one of those that follow. */
function latinFocus(kind: string, after: readonly string[], { units }: RankedSentence): [number, number] {
  return [kind !== '' && units.has(kind) ? 1 : 0, after.slice(1).some((unit) => unit.length > 3 && units.has(unit)) ? 1 : 0];
}

function gramsOf(flat: string, length: number): string[] {
  return [...new Set(Array.from({ length: Math.max(0, flat.length - length + 1) }, (_, at) => flat.slice(at, at + length)))];
}

const held = (grams: readonly string[], flat: string): number => grams.filter((gram) => flat.includes(gram)).length / Math.max(1, grams.length);

/** Weight of the heaviest subsequence that both hold. */
function inTheSameOrder(asked: readonly string[], units: readonly string[], weights: ReadonlyMap<string, number>): number {
  const row = new Float64Array(units.length + 1);
  for (const unit of asked) {
    const weight = weights.get(unit) ?? 0;
    if (weight === 0) continue;
    let diagonal = 0;
    for (let at = 1; at <= units.length; at += 1) {
      const above = row[at] ?? 0;
      row[at] = units[at - 1] === unit ? diagonal + weight : Math.max(above, row[at - 1] ?? 0);
      diagonal = above;
    }
  }
  return row[units.length] ?? 0;
}
