import type { Answer } from '../../../../core/contract/answer.ts';
import { markSentences } from '../../../shared/mark-sentences.ts';
import { rowAnswer } from '../../../shared/row-answer.ts';

/** An answer as people paste it into a mail: the sentences with their numbers, then the sources. */
export function answerText(answer: Answer, pageLabel: (document: string, page: number) => string): string {
  const numbers = (citations: readonly number[]): string => citations.map((n) => `[${n}]`).join('');
  const sentences = answer.model !== 'quote' ? [markSentences(answer.answer, answer.sentences, (citations) => (citations.length > 0 ? ` ${numbers(citations)}` : ''))] : answer.sentences.map(({ text, citations }) => {
    const quote = answer.citations.find(({ n }) => n === citations[0])?.quote;
    const plain = rowAnswer(text, quote)?.map(({ name, value }) => `${name}: ${value}`).join(', ') ?? text;
    return `${plain} ${numbers(citations)}`.trim();
  });
  const sources = answer.citations.map(({ n, name, page, document }) => `[${n}] ${name}${page ? `, ${pageLabel(document, page)}` : ''}`);
  return [...sentences, '', ...sources].join('\n').trim();
}
