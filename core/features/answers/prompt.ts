import type { Exchange } from '../../contract/index.ts';
import type { ChatMessage } from '../../ports/language-model.ts';
import type { RankedChunk } from '../search/index.ts';
import { scriptOf } from '../../shared/text/script.ts';
import { declined } from './declined.ts';
import { recall } from './recall.ts';

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
const labels = { en: { earlier: 'Said earlier:', passages: 'Passages:', question: 'Question:', page: 'page' }, zh: { earlier: '之前说过：', passages: '段落：', question: '问题：', page: '页' } } as const;

/** The last exchanges, which the model is shown as they were; of older ones it is shown what bears on the question. */
const remembered = 3;
const rememberedCharacters = 400;
/** Shares of the prompt that these may take. */
const historyShare = 1 / 4;
const recalledShare = 1 / 8;

export interface PromptOptions {
  readonly question: string;
  readonly passages: readonly RankedChunk[];
  readonly nameOf: (document: string) => string;
  /** Earlier exchanges of the conversation, oldest first. */
  readonly before: readonly Exchange[];
  /** Tokens that the whole prompt may take. */
  readonly budget: number;
  /** The owner's own, after the rules: they never change either. */
  readonly instructions?: string | undefined;
  readonly countTokens: (text: string) => Promise<number>;
}

/**
 * The prompt of an answer: rules, what was said, as many passages as fit in `budget`, the best first, and the question. The rules come first
 * and never change, so that they are read once for all questions.
 */
export async function buildPrompt({ question, passages, nameOf, before, budget, countTokens, instructions = '' }: PromptOptions): Promise<{ messages: ChatMessage[]; used: RankedChunk[] }> {
  const script = scriptOf(question);
  const label = labels[script];
  const system: ChatMessage = { role: 'system', content: instructions.trim() === '' ? rules[script] : `${rules[script]}\n\n${instructions.trim()}` };
  let left = budget - await countTokens(`${system.content}${question}`) - templateTokens;
  const history = before.slice(-remembered).flatMap(({ question: asked, answer }): ChatMessage[] => [
    { role: 'user', content: asked.slice(0, rememberedCharacters) }, { role: 'assistant', content: answer.answer.slice(0, rememberedCharacters) },
  ]);
  const costOf = (parts: readonly string[]): Promise<number> => (parts.length === 0 ? Promise.resolve(0) : countTokens(parts.join('\n')));
  const said = (): string[] => history.map(({ content }) => content);
  let historyCost = await costOf(said());
  // The oldest goes first, and is then recalled only where it bears on the question.
  while (history.length > 0 && historyCost > left * historyShare) { history.splice(0, 2); historyCost = await costOf(said()); }
  const recalled = recall(question, before.slice(0, before.length - history.length / 2)).map((statement) => `- ${statement}`);
  let recalledCost = await costOf(recalled);
  while (recalled.length > 0 && recalledCost > left * recalledShare) { recalled.shift(); recalledCost = await costOf(recalled); }
  left -= historyCost + recalledCost;
  const used: RankedChunk[] = [];
  const texts: string[] = [];
  for (const passage of passages) {
    const { chunk } = passage;
    const page = chunk.page === null ? '' : script === 'zh' ? `，第 ${chunk.page} ${label.page}` : `, ${label.page} ${chunk.page}`;
    const heading = chunk.heading === null || chunk.text.startsWith(chunk.heading) ? '' : `${chunk.heading}\n`;
    let text = `[${used.length + 1}] ${nameOf(chunk.document)}${page}\n${heading}${chunk.text}`;
    let cost = await countTokens(text);
    // A model that reads little sees the beginning of the best passage rather than none.
    for (; used.length === 0 && cost > left && text.length > shortestPassage; cost = await countTokens(text)) text = text.slice(0, Math.floor(text.length * Math.min(0.9, Math.max(0, left) / cost)));
    if (cost > left) break;
    left -= cost;
    used.push(passage);
    texts.push(text);
  }
  const earlier = recalled.length === 0 ? '' : `${label.earlier}\n${recalled.join('\n')}\n\n`;
  return { messages: [system, ...history, { role: 'user', content: `${earlier}${label.passages}\n${texts.join('\n\n')}\n\n${label.question} ${question}` }], used };
}

/** Marks of the chat template around the messages. */
const templateTokens = 64;
const shortestPassage = 80;
