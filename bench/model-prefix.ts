/**
 * What is not computed twice. Second question after the same long beginning (instructions and passages), time to its first word over the
 * first question's. And guessing ahead where an answer quotes: tokens a second with and without it, of a made model that a grammar holds to a
 * Chinese sentence of its prompt (of SmolLM2-135M's shape but for a small vocabulary, over which the grammar costs little; spaces, which it
 * would write otherwise than it reads them, do not occur in it).
 * Usage: node bench/model-prefix.ts [--rounds N] [--threads N]
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createLlamaRuntime } from '../core/adapters/llama/index.ts';
import type { ModelFile } from '../core/ports/model-runtime.ts';
import { madeModel, smolShape } from '../core/shared/gguf/index.ts';
import { converse, madeText } from './support/converse.ts';
import { makeFile } from './support/made-file.ts';
import { option, threads } from './support/options.ts';
import { median, report, round } from './support/report.ts';

const rounds = option('rounds', 5);
const prefixWords = 110;
const quoted = '自行车维修需要三个工作日，每小时收费四十五欧元，购买后第一年内免费；零件按成本价计算，带上收据的顾客无需预约，随到随修。';

const folder = await mkdtemp(join(tmpdir(), 'sprout-prefix-'));
try {
  const prefix = await sharedPrefix(await makeFile(join(folder, 'made.gguf'), madeModel(smolShape)));
  const quoting = await quotes(await makeFile(join(folder, 'quoting.gguf'), madeModel({ ...smolShape, vocabulary: 1024 })));
  await report('model-prefix', { model: 'made, SmolLM2-135M\'s shape, Q8_0', threads, rounds, targets: { secondToFirst: 0.3 }, ...prefix, quoting });
} finally {
  await rm(folder, { recursive: true, force: true });
}

async function sharedPrefix(file: ModelFile): Promise<Record<string, number>> {
  const runtime = createLlamaRuntime({ threads });
  try {
    const model = await runtime.chat(file);
    const first: number[] = [];
    const second: number[] = [];
    let prompt = 0;
    for (let at = 0; at <= rounds; at += 1) {
      const ask = async (question: string): Promise<number> => {
        const { firstMs, usage } = await converse(model, { messages: [{ role: 'system', content: madeText(prefixWords, at) }, { role: 'user', content: question }], maxTokens: 4 });
        prompt = usage.promptTokens;
        return firstMs;
      };
      const times = [await ask('When do you open?'), await ask('What does delivery cost?')];
      // The first round warms up.
      if (at > 0) { first.push(times[0] ?? NaN); second.push(times[1] ?? NaN); }
    }
    return { promptTokens: prompt, firstMs: round(median(first)), secondMs: round(median(second)), secondToFirst: round(median(second) / median(first)) };
  } finally {
    await runtime.close();
  }
}

async function quotes(file: ModelFile): Promise<Record<string, number>> {
  const runtimes = { without: createLlamaRuntime({ threads, guess: 0 }), guessing: createLlamaRuntime({ threads }) };
  try {
    const models = { without: await runtimes.without.chat(file), guessing: await runtimes.guessing.chat(file) };
    const speeds = { without: [] as number[], guessing: [] as number[] };
    let answerTokens = 0;
    for (let at = 0; at <= rounds; at += 1) {
      for (const which of ['without', 'guessing'] as const) {
        const { writing, usage, text } = await converse(models[which], { messages: [{ role: 'user', content: `${madeText(4, at)}\n"${quoted}"\nWhat does a repair cost?` }], jsonSchema: { enum: [quoted] }, maxTokens: 400 });
        if (JSON.parse(text) !== quoted) throw new Error(`Not the quote was written: ${text}`);
        answerTokens = usage.completionTokens;
        if (at > 0) speeds[which].push(writing);
      }
    }
    return { answerTokens, without: round(median(speeds.without)), guessing: round(median(speeds.guessing)), gain: round(median(speeds.guessing) / median(speeds.without)) };
  } finally {
    await Promise.all([runtimes.without.close(), runtimes.guessing.close()]);
  }
}
