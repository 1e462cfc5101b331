import { afterAll, describe, expect, it } from 'vitest';
import { createSandboxedReader } from '../../../../core/adapters/readers/index.ts';
import { SproutError } from '../../../../core/contract/index.ts';
import { corpusCases, hasCorpus } from '../../../support/corpus.ts';

const reader = createSandboxedReader({ poolSize: 1 });
afterAll(() => reader.close());

describe.skipIf(!hasCorpus())('hostile documents of the shared corpus', { timeout: 60_000 }, () => {
  for (const one of corpusCases('hostile/')) {
    it(`${one.file} ends in text or in an error that names it, and the next file is read`, async () => {
      const started = performance.now();
      const outcome = await reader.read({ path: one.path, name: one.file }).catch((error: unknown) => error);
      expect(performance.now() - started).toBeLessThan(35_000);
      if (outcome instanceof Error) {
        expect(outcome).toBeInstanceOf(SproutError);
        expect(outcome.message).toContain(one.file);
        expect((outcome as SproutError).code).not.toBe('reader-crashed');
      }
      const [next] = corpusCases('misc/');
      const after = await reader.read({ path: next?.path ?? '', name: next?.file ?? '' });
      expect(after.blocks.length).toBeGreaterThan(0);
    });
  }
});
