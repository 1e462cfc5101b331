import { readFile } from 'node:fs/promises';
import { SproutError, testQuestionSchema, type TestQuestion } from '../../contract/index.ts';
import type { Arguments } from '../arguments.ts';
import { withApi } from '../api/index.ts';
import { print } from '../with-core.ts';

/** `evaluate --questions FILE [--model ID|quote]`: JSONL rows `{question, answers:[…]}`. */
export async function evaluate(given: Arguments): Promise<number> {
  const file = given.flags.get('questions');
  if (file === undefined) throw new SproutError('usage', { reason: 'sprout evaluate --questions FILE' });
  const questions = readQuestions(file, await readText(file));
  const model = given.flags.get('model');
  return withApi(given, async (api) => {
    const evaluation = await api.call('evaluate', { body: { questions, ...(model === undefined ? {} : { model }) } });
    const { summary } = evaluation;
    print(given, evaluation, () => Object.entries(summary).map(([name, value]) => `${name}: ${value}`).join('\n'));
    return 0;
  });
}

async function readText(file: string): Promise<string> {
  try {
    return await readFile(file, 'utf8');
  } catch (cause) {
    throw new SproutError('file-not-found', { file }, { cause });
  }
}

/** @throws SproutError questions-invalid with the line. */
export function readQuestions(file: string, text: string): TestQuestion[] {
  return text.replace(/^\uFEFF/, '').split('\n').flatMap((line, at) => {
    if (line.trim() === '') return [];
    let row: unknown;
    try {
      row = JSON.parse(line);
    } catch (cause) {
      throw new SproutError('questions-invalid', { file, line: at + 1, reason: 'not JSON' }, { cause });
    }
    const parsed = testQuestionSchema.safeParse(row);
    if (!parsed.success) throw new SproutError('questions-invalid', { file, line: at + 1, reason: parsed.error.issues[0]?.message ?? 'not valid' });
    return [parsed.data];
  });
}
