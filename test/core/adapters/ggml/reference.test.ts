import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { createAdapterExchange, createGgmlTrainer } from '../../../../core/adapters/ggml/index.ts';
import { findNativeLibrary } from '../../../../core/adapters/llama/native-library.ts';
import type { TrainingEvent } from '../../../../core/ports/trainer.ts';
import { llamaLogits } from '../../../support/llama-logits.ts';
import { askPyTorch, referenceConfig, referenceFixture, referenceTokens, referenceTrain, writeReference, type LoraReference } from '../../../support/lora-reference.ts';
import { madeTiny } from '../../../support/made-tiny.ts';
import { newFolder } from '../../../support/new-folder.ts';
import { differenceOf, modelFileOf } from '../../../support/training.ts';

const fixture = JSON.parse(readFileSync(referenceFixture, 'utf8')) as LoraReference;
const q8 = 8;
const exchange = createAdapterExchange({ library: findNativeLibrary, niceness: 0 });

describe('against PyTorch', () => {
  it('50 AdamW steps have its losses and gradients', async () => {
    const { model } = await writeReference(newFolder());
    const steps: Extract<TrainingEvent, { type: 'step' }>[] = [];
    for await (const event of createGgmlTrainer({ library: findNativeLibrary, niceness: 0 }).train({ model: modelFileOf(model, 128), directory: newFolder(), train: referenceTrain, held: [], config: referenceConfig })) if (event.type === 'step') steps.push(event);
    expect(steps.length).toBeGreaterThanOrEqual(50);
    expect(steps).toHaveLength(fixture.losses.length);
    expect(steps.at(-1)?.loss).toBeLessThan((steps[0]?.loss ?? 0) * 0.7);
    steps.forEach(({ loss, gradientNorm }, at) => {
      expect(Math.abs(loss - (fixture.losses[at] ?? 0)), `step ${at + 1}`).toBeLessThan(1e-3);
      expect(Math.abs(gradientNorm / (fixture.norms[at] ?? 0) - 1), `gradient of step ${at + 1}`).toBeLessThan(1e-2);
    });
  });

  it('an exported adapter gives there the logits that llama.cpp gives with the GGUF adapter', async () => {
    const folder = newFolder();
    const { model, adapter } = await writeReference(folder);
    const reference = askPyTorch(folder, model);
    if (!reference) console.warn('python3 has no torch: the logits are compared with those of the committed fixture.');
    const independent = Float32Array.from((reference ?? fixture).logits);
    expect(differenceOf(independent, llamaLogits(model, referenceTokens, adapter))).toBeLessThan(1e-3);
    expect(differenceOf(independent, llamaLogits(model, referenceTokens))).toBeGreaterThan(0.02);
  });
});

describe('adapters in and out', () => {
  it('go to PEFT and back without a change', async () => {
    const folder = newFolder();
    const { model, adapter } = await writeReference(folder);
    const file = modelFileOf(model, 128);
    await exchange.exportPeft(file, adapter, join(folder, 'out'), { name: 'Our tone', base: 'somebody/model' });
    expect(JSON.parse(readFileSync(join(folder, 'out', 'adapter_config.json'), 'utf8'))).toMatchObject({ peft_type: 'LORA', r: 4, lora_alpha: 8, base_model_name_or_path: 'somebody/model', target_modules: ['q_proj', 'k_proj', 'v_proj', 'o_proj', 'gate_proj', 'up_proj', 'down_proj'] });
    expect(readFileSync(join(folder, 'out', 'README.md'), 'utf8')).toContain('# Our tone');
    await exchange.import(file, join(folder, 'out'), join(folder, 'back.gguf'));
    expect(readFileSync(join(folder, 'back.gguf')).equals(readFileSync(adapter))).toBe(true);
  });

  it('go into the base model, in its own types', async () => {
    const folder = newFolder();
    const { model, adapter } = await writeReference(folder);
    const merged = join(folder, 'merged.gguf');
    await exchange.exportMerged(modelFileOf(model, 128), adapter, merged);
    expect(differenceOf(llamaLogits(merged, referenceTokens), llamaLogits(model, referenceTokens, adapter))).toBeLessThan(1e-4);
    const quantized = await madeTiny(folder, { architecture: 'llama', tied: false, type: q8 });
    await exchange.import(modelFileOf(quantized, 128), join(folder, 'adapter'), join(folder, 'for-q8.gguf'));
    await exchange.exportMerged(modelFileOf(quantized, 128), join(folder, 'for-q8.gguf'), merged);
    expect(readFileSync(merged)).toHaveLength(readFileSync(quantized).length);
    expect(differenceOf(llamaLogits(merged, referenceTokens), llamaLogits(quantized, referenceTokens, join(folder, 'for-q8.gguf')))).toBeLessThan(2e-2);
  });

  it('are refused when they are damaged or of another model', async () => {
    const folder = newFolder();
    const { model, adapter } = await writeReference(folder);
    const file = modelFileOf(model, 128);
    const other = modelFileOf(await madeTiny(folder, { architecture: 'llama', width: 32, seed: 2 }), 128);
    await expect(exchange.exportMerged(other, adapter, join(folder, 'no.gguf'))).rejects.toMatchObject({ code: 'adapter-mismatch' });
    await expect(exchange.import(other, join(folder, 'adapter'), join(folder, 'no.gguf'))).rejects.toMatchObject({ code: 'adapter-mismatch' });
    await expect(exchange.import(file, folder, join(folder, 'no.gguf'))).rejects.toMatchObject({ code: 'adapter-damaged' });
    await expect(exchange.import(file, model, join(folder, 'no.gguf'))).rejects.toMatchObject({ code: 'adapter-damaged' });
  });
});
