/**
 * Tokens a second, writing and reading, of one conversation through the LanguageModel of the runtime (core -> model process -> llama.cpp and
 * back) against llama.cpp itself: its C API in a plain loop in one process (support/plain-llama.ts). The same file, of SmolLM2-135M's shape;
 * rounds of all in turn, medians. The loop holds one conversation and forgets it, so the product is measured with one, too; and, as `besideAnother`,
 * with an unrelated one resting in memory, which every step passes over and which its owner need not wait for again. Guessing ahead is off for the comparison and reported beside it, as is an answer through POST /api/ask.
 * Usage: node bench/model-speed.ts [--rounds N] [--threads N]
 */
import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createLlamaRuntime } from '../core/adapters/llama/index.ts';
import { createCore } from '../core/create-core.ts';
import type { LanguageModel } from '../core/ports/language-model.ts';
import { madeModel, smolShape } from '../core/shared/gguf/index.ts';
import { converse, madeText, type Conversed } from './support/converse.ts';
import { makeFile } from './support/made-file.ts';
import { option, threads } from './support/options.ts';
import { plainSpeed, rest, startPlain } from './support/plain-process.ts';
import { median, report, round } from './support/report.ts';

const rounds = option('rounds', 9);
const promptWords = 50;
const answerTokens = 96;
/** As many as the product lets a model write to a question. */
const apiTokens = 700;

const folder = await mkdtemp(join(tmpdir(), 'sprout-speed-'));
const runtime = createLlamaRuntime({ threads, guess: 0, slots: 1 });
const crowded = createLlamaRuntime({ threads, guess: 0 });
const guessing = createLlamaRuntime({ threads });
const plain = startPlain();
try {
  const file = await makeFile(join(folder, 'made.gguf'), madeModel(smolShape));
  await plain.ask({ type: 'load', options: { path: file.path, threads, context: file.contextLength, sequences: 8 } });
  const model = await runtime.chat(file);
  const beside = await crowded.chat(file);
  const ask = (from: LanguageModel, seed: number): Promise<Conversed> => converse(from, { messages: [{ role: 'user', content: madeText(promptWords, seed) }], maxTokens: answerTokens });
  const { usage } = await ask(model, 0);
  if (usage.completionTokens !== answerTokens) throw new Error(`${usage.completionTokens} tokens were written, not ${answerTokens}.`);
  await plainSpeed(plain, [usage.promptTokens], 0, answerTokens);

  const ours: { reading: number; writing: number }[] = [];
  const resting: { reading: number; writing: number }[] = [];
  const theirs: { reading: number; writing: number }[] = [];
  await ask(beside, 0);
  for (let at = 1; at <= rounds; at += 1) {
    const mine = async (): Promise<void> => { ours.push(await ask(model, at)); };
    const other = async (): Promise<void> => { theirs.push(await plainSpeed(plain, [usage.promptTokens], at, answerTokens)); };
    const among = async (): Promise<void> => { resting.push(await ask(beside, at)); };
    for (const turn of at % 2 === 0 ? [mine, other, among] : [among, other, mine]) { await rest(); await turn(); }
  }
  await Promise.all([runtime.close(), crowded.close()]);

  const ahead = await guessing.chat(file);
  await ask(ahead, 0);
  const guessed: number[] = [];
  for (let at = 1; at <= 3; at += 1) guessed.push((await ask(ahead, at)).writing);
  await guessing.close();

  const api: number[] = [];
  const plainLong: number[] = [];
  const core = await askingCore(file.path);
  for (let at = 0; at < 2; at += 1) {
    await rest();
    api.push(await core.ask());
    await rest();
    plainLong.push((await plainSpeed(plain, [usage.promptTokens], 100 + at, apiTokens)).writing);
  }
  await core.close();

  const of = (results: readonly { reading: number; writing: number }[], which: 'reading' | 'writing'): number => median(results.map((one) => one[which]));
  const ratio = (results: readonly { reading: number; writing: number }[]): { writing: number; reading: number } => ({ writing: round(of(results, 'writing') / of(theirs, 'writing')), reading: round(of(results, 'reading') / of(theirs, 'reading')) });
  await report('model-speed', {
    model: 'made, SmolLM2-135M\'s shape, Q8_0', threads, rounds, promptTokens: usage.promptTokens, answerTokens, targets: { writing: 0.9, reading: 0.95 },
    plain: { writing: round(of(theirs, 'writing')), reading: round(of(theirs, 'reading')) }, sprout: { writing: round(of(ours, 'writing')), reading: round(of(ours, 'reading')) },
    ratio: ratio(ours), besideAnother: ratio(resting),
    each: ours.map((one, at) => ({ sprout: { writing: round(one.writing), reading: round(one.reading) }, plain: { writing: round(theirs[at]?.writing ?? NaN), reading: round(theirs[at]?.reading ?? NaN) } })),
    guessingAhead: { writing: round(median(guessed)) }, throughApi: { tokens: apiTokens, writing: round(median(api)), plain: round(median(plainLong)), ratio: round(median(api) / median(plainLong)) },
  });
} finally {
  await Promise.all([runtime.close(), crowded.close(), guessing.close(), plain.close()]);
  await rm(folder, { recursive: true, force: true });
}

/** The product on a folder with one document; `ask` tells the tokens a second of one streamed answer. */
async function askingCore(model: string): Promise<{ ask(): Promise<number>; close(): Promise<void> }> {
  const models = join(folder, 'models');
  const documents = join(folder, 'documents');
  await mkdir(models);
  await mkdir(documents);
  await symlink(model, join(models, 'made.gguf'));
  await writeFile(join(documents, 'prices.txt'), 'Delivery costs 20 euros. Repairs take three days and cost 45 euros an hour. The shop opens at nine in the morning.');
  const core = await createCore({ home: join(folder, 'home'), version: 'bench', templates: join(import.meta.dirname, '../templates'), locale: 'en', background: false, onBug: console.error, models: { folders: [models], runtime: createLlamaRuntime({ threads, guess: 0 }) } });
  const accepted = await core.features.documents.importPaths([documents]);
  await core.features.documents.settled(accepted.map(({ id }) => id));
  return {
    async ask() {
      const response = await core.fetch(new Request('http://localhost/api/ask', { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify({ question: 'What does delivery cost?', model: 'made' }) }));
      const decoder = new TextDecoder();
      let first: number | undefined;
      let text = '';
      for await (const chunk of response.body ?? []) {
        const part = decoder.decode(chunk, { stream: true });
        text += part;
        if (first === undefined && part.includes('text-delta')) first = performance.now();
      }
      if (first === undefined || !text.includes('answer-end')) throw new Error(`No whole answer came: ${text.slice(-500)}`);
      return (apiTokens - 1) / (performance.now() - first) * 1000;
    },
    close: () => core.close(),
  };
}
