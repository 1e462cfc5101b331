import { messages } from '../../core/contract/problem-messages.ts';
import { ApiProblem } from '../shared/api-problem.ts';
import { i18n } from './i18n/index.ts';

/** The sentence to show for a failure; a bug in this page is logged and told as `internal`. */
export function problemText(error: unknown): string {
  if (error instanceof ApiProblem) return error.message;
  console.error(error);
  return messages.internal[i18n.global.locale.value === 'zh' ? 'zh' : 'en'];
}
