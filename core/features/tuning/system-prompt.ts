import type { Locale, Recipe } from '../../contract/index.ts';
import type { ChatMessage } from '../../ports/language-model.ts';

/** The system prompt of a recipe with the owner's answers in it; a line whose blank was not answered is left out. */
export function systemPrompt({ prompt }: Recipe, about: Readonly<Record<string, string>>, locale: Locale): string {
  return prompt[locale].split('\n').flatMap((line) => {
    const blanks = [...line.matchAll(/\{(\w+)\}/g)].map(([, name = '']) => name);
    if (blanks.some((name) => (about[name] ?? '').trim() === '')) return [];
    // "…, no exclamation marks." and not "…, no exclamation marks.."
    return [line.replaceAll(/\{(\w+)\}([.。]?)/g, (_, name: string, stop: string) => `${(about[name] ?? '').trim().replace(/[.。]$/, '')}${stop}`)];
  }).join('\n');
}

/** A question as the model is asked it: the example's own system message where it has one, else the set's. */
export function questionOf(system: string, { question, before }: { readonly question: string; readonly before: readonly ChatMessage[] }): ChatMessage[] {
  const own = before.some(({ role }) => role === 'system');
  return [...(own || system === '' ? [] : [{ role: 'system' as const, content: system }]), ...before, { role: 'user', content: question }];
}
