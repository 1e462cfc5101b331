import { SproutError } from '../../../contract/index.ts';
import type { GenerateRequest, LanguageModel } from '../../../ports/language-model.ts';
import { ThoughtSplitter } from '../../../shared/text/thoughts.ts';

/** A model's whole answer without its thoughts. A question that leaves no room for an answer gets none, before as after. */
export async function writeAnswer(model: LanguageModel, { signal, ...request }: Omit<GenerateRequest, 'signal'> & { readonly signal: AbortSignal | undefined }): Promise<string> {
  const splitter = new ThoughtSplitter();
  let text = '';
  try {
    for await (const event of model.generate({ ...request, ...(signal ? { signal } : {}) })) if (event.type === 'text') text += splitter.push(event.text).text;
  } catch (error) {
    if (!(error instanceof SproutError) || error.code !== 'prompt-too-long') throw error;
  }
  return (text + splitter.end().text).trim();
}
