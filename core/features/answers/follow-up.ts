import { contentWords, queryTerms } from '../../shared/text/analyse.ts';

/** Stands for something that was said before. "Is there …" does not. */
const pronoun = /\b(?:it|its|they|them|their|that|those|this|these|he|she|his|her|one|ones)\b|(?<!\b(?:is|are|was|were) )\bthere\b|它|(?<!其)[他她]|^这|这个|那个|其(?![他它余实中])/i;
/** Goes on from what was said before. */
const joining = /^(?:and|what about|how about|also|then|but|so|or)\b|^(?:那么?|还有|另外)|呢[？?]?$/i;
/** A question with its verb says by itself what it asks. */
const verb = /\b(?:who|is|are|was|were|do|does|did|can|could|will|would|should|may|must|has|have)\b/i;

/** What was asked before, and how it was understood. */
export interface Asked { readonly question: string; readonly answer: { readonly understoodAs?: string | undefined } }

/** A question completed from the one before it. */
export interface FollowUp {
  /** What is searched. */
  readonly text: string;
  /** Words put in the place of earlier ones: a sentence that holds none of them answers the question before. */
  readonly instead: readonly string[];
}

/**
 * Completes a follow-up from the question before it: "And on Sundays?" after "When are you open?" is searched as both.
 * @returns undefined when the question stands on its own.
 */
export function completed(question: string, before: Asked | undefined): FollowUp | undefined {
  if (!before) return undefined;
  const text = `${(before.answer.understoodAs ?? before.question).replace(/[?？。.!！]+$/, '')} ${question}`;
  const plain = question.trim();
  if (pronoun.test(plain)) return { text, instead: [] };
  const joins = joining.test(plain);
  const words = contentWords(plain).filter((word) => word.length > 1);
  if (verb.test(plain) && words.length > (joins ? 1 : 0)) return undefined;
  return joins || queryTerms(plain).length <= 2 ? { text, instead: words } : undefined;
}
