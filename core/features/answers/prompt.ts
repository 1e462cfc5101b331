import type { Exchange } from '../../contract/index.ts';
import type { ChatMessage } from '../../ports/language-model.ts';
import type { RankedChunk } from '../search/index.ts';
import { scriptOf } from '../../shared/text/script.ts';
import { declined } from './declined.ts';

const rules = {
  en: `You answer questions from a firm's own documents.
- Use only what the passages say. Keep names, numbers, prices and dates exactly as they stand there.
- Answer in the language of the question, in one to four short sentences, and nothing else.
- If the passages do not answer the question, write exactly: ${declined.en}`,
  zh: `你根据公司自己的文档回答问题。
- 只使用下面段落中的内容。名称、数字、价格和日期必须与段落完全一致。
- 用提问所用的语言回答，一到四个短句，不要写其他内容。
- 如果段落中没有答案，只写：${declined.zh}`,
} as const;
const labels = { en: { passages: 'Passages:', question: 'Question:', page: 'page' }, zh: { passages: '段落：', question: '问题：', page: '页' } } as const;

/** Earlier questions that the model is shown, with the sentences that answered them. */
const remembered = 3;
const rememberedCharacters = 400;

export interface PromptOptions {
  readonly question: string;
  readonly passages: readonly RankedChunk[];
  readonly nameOf: (document: string) => string;
  /** Earlier exchanges of the conversation, oldest first. */
  readonly before: readonly Exchange[];
  /** Tokens that the whole prompt may take. */
  readonly budget: number;
  readonly countTokens: (text: string) => Promise<number>;
}

/**
 * The prompt of an answer: rules, what was said, as many passages as fit, the best first, and the question. The rules come first and
 * never change, so that they are read once for all questions.
 */
export async function buildPrompt({ question, passages, nameOf, before, budget, countTokens }: PromptOptions): Promise<{ messages: ChatMessage[]; used: RankedChunk[] }> {
  const script = scriptOf(question);
  const label = labels[script];
  const system: ChatMessage = { role: 'system', content: rules[script] };
  let left = budget - await countTokens(`${system.content}${question}`) - templateTokens;
  const history = before.slice(-remembered).flatMap(({ question: asked, answer }): ChatMessage[] => [
    { role: 'user', content: asked.slice(0, rememberedCharacters) }, { role: 'assistant', content: answer.answer.slice(0, rememberedCharacters) },
  ]);
  // What was said may take a quarter; the oldest goes first.
  for (let cost = await countTokens(history.map(({ content }) => content).join('\n')); history.length > 0 && cost > left / 4; cost = await countTokens(history.map(({ content }) => content).join('\n'))) history.splice(0, 2);
  if (history.length > 0) left -= await countTokens(history.map(({ content }) => content).join('\n'));
  const used: RankedChunk[] = [];
  const texts: string[] = [];
  for (const passage of passages) {
    const { chunk } = passage;
    const page = chunk.page === null ? '' : script === 'zh' ? `，第 ${chunk.page} ${label.page}` : `, ${label.page} ${chunk.page}`;
    const heading = chunk.heading === null || chunk.text.startsWith(chunk.heading) ? '' : `${chunk.heading}\n`;
    const text = `[${used.length + 1}] ${nameOf(chunk.document)}${page}\n${heading}${chunk.text}`;
    const cost = await countTokens(text);
    if (cost > left) { if (used.length > 0) break; else continue; }
    left -= cost;
    used.push(passage);
    texts.push(text);
  }
  return { messages: [system, ...history, { role: 'user', content: `${label.passages}\n${texts.join('\n\n')}\n\n${label.question} ${question}` }], used };
}

/** Marks of the chat template around the messages. */
const templateTokens = 64;
