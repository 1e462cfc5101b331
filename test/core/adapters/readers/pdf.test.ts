import { afterAll, describe, expect, it } from 'vitest';
import { createSandboxedReader } from '../../../../core/adapters/readers/index.ts';
import { corpusCases, extractionText, hasCorpus, scoreReading, sharedFolder } from '../../../support/corpus.ts';

const reader = createSandboxedReader({ poolSize: 1 });
afterAll(() => reader.close());

describe.skipIf(!hasCorpus())('PDF documents of the shared corpus', { timeout: 60_000 }, () => {
  for (const one of corpusCases('pdf_text/', 'pdf_cjk/', 'pdf_rotated/', 'pdf_scanned/')) {
    it(`reads ${one.file}`, async () => {
      const extraction = await reader.read({ path: one.path, name: one.file });
      const score = scoreReading(one, extractionText(extraction));
      expect(score.missing).toEqual([]);
      expect(score.wordRecall).toBeGreaterThanOrEqual(0.85);
      expect(extraction.blocks.every((block) => block.page !== undefined && block.page <= extraction.pages)).toBe(true);
    });
  }

  for (const one of corpusCases('pdf_encrypted/').filter((each) => each.password !== undefined)) {
    it(`asks for the password of ${one.file} and opens it with the right one only`, async () => {
      await expect(reader.read({ path: one.path, name: one.file })).rejects.toMatchObject({ code: 'password-needed' });
      await expect(reader.read({ path: one.path, name: one.file, password: 'not the password' })).rejects.toMatchObject({ code: 'password-wrong' });
      const extraction = await reader.read({ path: one.path, name: one.file, password: one.password ?? '' });
      expect(extractionText(extraction)).not.toBe('');
    });
  }

  for (const one of corpusCases('pdf_encrypted/').filter((each) => each.password === undefined)) {
    it(`opens ${one.file}, which only its owner password protects, without asking`, async () => {
      const extraction = await reader.read({ path: one.path, name: one.file });
      expect(scoreReading(one, extractionText(extraction)).missing).toEqual([]);
    });
  }

  it('keeps a row label, its values and the names of their columns together', async () => {
    const name = '2022 Q3 AAPL.pdf';
    const { blocks } = await reader.read({ path: `${sharedFolder}/data/A_rag/sec10q/docs/${name}`, name });
    const row = blocks.find((block) => block.cells?.[0] === 'Total net sales');
    expect(row?.cells).toEqual(['Total net sales', '82,959', '81,434', '304,182', '282,457']);
    expect(row?.header?.[1]).toContain('June 25, 2022');
  });
});
