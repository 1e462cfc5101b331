import { SproutError } from '../../contract/index.ts';
import type { Arguments } from '../arguments.ts';
import { print, withCore } from '../with-core.ts';

export async function ask(given: Arguments): Promise<number> {
  const question = given.rest.join(' ');
  if (question.trim() === '') throw new SproutError('question-empty');
  return withCore(given, async (core) => {
    const model = given.flags.get('model');
    const answer = await core.features.answers.answerOnce(question, model === undefined ? {} : { model });
    print(given, answer, () => [
      answer.sentences.map(({ text, citations }) => `${text} ${citations.map((n) => `[${n}]`).join('')}`).join('\n') || answer.answer,
      ...answer.citations.map(({ n, name, page }) => `[${n}] ${name}${page ? `, ${page}` : ''}`),
    ].join('\n'));
    return 0;
  });
}
