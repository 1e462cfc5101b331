import { z } from 'zod';
import { SproutError, type NewExample } from '../../../contract/index.ts';

const roles: Readonly<Record<string, 'system' | 'user' | 'assistant'>> = { system: 'system', user: 'user', human: 'user', customer: 'user', assistant: 'assistant', gpt: 'assistant', bot: 'assistant', agent: 'assistant' };
/** A form may be given as an object. */
const side = z.union([z.string(), z.number().transform(String), z.record(z.string(), z.unknown()).transform((value) => JSON.stringify(value))]);
const pairSchemas = [
  z.object({ question: side, answer: side, system: z.string().optional() }),
  z.object({ prompt: side, completion: side }).transform(({ prompt, completion }) => ({ question: prompt, answer: completion })),
  z.object({ prompt: side, response: side }).transform(({ prompt, response }) => ({ question: prompt, answer: response })),
  z.object({ instruction: side, input: z.string().optional(), output: side, system: z.string().optional() }).transform(({ instruction, input = '', output, system }) => ({ question: input === '' ? instruction : `${instruction}\n${input}`, answer: output, system })),
  z.object({ instruction: side, response: side }).transform(({ instruction, response }) => ({ question: instruction, answer: response })),
  z.object({ text: side, label: side }).transform(({ text, label }) => ({ question: text, answer: label })),
] as const;
const messagesSchema = z.object({ messages: z.array(z.object({ role: z.string(), content: z.string() })).min(1) });
const conversationsSchema = z.object({ conversations: z.array(z.object({ from: z.string(), value: z.string() })).min(1) });

/**
 * Examples of JSONL, one object a line, or of one JSON list.
 * @throws SproutError examples-not-json, examples-fields or examples-one-sided with file and line; nothing is taken then.
 */
export function jsonExamples(text: string, file: string): NewExample[] {
  const examples = rowsOf(text, file).flatMap(({ value, line }) => toExamples(value, file, line));
  const right = examples.some(({ question, answer }) => question.trim() !== '' && answer.trim() !== '');
  if (!right) throw examples.length === 0 ? new SproutError('examples-none', { file }) : new SproutError('examples-one-sided', { file, line: examples[0]?.origin.line ?? 1 });
  return examples;
}

export const looksLikeJson = (text: string): boolean => /^\s*(?:\{|\[\s*\{)/.test(text);

function rowsOf(text: string, file: string): { value: unknown; line: number }[] {
  if (/^\s*\[/.test(text)) {
    const whole = parse(text);
    if (Array.isArray(whole)) return whole.map((value: unknown, at) => ({ value, line: at + 1 }));
  }
  // One object over several lines, as a program prints it.
  if (/^\s*\{\s*$/m.test(text.split('\n', 1)[0] ?? '')) {
    const whole = parse(text);
    if (whole !== undefined) return [{ value: whole, line: 1 }];
  }
  return text.split('\n').flatMap((row, at) => {
    if (row.trim() === '') return [];
    const value = parse(row);
    if (value === undefined) throw new SproutError('examples-not-json', { file, line: at + 1 });
    return [{ value, line: at + 1 }];
  });
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}

function toExamples(value: unknown, file: string, line: number): NewExample[] {
  const origin = { kind: 'file', name: file, line } as const;
  for (const schema of pairSchemas) {
    const pair = schema.safeParse(value);
    if (!pair.success) continue;
    const { question, answer } = pair.data;
    const system = 'system' in pair.data && typeof pair.data.system === 'string' ? pair.data.system.trim() : '';
    return [{ question: question.trim(), answer: answer.trim(), before: system === '' ? [] : [{ role: 'system', content: system }], origin }];
  }
  const messages = messagesSchema.safeParse(value);
  const turns = messages.success ? messages.data.messages.map(({ role, content }) => ({ role: roles[role.toLowerCase()], content })) : sharegpt(value);
  if (!turns) throw new SproutError('examples-fields', { file, line });
  // Calls of tools and their results are no answers to people; a conversation with them is learnt up to there.
  const unknown = turns.findIndex(({ role }) => role === undefined);
  const known = turns.slice(0, unknown < 0 ? turns.length : unknown).flatMap(({ role, content }) => (role === undefined ? [] : [{ role, content: content.trim() }]));
  const examples = known.flatMap(({ role, content }, at): NewExample[] => {
    const asked = known[at - 1];
    if (role !== 'assistant' || asked?.role !== 'user') return [];
    return [{ question: asked.content, answer: content, before: known.slice(0, at - 1), origin, group: `${file}:${line}` }];
  });
  if (examples.length === 0 && unknown < 0) throw new SproutError(known.some(({ role }) => role === 'user' || role === 'assistant') ? 'examples-one-sided' : 'examples-fields', { file, line });
  return examples;
}

function sharegpt(value: unknown): { role: 'system' | 'user' | 'assistant' | undefined; content: string }[] | undefined {
  const conversations = conversationsSchema.safeParse(value);
  return conversations.success ? conversations.data.conversations.map(({ from, value: content }) => ({ role: roles[from.toLowerCase()], content })) : undefined;
}
