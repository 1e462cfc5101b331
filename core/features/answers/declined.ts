import { fold } from '../../shared/text/fold.ts';

/** What is said when the documents do not answer. */
export const declined = { en: 'This is not in your documents.', zh: '您的文档中没有这个问题的答案。' } as const;

const declining = /not in (?:your|the) documents|passages? (?:do|does) not (?:answer|contain|mention|provide|say)|文档中没有(?:这个问题的)?答案|段落中没有(?:答案|提到|相关)/;

/** Whether a model's answer says that there is none. Small models say it in words of their own. */
export function declines(answer: string): boolean {
  const text = fold(answer);
  return text.length < 200 && declining.test(text);
}
