import { describe, expect, it } from 'vitest';
import type { Engine } from '../../../../core/adapters/ggml/engine.ts';
import { lossScale } from '../../../../core/adapters/ggml/head.ts';
import type { Keep } from '../../../../core/adapters/ggml/layer.ts';
import type { LoraLayout } from '../../../../core/adapters/ggml/lora-layout.ts';
import { makePack } from '../../../../core/adapters/ggml/pack.ts';
import { madeTiny, type TinyShape } from '../../../support/made-tiny.ts';
import { newFolder } from '../../../support/new-folder.ts';
import { hasModels, modelPath, tiny } from '../../../support/tiny-models.ts';
import { openEngine, sequenceOf, type Opened } from '../../../support/training.ts';

const q8 = 8;
/** Two examples of which one is longer than a block of attention, some tokens scored. */
const pack = makePack([sequenceOf(100, 20, 1), sequenceOf(30, 12, 2)]);
const dropout = { share: 0.3, seed: 1, step: 2, part: 0 };

/** Each matrix with its place in the flat lists. */
const matricesOf = ({ parts, rank }: LoraLayout): { name: string; from: number; to: number }[] => parts.flatMap(({ layer, target, columns, rows, a, b }) =>
  [{ name: `${layer} ${target} A`, from: a, to: a + columns * rank }, { name: `${layer} ${target} B`, from: b, to: b + rows * rank }]);

/** The loss's change along a matrix's gradient, both ways, against the gradient's length; `loss` is measured twice the step apart. */
function slopeErrors({ adapter, layout }: Opened, gradients: Float32Array, loss: () => number, step: number): { name: string; error: number }[] {
  return matricesOf(layout).map(({ name, from, to }) => {
    const kept = adapter.values.slice(from, to);
    const length = Math.hypot(...gradients.subarray(from, to));
    const at = (distance: number): number => {
      for (let index = from; index < to; index += 1) adapter.values[index] = (kept[index - from] as number) + distance * (gradients[index] as number) / length;
      return loss();
    };
    // Richardson: the third power's part falls out, so that the step can be wide against the rounding of F32.
    const slope = (8 * (at(step / 2) - at(-step / 2)) - (at(step) - at(-step))) / (6 * step);
    adapter.values.set(kept, from);
    return { name, error: Math.abs(slope - length / lossScale) / (length / lossScale) };
  });
}

function cosine(a: Float32Array, b: Float32Array): number {
  let [product, first, second] = [0, 0, 0];
  a.forEach((value, at) => { const other = b[at] as number; product += value * other; first += value * value; second += other * other; });
  return product / Math.sqrt(first * second);
}

const gradientsWith = (engine: Engine, opened: Opened, keep: Keep): Float32Array => {
  engine.keep = keep;
  engine.learn(pack);
  return opened.adapter.gradients.slice();
};

const shapes: Record<string, TinyShape> = { llama: { architecture: 'llama', tied: false }, qwen2: { architecture: 'qwen2', bias: true }, qwen3: { architecture: 'qwen3', headNorms: true, headSize: 32 }, smollm3: { architecture: 'smollm3', layers: 4 } };

describe('the way back', () => {
  it.each(Object.entries(shapes))('agrees with central differences for every matrix of a %s', async (_, shape) => {
    const opened = await openEngine(await madeTiny(newFolder(), shape));
    opened.engine.learn(pack);
    const errors = slopeErrors(opened, opened.adapter.gradients.slice(), () => opened.engine.loss(pack), 0.02);
    expect(errors).toHaveLength(opened.layout.parts.length * 2);
    expect(errors.filter(({ error }) => !(error <= 1e-3))).toEqual([]);
  });

  it('agrees with them when inputs are left out', async () => {
    const opened = await openEngine(await madeTiny(newFolder(), { architecture: 'llama' }));
    const loss = opened.engine.learn(pack, dropout);
    expect(loss).not.toBe(opened.engine.loss(pack));
    const gradients = opened.adapter.gradients.slice();
    const errors = slopeErrors(opened, gradients, () => opened.engine.learn(pack, dropout), 0.02);
    expect(errors.filter(({ error }) => !(error <= 1e-3))).toEqual([]);
  });

  it('gives the same to the last bit whatever it keeps of the way forth', async () => {
    const opened = await openEngine(await madeTiny(newFolder(), { architecture: 'qwen3', headNorms: true }));
    const all = gradientsWith(opened.engine, opened, 'all');
    for (const keep of ['dear', 'less', 'input'] satisfies Keep[]) expect(gradientsWith(opened.engine, opened, keep), keep).toEqual(all);
  });

  it('needs less memory the less it keeps', async () => {
    const { engine } = await openEngine(await madeTiny(newFolder(), { architecture: 'llama', layers: 8 }));
    const long = makePack([sequenceOf(400, 20, 1)]);
    const [all, dear, less, input] = (['all', 'dear', 'less', 'input'] satisfies Keep[]).map((keep) => engine.needed(long, keep)) as [number, number, number, number];
    expect(dear).toBeLessThan(all * 0.9);
    expect(less).toBeLessThan(dear * 0.8);
    expect(input).toBeLessThan(less * 0.6);
  });

  it('scores tokens in pieces as it does at once', async () => {
    const opened = await openEngine(await madeTiny(newFolder(), { architecture: 'llama' }));
    const sequences = [sequenceOf(90, 80, 3), sequenceOf(60, 50, 4)];
    const together = opened.engine.learn(makePack(sequences));
    const sum = opened.adapter.gradients.slice();
    let apart = 0;
    const added = new Float32Array(sum.length);
    for (const sequence of sequences) {
      apart += opened.engine.learn(makePack([sequence]));
      opened.adapter.gradients.forEach((value, at) => { added[at] = (added[at] as number) + value; });
    }
    expect(Math.abs(together - apart) / apart).toBeLessThan(1e-6);
    expect(cosine(sum, added)).toBeGreaterThan(1 - 1e-9);
  });
});

describe.skipIf(!hasModels())('on real weights', () => {
  it('agrees with central differences', async () => {
    const opened = await openEngine(modelPath(tiny.stories));
    opened.engine.learn(pack);
    const errors = slopeErrors(opened, opened.adapter.gradients.slice(), () => opened.engine.loss(pack), 0.02);
    expect(errors.filter(({ error }) => !(error <= 1e-3))).toEqual([]);
  });

  it('points the same way with Q8_0 weights as with F32', async () => {
    const exact = await openEngine(modelPath(tiny.stories));
    const quantized = await openEngine(modelPath(tiny.stories.replace('F32', 'Q8_0')));
    exact.engine.learn(pack);
    quantized.engine.learn(pack);
    expect(cosine(exact.adapter.gradients, quantized.adapter.gradients)).toBeGreaterThan(0.999);
  });
});

it('is not lost in half precision: products with Q8_0 weights give the gradient that the same weights give in F32', async () => {
  const folder = newFolder();
  const exact = await openEngine(await madeTiny(folder, { architecture: 'llama', layers: 4, roundedTo: q8 }));
  const quantized = await openEngine(await madeTiny(folder, { architecture: 'llama', layers: 4, type: q8 }));
  exact.engine.learn(pack);
  quantized.engine.learn(pack);
  expect(cosine(exact.adapter.gradients, quantized.adapter.gradients)).toBeGreaterThan(0.999);
});
