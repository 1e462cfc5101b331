/**
 * Whether training teaches: TinyStories-656K (shared/models) on customers' questions and a shop's replies (shared/data/B_finetune, bitext), at most 10 minutes on 2 threads.
 * Counted is the loss of unseen rows' replies: the adapter's against the base model's.
 */
import { mkdtemp, readFile, rm, stat } from 'node:fs/promises';
import { cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import { createGgmlTrainer } from '../core/adapters/ggml/index.ts';
import { findNativeLibrary } from '../core/adapters/llama/native-library.ts';
import type { TrainingSequence } from '../core/ports/trainer.ts';
import { sharedFolder } from './training/shared-folder.ts';
import { readCsv } from './training/read-csv.ts';
import { openTokenizer } from './training/tokenizer.ts';
import { writeResult } from './training/write-result.ts';

const contextLength = 512;
const heldRows = 300;
const model = join(sharedFolder, 'models', 'TinyStories-656K-bytes-F32.gguf');
const rows = readCsv(await readFile(join(sharedFolder, 'data', 'B_finetune', 'bitext_customer_support.csv'), 'utf8'));
const tokenizer = openTokenizer(model);
const sequences = rows.flatMap(({ instruction = '', response = '' }): TrainingSequence[] => {
  const question = tokenizer.tokenize(`Question: ${instruction}\nAnswer:`, true);
  const answer = [...tokenizer.tokenize(` ${response}`, false), tokenizer.end];
  const tokens = Int32Array.from([...question, ...answer]);
  return tokens.length > contextLength ? [] : [{ tokens, scored: Uint8Array.from(tokens, (_, at) => (at >= question.length ? 1 : 0)) }];
});
// Every n-th row is hidden: the file is sorted by kind.
const every = Math.floor(sequences.length / heldRows);
const held = sequences.filter((_, at) => at % every === 0);
const train = sequences.filter((_, at) => at % every !== 0);

const directory = await mkdtemp(join(tmpdir(), 'sprout-quality-'));
try {
  const trainer = createGgmlTrainer({ library: findNativeLibrary });
  const file = { id: 'tiny', path: model, contextLength, bytes: (await stat(model)).size, bytesPerToken: 0 };
  const started = performance.now();
  const curve: { step: number; loss: number }[] = [];
  const settings = { rank: 16, alpha: 32, dropout: 0, targets: ['attn_q', 'attn_k', 'attn_v', 'attn_output', 'ffn_gate', 'ffn_up', 'ffn_down'], epochs: 1, learningRate: 0.01, warmup: 0.05, weightDecay: 0, clip: 1, sequenceTokens: 512, accumulation: 4, seed: 1, threads: 2 } as const;
  for await (const event of trainer.train({ model: file, directory, train, held, config: settings })) {
    if (event.type === 'held-loss') { curve.push({ step: event.step, loss: event.loss }); console.log(`step ${event.step}: ${event.loss.toFixed(3)}, ${Math.round((performance.now() - started) / 1000)} s`); }
  }
  const minutes = (performance.now() - started) / 60_000;
  const before = await trainer.loss(file, undefined, held);
  const after = await trainer.loss(file, join(directory, 'adapter.gguf'), held);
  const lower = 1 - after / before;
  console.log(JSON.stringify({ before, after, lower, minutes }));
  await writeResult('training-quality', { targets: { lower: 0.35, minutes: 10 }, rows: { train: train.length, held: held.length }, settings, before, after, lower, minutes, curve, cores: cpus().length });
} finally {
  await rm(directory, { recursive: true, force: true });
}
