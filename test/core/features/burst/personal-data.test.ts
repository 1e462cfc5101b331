import { describe, expect, it } from 'vitest';
import { findPersonal } from '../../../../core/features/burst/guard/find-personal.ts';
import { heldTexts, tunedTexts, type MarkedText } from '../../../support/personal-texts/make-texts.ts';

/** A mark is found when all of it is masked; what is masked is right when most of it was marked. */
function measure(texts: readonly MarkedText[]): { recall: number; precision: number; missed: string[]; wrong: string[] } {
  const missed: string[] = [];
  const wrong: string[] = [];
  let marks = 0;
  let masked = 0;
  for (const { text, marks: gold } of texts) {
    const found = findPersonal(text, { hide: [], show: [] });
    const hidden = new Set(found.flatMap(({ start, end }) => Array.from({ length: end - start }, (_, at) => start + at)));
    marks += gold.length;
    masked += found.length;
    for (const { kind, start, end } of gold) if (!Array.from({ length: end - start }, (_, at) => start + at).every((at) => hidden.has(at))) missed.push(`${kind}: ${text.slice(start, end)} in ${text.slice(Math.max(0, start - 12), end + 8)}`);
    for (const { kind, start, end } of found) {
      const right = gold.reduce((sum, mark) => sum + Math.max(0, Math.min(end, mark.end) - Math.max(start, mark.start)), 0);
      if (right * 2 < end - start) wrong.push(`${kind}: ${text.slice(start, end)} in ${text.slice(Math.max(0, start - 10), end + 10)}`);
    }
  }
  return { recall: 1 - missed.length / marks, precision: 1 - wrong.length / masked, missed, wrong };
}

describe('personal data in business texts', () => {
  it.each([['on which the rules were tuned', tunedTexts], ['that were held out', heldTexts]] as const)('of the set %s: recall at least .97, precision at least .90', (_, texts) => {
    const { recall, precision, missed, wrong } = measure(texts());
    console.info(`recall ${recall.toFixed(3)}, precision ${precision.toFixed(3)}`);
    expect({ recall: recall >= 0.97, missed }).toEqual({ recall: true, missed });
    expect({ precision: precision >= 0.9, wrong }).toEqual({ precision: true, wrong });
  });
});
