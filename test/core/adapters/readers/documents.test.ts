import { afterAll, describe, expect, it } from 'vitest';
import { createSandboxedReader } from '../../../../core/adapters/readers/index.ts';
import { corpusCases, extractionText, hasCorpus, scoreReading } from '../../../support/corpus.ts';

const reader = createSandboxedReader({ poolSize: 1 });
afterAll(() => reader.close());

/** Snapshots that count the menus of a page, or the words "bar chart" for a chart, as its text. */
const lenient = new Map([['html/docling__wiki_duck.html', 0.85], ['pptx/docling__pptx_chart.pptx', 0.85]]);

describe.skipIf(!hasCorpus())('office files, mails, books and pages of the shared corpus', { timeout: 60_000 }, () => {
  for (const one of corpusCases('docx/', 'doc/', 'xlsx/', 'pptx/', 'odf/', 'rtf/', 'epub/', 'email/', 'csv/', 'html/', 'misc/')) {
    it(`reads ${one.file}`, async () => {
      const extraction = await reader.read({ path: one.path, name: one.file });
      const score = scoreReading(one, extractionText(extraction));
      expect(score.missing).toEqual([]);
      expect(score.unwanted).toEqual([]);
      expect(score.wordRecall).toBeGreaterThanOrEqual(lenient.get(one.file) ?? 0.9);
      for (const block of extraction.blocks) expect(extractionText(extraction).slice(block.start, block.end)).toBe(block.text);
    });
  }

  it('knows the pages of a Word file, the slides of a show and the sheets of a workbook', async () => {
    const pageOf = async (file: string, text: string): Promise<number | undefined> => {
      const [one] = corpusCases(file);
      const extraction = await reader.read({ path: one?.path ?? '', name: file });
      return extraction.blocks.find((block) => block.text.includes(text))?.page;
    };
    expect(await pageOf('docx/unst__handbook-872p.docx', 'Table of Contents')).toBeLessThan(20);
    expect(await pageOf('pptx/docling__powerpoint_sample.pptx', 'Second slide title')).toBe(2);
    expect(await pageOf('xlsx/docling__xlsx_01.xlsx', 'first | header')).toBe(3);
  });

  it('keeps the names of columns with the rows under them', async () => {
    const [one] = corpusCases('xlsx/poi__stress020.xlsx');
    const { blocks } = await reader.read({ path: one?.path ?? '', name: 'a.xlsx' });
    const row = blocks.find((block) => block.text.startsWith('1.住户存款'));
    expect(row?.header?.slice(0, 4)).toEqual(['时间', '单位', '1月', '2月']);
    expect(row?.cells?.slice(0, 4)).toEqual(['1.住户存款', '亿元', '3104.67', '3287.56']);
  });

  it('reads an Outlook mail in a code page that it does not name', async () => {
    const [one] = corpusCases('email/tika__testMSG_chinese.msg');
    expect(extractionText(await reader.read({ path: one?.path ?? '', name: 'a.msg' }))).toContain('格式測試');
  });
});
