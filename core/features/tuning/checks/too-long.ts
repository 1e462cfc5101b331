import type { Example, ExampleFinding, Locale } from '../../../contract/index.ts';
import type { Models } from '../../models/index.ts';
import { questionOf } from '../system-prompt.ts';
import { checkText } from './check-texts.ts';

/** Tokens of one example at most, whatever the model reads: what is longer needs more memory than a laptop has. */
export const longestExample = 4096;

/** Examples that are longer than a model reads at once. @throws SproutError of the model. */
export async function tooLong(all: readonly Example[], system: string, { base, models, locale }: { base: string; models: Pick<Models, 'encode' | 'base'>; locale: Locale }): Promise<ExampleFinding[]> {
  const examples = all.filter(({ state, answer }) => state !== 'dropped' && answer !== '');
  const { contextLength } = await models.base(base);
  const limit = Math.min(contextLength, longestExample);
  const encoded = await models.encode(base, examples.map((example) => ({ messages: [...questionOf(system, example), { role: 'assistant', content: example.answer }] })));
  const long = encoded.flatMap(({ tokens }, at) => { const example = examples[at]; return tokens.length > limit && example ? [{ example, tokens: tokens.length }] : []; });
  if (long.length === 0) return [];
  return [{ kind: 'too-long', severity: 'error', message: checkText('too-long', locale, { tokens: Math.max(...long.map(({ tokens }) => tokens)), limit }), examples: long.map(({ example }) => example.id) }];
}
