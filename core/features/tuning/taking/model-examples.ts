import { z } from 'zod';
import { SproutError, type Block, type NewExample } from '../../../contract/index.ts';
import type { LanguageModel } from '../../../ports/language-model.ts';
import { scriptOf } from '../../../shared/text/script.ts';
import { ThoughtSplitter } from '../../../shared/text/thoughts.ts';
import { factsIn } from '../judging/facts.ts';
import type { SourceDocument } from './document-examples.ts';

/** Characters of a document that a model is shown at once. */
const passageCharacters = 1500;
const shortestPassage = 120;
const mostTokens = 700;
const perPassage = 3;
const suggestionsSchema = z.object({ examples: z.array(z.object({ question: z.string(), answer: z.string() })) });
const jsonSchema = {
  type: 'object', required: ['examples'], additionalProperties: false,
  properties: { examples: { type: 'array', maxItems: perPassage, items: { type: 'object', required: ['question', 'answer'], additionalProperties: false, properties: { question: { type: 'string' }, answer: { type: 'string' } } } } },
};

const instructions = {
  en: `You read a passage of a firm's document. Write ${perPassage} questions that a customer or colleague might ask and that this passage answers, each with a short answer. Use only what the passage says; keep numbers, names and codes exactly. Answer as JSON: {"examples":[{"question":"…","answer":"…"}]}`,
  zh: `你阅读公司文档中的一段。写出 ${perPassage} 个客户或同事可能会问、且这段文字能回答的问题，每个配一个简短回答。只用这段文字中的内容，数字、名称和编号必须准确。以 JSON 回答：{"examples":[{"question":"…","answer":"…"}]}`,
} as const;

/**
 * Suggestions of a chat model from a document, passage by passage. What names a number or code that its passage does not hold is left out.
 * @throws SproutError of the model; AbortError.
 */
export async function* modelExamples({ id, name, extraction }: SourceDocument, model: LanguageModel, signal?: AbortSignal): AsyncGenerator<{ examples: NewExample[]; done: number; total: number }> {
  const passages = passagesOf(extraction.blocks);
  for (const [at, { text, page }] of passages.entries()) {
    const suggested = await suggest(text, id, model, signal);
    const examples = suggested.filter(({ question, answer }) => holds(text, question, answer)).map(({ question, answer }): NewExample => ({
      question: question.trim(), answer: answer.trim(), before: [], origin: { kind: 'model', name, document: id, ...(page === undefined ? {} : { page }) }, group: `${id}:${at}`,
    }));
    yield { examples, done: at + 1, total: passages.length };
  }
}

function passagesOf(blocks: readonly Block[]): { text: string; page: number | undefined }[] {
  const passages: { text: string; page: number | undefined }[] = [];
  for (const { text, page, kind } of blocks) {
    const last = passages.at(-1);
    if (!last || last.text.length + text.length > passageCharacters || (kind === 'heading' && last.text.length > passageCharacters / 2)) passages.push({ text: text.slice(0, passageCharacters), page });
    else last.text += `\n${text}`;
  }
  return passages.filter(({ text }) => text.length >= shortestPassage);
}

async function suggest(passage: string, document: string, model: LanguageModel, signal: AbortSignal | undefined): Promise<{ question: string; answer: string }[]> {
  let splitter = new ThoughtSplitter();
  let text = '';
  try {
    for await (const event of model.generate({ messages: [{ role: 'system', content: instructions[scriptOf(passage)] }, { role: 'user', content: passage }], maxTokens: mostTokens, jsonSchema, provenance: { documents: [document], site: null, purpose: 'examples' }, ...(signal ? { signal } : {}) })) {
      if (event.type === 'route' && event.step.outcome === 'asked') { text = ''; splitter = new ThoughtSplitter(); }
      if (event.type === 'text') text += splitter.push(event.text).text;
    }
    text += splitter.end().text;
  } catch (error) {
    // A passage too long for a small model is left to the rules.
    if (error instanceof SproutError && error.code === 'prompt-too-long') return [];
    throw error;
  }
  try {
    return suggestionsSchema.parse(JSON.parse(text)).examples;
  } catch {
    // Cut off in the middle: a suggestion that does not come is no failure.
    return [];
  }
}

function holds(passage: string, question: string, answer: string): boolean {
  if (question.trim().length < 5 || answer.trim().length < 2) return false;
  const known = new Set(factsIn(passage));
  return factsIn(answer).every((fact) => known.has(fact));
}
