import { describe, expect, it } from 'vitest';
import type { Machine } from '../../../../core/contract/index.ts';
import { catalogue } from '../../../../core/features/models/catalogue.ts';
import { recommend } from '../../../../core/features/models/recommend.ts';

const machine = (gigabytes: number, weightBytesPerSecond: number, gpuGigabytes = 0): Machine => ({
  memoryMegabytes: gigabytes * 1024, freeMegabytes: gigabytes * 512, cores: 4, gpus: gpuGigabytes === 0 ? [] : [{ name: 'A card', memoryMegabytes: gpuGigabytes * 1024 }],
  speed: { weightBytesPerSecond, weightsPerSecond: weightBytesPerSecond * 4, measuredAt: '2026-01-01T00:00:00.000Z', fingerprint: '' } as Machine['speed'],
});

describe('the set of models that is recommended', () => {
  it.each([4, 6, 8, 12, 16, 24, 32, 64])('stays within six tenths of %i GB, chat, meaning and order together', (gigabytes) => {
    for (const speed of [4e9, 10e9, 20e9, 60e9]) {
      const { chat, memoryMegabytes } = recommend(catalogue, machine(gigabytes, speed), 'en');
      expect(memoryMegabytes).toBeLessThanOrEqual(gigabytes * 1024 * 0.6);
      if (gigabytes >= 8) expect(chat).not.toBeNull();
    }
  });
});
