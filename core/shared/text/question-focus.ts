import { flatten, unitsOf } from './units.ts';

/** What stands around the word that asks: in "她是哪一所大學的校友" the kind of thing (大学), what leads to it (她是) and what follows (大学的校友). */
export interface QuestionFocus {
  /** The kind of thing that is asked for, roughly: up to the next particle, at most four characters or one unit; empty where the question does not say. */
  readonly kind: string;
  /** Folded parts before and after the word that asks, nearest first: characters of CJK questions, units of others. */
  readonly before: readonly string[];
  readonly after: readonly string[];
}

const han = /[\u3400-\u9fff]/;
const asking = /哪一?[个些位种家座所项条本部类]?|什么|何(?=[年月日时人地处种])|多少|几|谁|怎样|怎么|如何|何|为何|为什么/;
const askingLatin = /\b(?:what|which|who|whom|whose|when|where|why|how (?:many|much|long|old|far|often|large|big|tall|high)|how)\b/;
/** Particles and verbs that a kind of thing does not go on beyond. */
const kindEnd = /[的是在有被为将能会可与和及以来上中里]/;
const longestKind = 4;
/** Characters or units that are compared on each side. */
const reach = 5;
const latinReach = 3;

/** @param folded the question as `fold` leaves it. */
export function questionFocus(folded: string): QuestionFocus {
  const cjk = han.test(folded);
  const found = (cjk ? asking : askingLatin).exec(folded);
  if (!found) return { kind: '', before: [], after: [] };
  const left = folded.slice(0, found.index);
  const right = folded.slice(found.index + found[0].length);
  if (!cjk) {
    const after = unitsOf(right).slice(0, latinReach);
    return { kind: after[0] ?? '', before: unitsOf(left).slice(-latinReach).reverse(), after };
  }
  const kind = (/^[\u3400-\u9fff]{1,6}/.exec(right)?.[0] ?? '').split(kindEnd)[0]?.slice(0, longestKind) ?? '';
  return { kind, before: [...flatten(left).slice(-reach)].reverse(), after: [...flatten(right.replace(/[?？。].*$/s, '')).slice(0, reach)] };
}
