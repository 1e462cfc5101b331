/** Runs llama.cpp alone in a process of its own, so that nothing of the benchmark is in its way. */
import { PlainLlama } from './plain-llama.ts';
import type { PlainAnswer, PlainOrder } from './plain-process.ts';

let plain: PlainLlama | undefined;
process.on('disconnect', () => process.exit(0));
process.on('message', (order: PlainOrder) => { process.send?.(obey(order)); });

function obey(order: PlainOrder): PlainAnswer {
  if (order.type === 'load') { plain = new PlainLlama(order.options); return {}; }
  if (!plain) throw new Error('Nothing is loaded.');
  if (order.type === 'embed') return { embedMs: plain.embed(order.texts) };
  if (order.type === 'write-text') return plain.write([plain.tokenize(order.text)], order.tokens);
  return plain.write(order.lengths.map((length, sequence) => madePrompt(length, order.seed * 16 + sequence)), order.tokens);
}

/** Tokens that no other seed begins with; words only, no marks. */
const madePrompt = (length: number, seed: number): Int32Array => Int32Array.from({ length }, (_, at) => 300 + (seed * 977 + at * 7919) % 40_000);
