import { open, mkdtemp, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { SproutError } from '../../contract/index.ts';
import { madeModel, writeGguf, type MadeShape } from '../../shared/gguf/index.ts';
import { eventQueue } from './event-queue.ts';
import type { GenerationEnd, ModelMessage } from './model-messages.ts';
import { ModelProcess, type ProcessLimits } from './model-process.ts';

/** About 90 MB: more than a processor's caches hold, as real models are. */
const shape: MadeShape = { layers: 8, width: 1024, hidden: 2816, heads: 16, keyHeads: 8, vocabulary: 1024, contextLength: 1024 };
const budgetMs = 4000;
/** Each digit and the space before it are four tokens. */
const promptWords = 120;
const answerTokens = 32;

/**
 * How fast models run here: a made model of a known size writes and reads for some seconds, through the very engine that serves.
 * @throws SproutError disk-full, native-missing; AbortError.
 */
export async function measureSpeed(limits: ProcessLimits, threads: number, signal?: AbortSignal): Promise<{ weightBytesPerSecond: number; weightsPerSecond: number }> {
  const directory = await mkdtemp(join(tmpdir(), 'sprout-measure-'));
  const process = new ModelProcess(limits);
  try {
    const path = join(directory, 'made.gguf');
    const { metadata, tensors } = madeModel(shape);
    const file = await open(path, 'w');
    try {
      await writeGguf(metadata, tensors, async (bytes) => { signal?.throwIfAborted(); await file.write(bytes); });
    } finally {
      await file.close();
    }
    const { size } = await stat(path);
    const weights = tensors.reduce((sum, { dimensions }) => sum + dimensions.reduce((product, dimension) => product * dimension, 1), 0);
    await process.load({ id: 'made', path, task: 'chat', contextLength: shape.contextLength, cells: shape.contextLength, slots: 1, threads, guess: 0 }, size);
    let writing = 0;
    let reading = 0;
    const until = performance.now() + budgetMs;
    for (let round = 0; round < 2 || performance.now() < until; round += 1) {
      signal?.throwIfAborted();
      const { promptTokens, cachedTokens, completionTokens, firstTokenMs, totalMs } = await once(process, round);
      // The fastest of several: what else the machine does only slows it down.
      reading = Math.max(reading, (promptTokens - cachedTokens) / firstTokenMs * 1000);
      writing = Math.max(writing, (completionTokens - 1) / (totalMs - firstTokenMs) * 1000);
    }
    return { weightBytesPerSecond: Math.round(writing * size), weightsPerSecond: Math.round(reading * weights) };
  } finally {
    await process.close();
    await rm(directory, { recursive: true, force: true });
  }
}

async function once(process: ModelProcess, round: number): Promise<GenerationEnd> {
  const events = eventQueue<ModelMessage | undefined>();
  const content = Array.from({ length: promptWords }, (_, at) => `${(at * 7 + round) % 10}`).join(' ');
  process.converse('generate', { request: { messages: [{ role: 'user', content }], maxTokens: answerTokens } }, { message: (message) => { events.push(message); }, lost: () => { events.push(undefined); } });
  for (;;) {
    const event = await events.next();
    if (event === undefined) throw new SproutError('model-crashed', { id: 'made' });
    if (event.type === 'failed') throw new SproutError(event.code, event.fields);
    if (event.type === 'end') return event.end;
  }
}
