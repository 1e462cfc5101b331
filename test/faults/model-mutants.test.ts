import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { env } from 'node:process';
import { expect, it } from 'vitest';
import { createLlamaRuntime } from '../../core/adapters/llama/index.ts';
import { newFolder } from '../support/new-folder.ts';
import { checkedModel, hasModels, modelPath, tiny } from '../support/tiny-models.ts';

/** 1,000 under `npm run test:faults`. */
const rounds = env['SPROUT_FAULTS'] === 'full' ? 1000 : 80;

function seeded(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = Math.imul(state ^ state >>> 15, 0x2c1b3c6d) + 0x9e3779b9 | 0;
    return ((state ^ state >>> 13) >>> 0) % below;
  };
}

/** Damage of the kinds that files meet: bits flipped, numbers made extreme, pieces cut out, doubled, swapped, overwritten. Mostly in the header, where it is believed. */
function mutant(sound: Buffer, random: (below: number) => number): Buffer {
  const bytes = Buffer.from(sound);
  const at = (): number => (random(4) > 0 ? random(Math.min(bytes.length, 60_000)) : random(bytes.length - 8));
  const extremes = [0xffffffff, 0x7fffffff, 0x80000000, 0, 1, 0xffff, 0x10000];
  switch (random(7)) {
    case 0: for (let flips = 1 + random(8); flips > 0; flips -= 1) { const place = at(); bytes[place] = (bytes[place] ?? 0) ^ 1 << random(8); } return bytes;
    case 1: bytes.writeUInt32LE(extremes[random(extremes.length)] ?? 0, at() & ~3); return bytes;
    case 2: return bytes.subarray(0, random(bytes.length));
    case 3: { const place = at(); return Buffer.concat([bytes.subarray(0, place), bytes.subarray(place + 1 + random(64))]); }
    case 4: { const place = at(); return Buffer.concat([bytes.subarray(0, place), bytes.subarray(place, place + 64), bytes.subarray(place)]); }
    case 5: for (let place = at(), end = place + random(200); place < end && place < bytes.length; place += 1) bytes[place] = random(256); return bytes;
    // A number of the metadata: found by its key, so that it is believed.
    default: {
      const keys = ['block_count', 'context_length', 'embedding_length', 'head_count', 'head_count_kv', 'feed_forward_length', 'dimension_count', 'layer_norm_rms_epsilon', 'bos_token_id', 'eos_token_id', 'freq_base', 'pooling_type', 'vocab_size', 'alignment', 'file_type'];
      const place = bytes.indexOf(keys[random(keys.length)] ?? '');
      if (place > 0) bytes.writeUInt32LE(random(2) === 0 ? extremes[random(extremes.length)] ?? 0 : random(5000), Math.min(bytes.length - 4, place + 12 + random(24)));
      return bytes;
    }
  }
}

it.skipIf(!hasModels())(`outlives ${rounds} damaged model files: each is refused, or used, within 30 s`, { timeout: rounds * 3000 + 60_000 }, async () => {
  const folder = newFolder();
  const random = seeded(2026);
  const runtime = createLlamaRuntime({ loadSeconds: 15, silentSeconds: 10, threads: 1 });
  const outcomes: Record<string, number> = {};
  const slow: string[] = [];
  try {
    for (let round = 0; round < rounds; round += 1) {
      const [id, use] = ([[tiny.stories260, 'chat'], [tiny.stories, 'chat'], [tiny.english, 'embed'], [tiny.lexical, 'embed']] as const)[round % 4] ?? [tiny.stories, 'chat'];
      const path = join(folder, `${round}.gguf`);
      const sound = readFileSync(modelPath(id));
      writeFileSync(path, mutant(sound, random));
      const began = performance.now();
      const outcome = await (async () => {
        const file = await checkedModel(path);
        if (use === 'embed') await (await runtime.embedder(file)).embed(['hello 你好'], 'passage');
        else for await (const event of (await runtime.chat(file)).generate({ messages: [{ role: 'user', content: 'Once upon 你好' }], maxTokens: 4 })) void event;
        return 'used';
      })().catch((error: unknown) => {
        // Anything but a problem with a name is a bug of the host.
        expect(error, `round ${round}`).toMatchObject({ name: 'SproutError' });
        return (error as { code: string }).code;
      });
      await runtime.unload(file(path));
      outcomes[outcome] = (outcomes[outcome] ?? 0) + 1;
      if (performance.now() - began > 30_000) slow.push(`${round}: ${outcome}`);
      writeFileSync(path, '');
    }
  } finally {
    await runtime.close();
  }
  console.log(JSON.stringify(outcomes));
  expect(slow).toEqual([]);
  expect(Object.keys(outcomes).toSorted()).toEqual(expect.arrayContaining(['model-damaged', 'used']));
  for (const code of Object.keys(outcomes)) expect(['used', 'model-damaged', 'model-unsupported', 'model-crashed', 'model-role', 'prompt-too-long', 'model-too-large']).toContain(code);
  expect(Object.values(outcomes).reduce((sum, count) => sum + count, 0)).toBe(rounds);
});

const file = (path: string): string => path.split('/').at(-1)?.replace('.gguf', '') ?? '';
