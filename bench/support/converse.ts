import type { GenerateRequest, LanguageModel, Usage } from '../../core/ports/language-model.ts';

export interface Conversed { readonly text: string; readonly usage: Usage; /** As the caller sees it, from the call. */ readonly firstMs: number; readonly totalMs: number; readonly reading: number; /** Tokens a second between the first text and the end. */ readonly writing: number }

/** One answer, with the times that its reader sees. */
export async function converse(model: LanguageModel, request: GenerateRequest): Promise<Conversed> {
  const started = performance.now();
  let firstMs: number | undefined;
  let text = '';
  for await (const event of model.generate(request)) {
    if (event.type === 'text') { firstMs ??= performance.now() - started; text += event.text; }
    if (event.type !== 'end') continue;
    const totalMs = performance.now() - started;
    const { usage } = event;
    const first = firstMs ?? totalMs;
    return { text, usage, firstMs: first, totalMs, reading: (usage.promptTokens - usage.cachedTokens) / first * 1000, writing: (usage.completionTokens - 1) / (totalMs - first) * 1000 };
  }
  throw new Error('An answer ended without its end.');
}

/** A prompt that shares its beginning with no other seed's; to the made models a word of it is about nine tokens. */
export const madeText = (words: number, seed: number): string => Array.from({ length: words }, (_, at) => `t${300 + (seed * 977 + at * 7919) % 40_000}`).join(' ');
