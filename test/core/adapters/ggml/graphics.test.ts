import { describe, expect, it } from 'vitest';
import { createGgmlTrainer } from '../../../../core/adapters/ggml/index.ts';
import { makePack } from '../../../../core/adapters/ggml/pack.ts';
import { findNativeLibrary } from '../../../../core/adapters/llama/native-library.ts';
import type { TrainingEvent, TrainingJob } from '../../../../core/ports/trainer.ts';
import { newFolder } from '../../../support/new-folder.ts';
import { hasModels, modelPath, tiny } from '../../../support/tiny-models.ts';
import { cardHere, differenceOf, modelFileOf, openEngine, sequenceOf, smallConfig } from '../../../support/training.ts';

const here = cardHere();
const card = 'card' in here ? here.card : undefined;
if ('missing' in here) console.log(`Training on a graphics card is not tested: ${here.missing}. A software one will do: Debian's mesa-vulkan-drivers, npm's @node-llama-cpp/linux-x64-vulkan and GGML_VK_VISIBLE_DEVICES=0.`);

/** Cosine of two directions. */
function likeness(a: Float32Array, b: Float32Array): number {
  let [ab, aa, bb] = [0, 0, 0];
  a.forEach((value, at) => { const other = b[at] as number; ab += value * other; aa += value * value; bb += other * other; });
  return ab / Math.sqrt(aa * bb);
}

describe.skipIf(!hasModels() || card === undefined)('on a graphics card', () => {
  const pack = makePack([sequenceOf(70, 30, 1), sequenceOf(33, 12, 2)]);

  // Cards multiply floats in 16 or 19 bits of precision, quantized weights with activations that are not quantized.
  it.each([[tiny.stories, 5e-3, 0.9999], ['TinyStories-656K-bytes-Q8_0', 3e-2, 0.999]] as const)('%s: logits, loss and gradients are those of the processor', async (model, spread, cosine) => {
    const own = await openEngine(modelPath(model));
    const cards = await openEngine(modelPath(model), 4, card);
    expect(differenceOf(cards.engine.logits(pack), own.engine.logits(pack))).toBeLessThan(spread);
    expect(cards.engine.learn(pack) / own.engine.learn(pack)).toBeCloseTo(1, 2);
    expect(likeness(cards.adapter.gradients, own.adapter.gradients)).toBeGreaterThan(cosine);
  });

  it('a run learns as on the processor, says where it works, and can be kept from it', async () => {
    const trainer = createGgmlTrainer({ library: findNativeLibrary, niceness: 0 });
    const rows = Array.from({ length: 8 }, (_, at) => sequenceOf(40, 20, at % 2));
    const run = async (more: Partial<TrainingJob>): Promise<TrainingEvent[]> => {
      const events: TrainingEvent[] = [];
      const job: TrainingJob = { model: modelFileOf(modelPath(tiny.stories), 512), directory: newFolder(), train: rows, held: [], config: { ...smallConfig, epochs: 2 }, ...more };
      for await (const event of trainer.train(job)) events.push(event);
      return events;
    };
    const losses = (events: readonly TrainingEvent[]): number[] => events.flatMap((event) => (event.type === 'step' ? [event.loss] : []));
    const [onCard, without] = [await run({}), await run({ useCard: false })];
    expect(onCard[0]).toMatchObject({ type: 'prepared', device: card?.description });
    expect(without[0]).not.toHaveProperty('device');
    losses(onCard).forEach((loss, at) => { expect(loss / (losses(without)[at] ?? NaN)).toBeCloseTo(1, 1); });
    expect(losses(onCard).at(-1)).toBeLessThan(losses(onCard)[0] ?? 0);
  });
});
