import { describe, expect, it } from 'vitest';
import { makePack } from '../../../../core/adapters/ggml/pack.ts';
import { llamaLogits } from '../../../support/llama-logits.ts';
import { madeTiny, type TinyShape } from '../../../support/made-tiny.ts';
import { newFolder } from '../../../support/new-folder.ts';
import { hasModels, modelPath, tiny } from '../../../support/tiny-models.ts';
import { differenceOf, openEngine, sequenceOf } from '../../../support/training.ts';

const q8 = 8;
/** All but the last token, every one with its logits. */
const everything = (length: number, seed: number): ReturnType<typeof sequenceOf> => sequenceOf(length, length, seed);

async function compare(path: string, length: number): Promise<number> {
  const { plain } = await openEngine(path);
  const pack = makePack([everything(length, 4)]);
  return differenceOf(plain.logits(pack), llamaLogits(path, pack.tokens));
}

const kinds: Record<string, TinyShape> = {
  'llama': { architecture: 'llama', tied: false },
  'llama 3, with its stretched positions': { architecture: 'llama', ropeFactors: true, ropeBase: 500_000, headSize: 32 },
  'llama, positions scaled in a line': { architecture: 'llama', linearScaling: 4 },
  'mistral 3': { architecture: 'mistral3', tied: false },
  'qwen 2, with biases': { architecture: 'qwen2', bias: true },
  'qwen 3, with norms of the heads': { architecture: 'qwen3', headNorms: true, headSize: 32, ropeBase: 1_000_000 },
  'smollm 3, with layers that know no positions': { architecture: 'smollm3', layers: 5 },
};

describe('the training graph\'s forward pass', () => {
  it.each(Object.entries(kinds))('gives llama.cpp\'s logits for %s', async (_, shape) => {
    expect(await compare(await madeTiny(newFolder(), shape), 100)).toBeLessThan(1e-3);
  });

  it.each([['Q8_0', q8, 2e-2], ['F16', 1, 2e-2], ['BF16', 30, 2e-2]])('gives them with weights in %s', async (_, type, most) => {
    expect(await compare(await madeTiny(newFolder(), { architecture: 'qwen2', bias: true, type }), 100)).toBeLessThan(most);
  });

  it.each([['Q4_0', 2], ['Q4_K', 12], ['Q5_K', 13], ['Q6_K', 14]])('gives them with weights in %s', async (_, type) => {
    expect(await compare(await madeTiny(newFolder(), { architecture: 'llama', width: 256, hidden: 512, headSize: 64, type }), 60)).toBeLessThan(2e-2);
  });

  it('gives the same for examples packed together as for each alone', async () => {
    const { plain, base } = await openEngine(await madeTiny(newFolder(), { architecture: 'qwen3', headNorms: true }));
    const sequences = [everything(40, 1), everything(90, 2), everything(7, 3)];
    const together = plain.logits(makePack(sequences));
    let from = 0;
    for (const sequence of sequences) {
      const alone = plain.logits(makePack([sequence]));
      expect(differenceOf(together.subarray(from, from + alone.length), alone)).toBeLessThan(1e-6);
      from += alone.length;
    }
    expect(from).toBe(together.length);
    expect(together.length).toBe((39 + 89 + 6) * base.architecture.vocabulary);
  });
});

describe.skipIf(!hasModels())('on real weights', () => {
  it.each([[tiny.stories, 1e-3], [tiny.stories260, 1e-3], [`${tiny.stories.replace('F32', 'Q8_0')}`, 2e-2]])('the forward pass agrees with llama.cpp: %s', async (id, most) => {
    expect(await compare(modelPath(id), 300)).toBeLessThan(most);
  });
});
