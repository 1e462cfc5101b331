import type { Exchange } from '../../contract/index.ts';
import { queryTerms } from '../../shared/text/analyse.ts';

const leaning = /^(?:and|what about|how about|also|then|but|so)\b|\b(?:it|its|they|them|their|that|those|this|these|he|she|his|her|there|one|ones)\b|^(?:那|那么|还有|另外|它|他|她|这|其|呢)|[它他她其]|这个|那个|呢[？?]?$/i;

/**
 * Completes a follow-up from the question before it: "And on Sundays?" after "When are you open?" is searched as both.
 * @returns the question to search, or undefined when it stands on its own.
 */
export function completed(question: string, before: Exchange | undefined): string | undefined {
  if (!before) return undefined;
  const short = queryTerms(question).length <= 2;
  if (!leaning.test(question.trim()) && !short) return undefined;
  const previous = before.answer.understoodAs ?? before.question;
  return `${previous.replace(/[?？。.!！]+$/, '')} ${question}`;
}
