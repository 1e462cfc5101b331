import { SproutError, type Answer } from '../../contract/index.ts';
import type { Arguments } from '../arguments.ts';
import { ApiProblem, withApi } from '../api/index.ts';
import { print } from '../with-core.ts';

export async function ask(given: Arguments): Promise<number> {
  const question = given.rest.join(' ');
  if (question.trim() === '') throw new SproutError('question-empty');
  return withApi(given, async (api) => {
    const model = given.flags.get('model');
    let answer: Answer | undefined;
    for await (const event of api.lines('ask', { body: { question, keep: false, ...(model === undefined ? {} : { model }) } })) {
      if (event.type === 'error') throw new ApiProblem(event.error);
      if (event.type === 'answer-end') ({ answer } = event);
    }
    if (!answer) throw new SproutError('internal');
    const { sentences, citations, answer: whole } = answer;
    print(given, answer, () => [
      sentences.map(({ text, citations }) => `${text} ${citations.map((n) => `[${n}]`).join('')}`).join('\n') || whole,
      ...citations.map(({ n, name, page }) => `[${n}] ${name}${page ? `, ${page}` : ''}`),
    ].join('\n'));
    return 0;
  });
}
