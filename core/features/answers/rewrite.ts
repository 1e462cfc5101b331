import type { Exchange } from '../../contract/index.ts';
import type { LanguageModel, Priority } from '../../ports/language-model.ts';
import { queryTerms } from '../../shared/text/analyse.ts';
import { documentsOf } from './provenance.ts';
import { ThoughtSplitter } from '../../shared/text/thoughts.ts';
import { scriptOf } from '../../shared/text/script.ts';

const instructions = {
  en: 'Rewrite the last question so that it can be understood without the conversation. Write only the question.',
  zh: '请改写最后一个问题，使其脱离对话也能理解。只写问题本身。',
} as const;
const longest = 300;
const tokens = 80;

/** A follow-up as a question of its own, in the model's words; undefined where these cannot be trusted, as small models' often cannot. */
export async function rewritten(question: string, before: Exchange, model: LanguageModel, { priority = 'owner', signal }: { priority?: Priority | undefined; signal?: AbortSignal | undefined }): Promise<string | undefined> {
  let splitter = new ThoughtSplitter();
  let text = '';
  const messages = [
    { role: 'system' as const, content: instructions[scriptOf(question)] },
    { role: 'user' as const, content: `${before.answer.understoodAs ?? before.question}\n${before.answer.answer.slice(0, longest)}\n${question}` },
  ];
  const provenance = { documents: documentsOf([before]), site: null, purpose: 'rewrite' as const };
  for await (const event of model.generate({ messages, maxTokens: tokens, priority, provenance, ...(signal ? { signal } : {}) })) {
    if (event.type === 'route' && event.step.outcome === 'asked') { text = ''; splitter = new ThoughtSplitter(); }
    if (event.type === 'text') text += splitter.push(event.text).text;
  }
  const line = text.trim().split('\n')[0]?.replace(/^["“「]|["”」]$/g, '').trim() ?? '';
  const said = new Set(queryTerms(`${before.question} ${before.answer.understoodAs ?? ''} ${before.answer.answer} ${question}`));
  const terms = queryTerms(line);
  // It must be made of what was said, and keep what is asked now.
  const foreign = terms.filter((term) => !said.has(term)).length;
  const kept = queryTerms(question).every((term) => terms.includes(term) || term.length <= 2);
  return line !== '' && line.length <= longest && foreign <= terms.length / 3 && kept ? line : undefined;
}
