/**
 * Two and eight conversations at once through the runtime, tokens a second in sum: against one conversation alone, and eight against llama.cpp's C API in a
 * plain loop that writes eight sequences in step (the stand-in for llama-server, which no npm or Debian package carries). Prompts are read
 * within the time on both sides. Also how long each waits for its first word, with eight and with twenty-four who come at the same moment.
 * Usage: node bench/model-visitors.ts [--rounds N] [--threads N] [--tokens N]
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createLlamaRuntime } from '../core/adapters/llama/index.ts';
import { madeModel, smolShape } from '../core/shared/gguf/index.ts';
import { converse, madeText, type Conversed } from './support/converse.ts';
import { makeFile } from './support/made-file.ts';
import { option, threads } from './support/options.ts';
import { rest, startPlain } from './support/plain-process.ts';
import { median, report, round } from './support/report.ts';

const rounds = option('rounds', 5);
const visitors = 8;
const crowd = 24;
const promptWords = 6;
const answerTokens = option('tokens', 64);

const folder = await mkdtemp(join(tmpdir(), 'sprout-visitors-'));
const runtime = createLlamaRuntime({ threads, guess: 0, slots: visitors });
const plain = startPlain();
try {
  const file = await makeFile(join(folder, 'made.gguf'), madeModel(smolShape));
  await plain.ask({ type: 'load', options: { path: file.path, threads, context: file.contextLength, sequences: visitors } });
  const model = await runtime.chat(file);
  let seed = 0;
  const one = (): Promise<Conversed> => converse(model, { messages: [{ role: 'user', content: madeText(promptWords, seed += 1) }], maxTokens: answerTokens, priority: 'visitor' });
  const together = async (count: number): Promise<{ speed: number; waits: number[]; totals: number[] }> => {
    const started = performance.now();
    const answers = await Promise.all(Array.from({ length: count }, one));
    const written = answers.reduce((sum, { usage }) => sum + usage.completionTokens, 0);
    return { speed: written / (performance.now() - started) * 1000, waits: answers.map(({ firstMs }) => firstMs), totals: answers.map(({ totalMs }) => totalMs) };
  };
  const promptTokens = (await one()).usage.promptTokens;
  const beside = async (): Promise<number> => {
    const { readMs = NaN, writeMs = NaN } = await plain.ask({ type: 'write', lengths: Array<number>(visitors).fill(promptTokens), seed: seed += 1, tokens: answerTokens });
    return visitors * answerTokens / (readMs + writeMs) * 1000;
  };
  await together(visitors);
  await beside();

  const speeds = { one: [] as number[], two: [] as number[], eight: [] as number[], plain: [] as number[] };
  const waits: number[] = [];
  const totals: number[] = [];
  for (let at = 0; at < rounds; at += 1) {
    await rest();
    speeds.one.push((await together(1)).speed);
    speeds.two.push((await together(2)).speed);
    const eight = await together(visitors);
    speeds.eight.push(eight.speed);
    waits.push(unevenness(eight.waits));
    totals.push(unevenness(eight.totals));
    await rest();
    speeds.plain.push(await beside());
  }
  await rest();
  const many = await together(crowd);
  await report('model-visitors', {
    model: 'made, SmolLM2-135M\'s shape, Q8_0', threads, rounds, visitors, promptTokens, answerTokens, targets: { toOne: 2, toPlain: 0.85, longestToMedianWait: 3 },
    tokensPerSecond: { one: round(median(speeds.one)), two: round(median(speeds.two)), eight: round(median(speeds.eight)), plainEight: round(median(speeds.plain)) },
    twoToOne: round(median(speeds.two) / median(speeds.one)), toOne: round(median(speeds.eight) / median(speeds.one)), toPlain: round(median(speeds.eight) / median(speeds.plain)),
    longestToMedian: { firstWord: round(median(waits)), wholeAnswer: round(median(totals)) },
    crowd: { visitors: crowd, tokensPerSecond: round(many.speed), longestToMedian: { firstWord: round(unevenness(many.waits)), wholeAnswer: round(unevenness(many.totals)) } },
  });
} finally {
  await Promise.all([runtime.close(), plain.close()]);
  await rm(folder, { recursive: true, force: true });
}

function unevenness(times: readonly number[]): number {
  return Math.max(...times) / median(times);
}
