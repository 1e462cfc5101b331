/**
 * Memory given back after unload, as a share of what loading and using a model took: resident memory of the whole process tree before,
 * loaded (after an answer) and after. Linux only. Usage: node bench/model-memory.ts
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createLlamaRuntime } from '../core/adapters/llama/index.ts';
import { madeModel, smolShape } from '../core/shared/gguf/index.ts';
import { converse, madeText } from './support/converse.ts';
import { makeFile } from './support/made-file.ts';
import { treeMegabytes } from './support/process-tree.ts';
import { report } from './support/report.ts';

const rounds = 3;
const folder = await mkdtemp(join(tmpdir(), 'sprout-memory-'));
const runtime = createLlamaRuntime();
try {
  const file = await makeFile(join(folder, 'made.gguf'), madeModel(smolShape));
  const measured = [];
  for (let at = 0; at < rounds; at += 1) {
    const before = treeMegabytes();
    await converse(await runtime.chat(file), { messages: [{ role: 'user', content: madeText(20, at) }], maxTokens: 16 });
    const loaded = treeMegabytes();
    await runtime.unload(file.id);
    const after = treeMegabytes();
    measured.push({ before: Math.round(before), loaded: Math.round(loaded), after: Math.round(after), givenBack: Math.round((loaded - after) / (loaded - before) * 1000) / 1000 });
  }
  // The first round also pays for what the core itself keeps: code that was compiled, buffers that were made.
  await report('model-memory', { model: 'made, SmolLM2-135M\'s shape, Q8_0', targets: { givenBack: 0.95 }, givenBack: Math.min(...measured.map(({ givenBack }) => givenBack)), megabytes: measured });
} finally {
  await runtime.close();
  await rm(folder, { recursive: true, force: true });
}
