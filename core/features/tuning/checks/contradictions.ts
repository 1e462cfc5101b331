import type { Example, ExampleFinding, Locale, RecipeMeasure } from '../../../contract/index.ts';
import { factsIn } from '../judging/facts.ts';
import { formOf, sameForm } from '../judging/forms.ts';
import { checkText, listed } from './check-texts.ts';
import { plainText } from './duplicates.ts';

/** The same question, and answers that cannot both be right: other facts, another label, another form. Other words alone are no contradiction. */
export function contradictions(examples: readonly Example[], measure: RecipeMeasure, locale: Locale): ExampleFinding[] {
  const byQuestion = new Map<string, Example[]>();
  for (const example of examples) {
    if (example.answer.trim() === '') continue;
    const key = [...example.before.filter(({ role }) => role !== 'system').map(({ content }) => content), example.question].map(plainText).join('\n');
    const list = byQuestion.get(key);
    if (list) list.push(example); else byQuestion.set(key, [example]);
  }
  const label = measure === 'label';
  const found = [...byQuestion.values()].flatMap((same): ExampleFinding[] => {
    const [first] = same;
    const others = same.filter((example) => first && differ(first.answer, example.answer, measure));
    if (!first || others.length === 0) return [];
    const all = [first, ...others];
    return [{ kind: 'contradiction', severity: 'warning', examples: all.map(({ id }) => id), message: checkText(label ? 'contradiction-label' : 'contradiction-facts', locale, { values: listed([...new Set(all.map(({ answer }) => answer))]) }) }];
  });
  return label ? [...found, ...spellings(examples, locale)] : found;
}

function differ(one: string, other: string, measure: RecipeMeasure): boolean {
  if (measure === 'label') return plainText(one) !== plainText(other);
  if (measure === 'json') { const [a, b] = [formOf(one), formOf(other)]; return a !== undefined && b !== undefined && !sameForm(a, b); }
  const [a, b] = [factsIn(one), factsIn(other)].map((facts) => facts.filter((fact) => /\d/.test(fact)));
  // One answer may tell more than another; that neither holds what the other says is a contradiction.
  return a !== undefined && b !== undefined && a.some((fact) => !b.includes(fact)) && b.some((fact) => !a.includes(fact));
}

/** "Complaint", "complaint " and "complaint." are meant to be one. */
function spellings(examples: readonly Example[], locale: Locale): ExampleFinding[] {
  const ways = new Map<string, Map<string, string[]>>();
  for (const { id, answer } of examples) {
    const label = answer.trim();
    const key = plainText(label);
    if (key === '') continue;
    const known = ways.get(key) ?? new Map<string, string[]>();
    known.set(label, [...known.get(label) ?? [], id]);
    ways.set(key, known);
  }
  return [...ways.values()].filter(({ size }) => size > 1).map((known): ExampleFinding => {
    const [, ...rarer] = [...known].sort(([, a], [, b]) => b.length - a.length);
    return { kind: 'contradiction', severity: 'warning', examples: rarer.flatMap(([, ids]) => ids), message: checkText('contradiction-spelling', locale, { values: listed([...known.keys()]) }) };
  });
}
