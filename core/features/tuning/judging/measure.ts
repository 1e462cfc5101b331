import type { RecipeMeasure } from '../../../contract/index.ts';
import { plainText } from '../checks/duplicates.ts';
import { factsKept } from './facts.ts';
import { formScore } from './forms.ts';
import { styleLikeness } from './style.ts';

export interface Answered { readonly wanted: string; readonly written: string }

/**
 * A recipe's own measure of what was written for hidden examples, 0–1; null where they hold nothing to measure (no number or name to keep).
 * @param own all answers of the owner, for style.
 */
export function measure(kind: RecipeMeasure, answered: readonly Answered[], own: readonly string[]): number | null {
  if (answered.length === 0) return null;
  switch (kind) {
    case 'label': return mean(answered.map(({ wanted, written }) => (sameLabel(wanted, written) ? 1 : 0)));
    case 'json': return mean(answered.map(({ wanted, written }) => formScore(wanted, written)));
    case 'style': return styleLikeness(answered.map(({ written }) => written), own);
    case 'facts': {
      const kept = answered.map(({ wanted, written }) => factsKept(wanted, written)).filter((share) => share !== undefined);
      return kept.length === 0 ? null : mean(kept);
    }
  }
}

/** The label alone, or in quotes, or "Label: …"; a sentence that mentions it is not it. */
function sameLabel(wanted: string, written: string): boolean {
  const [first = ''] = written.trim().split('\n');
  return plainText(first.replace(/^(?:label|category|标签|类别)\s*[:：]/i, '')) === plainText(wanted);
}

const mean = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;
