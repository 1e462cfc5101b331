import { z } from 'zod';
import { exampleSchema, SproutError } from '../../contract/index.ts';
import type { ChatMessage } from '../../ports/language-model.ts';
import type { ModelFile } from '../../ports/model-runtime.ts';
import type { RunFolders } from '../../ports/run-folders.ts';
import type { TrainingSequence } from '../../ports/trainer.ts';
import type { Models } from '../models/index.ts';
import { longestExample } from './checks/too-long.ts';
import { questionOf } from './system-prompt.ts';

/** What a run trains and judges with, fixed when it begins: a resumed run goes on with the very same. */
export interface RunData { readonly system: string; readonly examples: readonly RunExample[] }
const runExampleSchema = exampleSchema.pick({ id: true, question: true, answer: true, before: true, hidden: true }).extend({ /** It was made from. */ document: z.string().optional(), /** Does not leave this computer where the training is sent out. */ stays: z.boolean().optional() });
export type RunExample = z.infer<typeof runExampleSchema>;
const configSchema = z.object({ system: z.string() }).loose();

export const dataFile = 'data.jsonl';
export const configFile = 'config.json';

export async function writeRunData(folders: RunFolders, run: string, config: object, { system, examples }: RunData): Promise<void> {
  await folders.write(run, dataFile, examples.map(({ id, question, answer, before, hidden, document, stays }) => `${JSON.stringify({ id, question, answer, before, hidden, document, stays })}\n`).join(''));
  await folders.write(run, configFile, JSON.stringify({ ...config, system }, null, 2));
}

/** @throws SproutError run-not-found when its folder is gone. */
export async function readRunData(folders: RunFolders, run: string): Promise<RunData> {
  const [data, config] = await Promise.all([folders.read(run, dataFile), folders.read(run, configFile)]);
  if (data === undefined || config === undefined) throw new SproutError('run-not-found', { id: run });
  return { system: configSchema.parse(JSON.parse(config)).system, examples: data.split('\n').filter((line) => line !== '').map((line) => runExampleSchema.parse(JSON.parse(line))) };
}

export const conversationOf = (system: string, example: RunExample): ChatMessage[] => [...questionOf(system, example), { role: 'assistant', content: example.answer }];

/**
 * The examples in the base's own tokens, and the length of the sequences they are packed into: as asked for, or the longest example's.
 * @throws SproutError training-too-long with the first that does not fit; those of the model.
 */
export async function encodeRun({ system, examples }: RunData, base: ModelFile, models: Pick<Models, 'encode'>, sequenceTokens: number, signal?: AbortSignal): Promise<{ train: TrainingSequence[]; held: TrainingSequence[]; sequenceTokens: number }> {
  const encoded = await models.encode(base.id, examples.map((example) => ({ messages: conversationOf(system, example) })), signal);
  const limit = Math.min(base.contextLength, longestExample);
  const long = encoded.findIndex(({ tokens }) => tokens.length > limit);
  if (long >= 0) throw new SproutError('training-too-long', { example: `${long + 1} (${examples[long]?.question.slice(0, 60) ?? ''})`, tokens: encoded[long]?.tokens.length ?? 0, limit });
  const longest = encoded.reduce((most, { tokens }) => Math.max(most, tokens.length), 0);
  const of = (hidden: boolean): TrainingSequence[] => encoded.filter((_, at) => examples[at]?.hidden === hidden);
  return { train: of(false), held: of(true), sequenceTokens: Math.min(limit, Math.max(sequenceTokens, longest)) };
}
