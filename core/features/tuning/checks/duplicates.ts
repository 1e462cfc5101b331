import type { Example, ExampleFinding, Locale } from '../../../contract/index.ts';
import { fold } from '../../../shared/text/fold.ts';
import { alikePairs, signatureOf } from '../../../shared/text/min-hash.ts';
import { flatten, unitsOf } from '../../../shared/text/units.ts';
import { checkText } from './check-texts.ts';

/** Share of equal runs of two units from which on examples count as nearly the same. */
const alike = 0.7;

/** Spaces, punctuation, case and width do not make an example another. */
export const plainText = (text: string): string => flatten(fold(text));
const keyOf = ({ question, answer, before }: Example): string => [...before.map(({ content }) => content), question, answer].map(plainText).join('\n');

/** Copies of earlier examples. */
export function duplicates(examples: readonly Example[], locale: Locale): ExampleFinding[] {
  const seen = new Set<string>();
  const copies = examples.filter((example) => { const key = keyOf(example); if (seen.has(key)) return true; seen.add(key); return false; });
  return copies.length === 0 ? [] : [{ kind: 'duplicate', severity: 'error', message: checkText('duplicate', locale), examples: copies.map(({ id }) => id) }];
}

/** Places of examples that say nearly the same, question and answer together or the question alone. */
export function nearlyTheSame(examples: readonly Pick<Example, 'question' | 'answer'>[]): [number, number][] {
  const signatures = (text: (example: Pick<Example, 'question' | 'answer'>) => string): (Uint32Array | undefined)[] => examples.map((example) => signatureOf(unitsOf(fold(text(example))), 2));
  return [...alikePairs(signatures(({ question }) => question), alike), ...alikePairs(signatures(({ question, answer }) => `${question} ${answer}`), alike)];
}

/** Groups of examples that are nearly the same as a whole; copies are named elsewhere. */
export function nearDuplicates(examples: readonly Example[], locale: Locale): ExampleFinding[] {
  const pairs = alikePairs(examples.map(({ question, answer }) => signatureOf(unitsOf(fold(`${question} ${answer}`)), 2, 4)), alike)
    .filter(([a, b]) => { const [one, other] = [examples[a], examples[b]]; return one && other && keyOf(one) !== keyOf(other); });
  return groupsOf(pairs, examples.length).map((group): ExampleFinding => ({
    kind: 'near-duplicate', severity: 'notice', message: checkText('near-duplicate', locale), examples: group.flatMap((at) => examples[at]?.id ?? []),
  }));
}

/** Places that pairs join, directly or through others; only groups of two and more. */
export function groupsOf(pairs: readonly (readonly [number, number])[], count: number): number[][] {
  const parents = Array.from({ length: count }, (_, at) => at);
  const root = (at: number): number => {
    let top = at;
    while (parents[top] !== top) { parents[top] = parents[parents[top] ?? top] ?? top; top = parents[top] ?? top; }
    return top;
  };
  // The earliest is the root, so that the groups do not depend on the order of the pairs.
  for (const [a, b] of pairs) { const [x, y] = [root(a), root(b)]; parents[Math.max(x, y)] = Math.min(x, y); }
  const groups = new Map<number, number[]>();
  for (let at = 0; at < count; at += 1) { const top = root(at); const group = groups.get(top); if (group) group.push(at); else groups.set(top, [at]); }
  return [...groups.values()].filter(({ length }) => length > 1);
}
