/**
 * Time from "load" to the first token: the runtime (a process is started, the file loaded, a short prompt read) against llama.cpp's C API in
 * a plain loop in a fresh process. The file is in the page cache for both. Usage: node bench/model-load.ts [--rounds N] [--threads N]
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createLlamaRuntime } from '../core/adapters/llama/index.ts';
import type { ModelFile } from '../core/ports/model-runtime.ts';
import { madeModel, smolShape } from '../core/shared/gguf/index.ts';
import { converse } from './support/converse.ts';
import { makeFile } from './support/made-file.ts';
import { option, threads } from './support/options.ts';
import { startPlain } from './support/plain-process.ts';
import { median, report, round } from './support/report.ts';

const rounds = option('rounds', 7);
const prompt = 'Hello.';

const folder = await mkdtemp(join(tmpdir(), 'sprout-load-'));
try {
  const file = await makeFile(join(folder, 'made.gguf'), madeModel(smolShape));
  const times = { sprout: [] as number[], plain: [] as number[] };
  for (let at = 0; at <= rounds; at += 1) {
    const [sprout, plain] = [await ours(file), await theirs(file)];
    // The first round brings the file into the page cache.
    if (at > 0) { times.sprout.push(sprout); times.plain.push(plain); }
  }
  await report('model-load', { model: 'made, SmolLM2-135M\'s shape, Q8_0', threads, rounds, targets: { ratio: 1.3 }, sproutMs: round(median(times.sprout)), plainMs: round(median(times.plain)), ratio: round(median(times.sprout) / median(times.plain)) });
} finally {
  await rm(folder, { recursive: true, force: true });
}

async function ours(file: ModelFile): Promise<number> {
  const runtime = createLlamaRuntime({ threads });
  const started = performance.now();
  await converse(await runtime.chat(file), { messages: [{ role: 'user', content: prompt }], maxTokens: 1 });
  const ms = performance.now() - started;
  await runtime.close();
  return ms;
}

async function theirs(file: ModelFile): Promise<number> {
  const started = performance.now();
  const plain = startPlain();
  await plain.ask({ type: 'load', options: { path: file.path, threads, context: file.contextLength, sequences: 1 } });
  // As the plain template writes it, which a model without one of its own gets.
  await plain.ask({ type: 'write-text', text: `User: ${prompt}\nAssistant:`, tokens: 1 });
  const ms = performance.now() - started;
  await plain.close();
  return ms;
}
