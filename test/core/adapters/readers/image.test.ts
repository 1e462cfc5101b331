import { afterAll, describe, expect, it } from 'vitest';
import { createSandboxedReader } from '../../../../core/adapters/readers/index.ts';
import { corpusCases, extractionText, hasCorpus, scoreReading } from '../../../support/corpus.ts';

/** Calligraphy in columns, handwriting across a cloudy sky, a poster's title in drawn letters: beyond the models that are installed. */
const beyondReach = new Set(['image_ocr/rapidocr__text_vertical_words.png', 'image_ocr/rapidocr__test_without_det.jpg', 'image_ocr/rapidocr__ch_en_num.jpg']);

const reader = createSandboxedReader({ poolSize: 1 });
afterAll(() => reader.close());

describe.skipIf(!hasCorpus())('pictures of the shared corpus', { timeout: 60_000 }, () => {
  for (const one of corpusCases('image_ocr/').filter((each) => !beyondReach.has(each.file))) {
    it(`recognises the text of ${one.file} and says that it did`, async () => {
      const extraction = await reader.read({ path: one.path, name: one.file });
      expect(scoreReading(one, extractionText(extraction)).missing).toEqual([]);
      expect(extraction.warnings.some((warning) => warning.code === 'ocr-used' || warning.code === 'ocr-low-confidence')).toBe(true);
    });
  }
});
