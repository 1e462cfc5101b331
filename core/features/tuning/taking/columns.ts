import type { RecipeMeasure } from '../../../contract/index.ts';
import { fold } from '../../../shared/text/fold.ts';

/** Columns of a table that are the two sides of an example; `input` goes below the question, as in the Alpaca form. */
export interface Columns { readonly question: number; readonly answer: number; readonly input?: number | undefined; readonly system?: number | undefined }

const questionNames = ['question', 'questions', 'q', 'prompt', 'instruction', 'query', 'ask', 'text', 'utterance', 'message', 'customer', 'client', 'user', 'human', 'email', 'mail', 'request', 'title', 'input', 'sentence', 'comment', 'review',
  '问题', '问', '提问', '问句', '客户', '顾客', '用户', '买家', '客人', '咨询', '来信', '留言', '文本', '原文', '内容', '句子', '输入', '指令', '评论', '消息', '提示'];
const replyNames = ['answer', 'answers', 'a', 'response', 'reply', 'output', 'completion', 'agent', 'assistant', 'support', 'bot', 'gpt', '答案', '答', '回答', '回复', '答复', '客服', '商家', '店家', '卖家', '店主', '助手', '输出', '话术', '标准回复'];
const labelNames = ['label', 'labels', 'category', 'class', 'intent', 'tag', 'topic', 'type', 'sentiment', 'target', '标签', '类别', '分类', '类型', '意图', '主题', '情感'];
const formNames = ['json', 'form', 'fields', 'result', 'extracted', '表单', '字段', '结果'];
const inputNames = ['input', '输入', '补充'];
const systemNames = ['system', '系统提示', '系统'];

const plain = (name: string): string => fold(name).replaceAll(/[\s_\-:：()（）[\]*#.]+/g, '');

/** @returns the columns that the names of a header row tell; undefined when it does not tell both sides. */
export function columnsOf(header: readonly string[], measure: RecipeMeasure): Columns | undefined {
  const names = header.map(plain);
  const find = (wanted: readonly string[], not: readonly number[] = []): number => {
    for (const name of wanted) { const at = names.findIndex((each, index) => each === name && !not.includes(index)); if (at >= 0) return at; }
    // "客户的问题", "customer question": a longer name that ends or begins with a known one. Single letters are not looked for inside words.
    for (const name of wanted.filter(({ length }) => length > 1)) { const at = names.findIndex((each, index) => (each.endsWith(name) || each.startsWith(name)) && !not.includes(index)); if (at >= 0) return at; }
    return -1;
  };
  const sought = measure === 'label' ? [...labelNames, ...replyNames] : measure === 'json' ? [...formNames, ...replyNames] : [...replyNames, ...formNames, ...labelNames];
  const answer = find(sought);
  const question = find(questionNames, [answer]);
  if (answer < 0 || question < 0) return undefined;
  const input = names[question] === 'input' || names[question] === '输入' ? -1 : find(inputNames, [answer, question]);
  const system = names.findIndex((name) => systemNames.includes(name));
  return { question, answer, ...(input >= 0 && /^(?:instruction|指令)$/.test(names[question] ?? '') ? { input } : {}), ...(system >= 0 ? { system } : {}) };
}

/** Whether a first row is an example rather than names of columns: it is long, or it ends like a sentence. */
export const looksLikeData = (row: readonly string[]): boolean => row.some((cell) => cell.length > 30 || /[?？。！!.]$/.test(cell.trim()));
