import type { ApprovedAnswer, VisitAnswer } from '../../contract/index.ts';
import { matchApproved } from './approved.ts';
import { approvedAnswer } from './engine/visit-answer.ts';

/** What the owner answered to a question that means the same. */
export function ownWords(question: string, approved: readonly ApprovedAnswer[]): VisitAnswer | undefined {
  const match = matchApproved(question, approved);
  return match && approvedAnswer(match.answer, 'live');
}
