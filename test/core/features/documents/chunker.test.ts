import { describe, expect, it } from 'vitest';
import fc from 'fast-check';
import { withOffsets, type LooseBlock } from '../../../../core/adapters/readers/format-reader.ts';
import type { Extraction } from '../../../../core/contract/index.ts';
import { chunkDocument } from '../../../../core/features/documents/index.ts';

const document = { id: 'd', name: 'Price_list.xlsx', version: 2 };
const extraction = (blocks: LooseBlock[]): Extraction => ({ mime: 'text/plain', pages: 1, pageKind: 'page', blocks: withOffsets(blocks), warnings: [] });

describe('chunkDocument', () => {
  it('keeps an encyclopaedia paragraph in one piece', () => {
    const paragraph = 'The Normans were the people who gave their name to Normandy. '.repeat(18).trim();
    expect(chunkDocument(document, extraction([{ kind: 'paragraph', text: paragraph }]))).toHaveLength(1);
  });

  it('never joins two pages, so that a citation has one page', () => {
    const chunks = chunkDocument(document, extraction([{ kind: 'paragraph', text: 'One.', page: 1 }, { kind: 'paragraph', text: 'Two.', page: 2 }]));
    expect(chunks.map(({ page, text }) => [page, text])).toEqual([[1, 'One.'], [2, 'Two.']]);
  });

  it('names the headings that a passage stands under', () => {
    const chunks = chunkDocument(document, extraction([
      { kind: 'heading', level: 1, text: 'Handbook' }, { kind: 'heading', level: 2, text: 'Holidays' }, { kind: 'paragraph', text: 'Twenty-five days a year.' },
      { kind: 'heading', level: 2, text: 'Sick leave' }, { kind: 'paragraph', text: 'Tell us before nine.' },
    ]));
    expect(chunks.find(({ text }) => text.includes('Twenty-five'))?.heading).toBe('Handbook › Holidays');
    expect(chunks.find(({ text }) => text.includes('before nine'))?.heading).toBe('Handbook › Sick leave');
  });

  it('searches a table row with its header and its file name', () => {
    const [chunk] = chunkDocument(document, extraction([{ kind: 'table-row', text: 'Teapot | 39.90', cells: ['Teapot', '39.90'], header: ['Item', 'Postage'] }]));
    const terms = chunk?.tokens.split(' ') ?? [];
    expect(terms).toContain('teapot');
    expect(terms.some((term) => term.startsWith('postag'))).toBe(true);
    expect(terms.some((term) => term.startsWith('pric'))).toBe(true);
  });

  it('gives passages whose text is the document text between their offsets, none too long, nothing lost', () => {
    const block = fc.record({
      kind: fc.constantFrom('paragraph' as const, 'heading' as const, 'list-item' as const),
      text: fc.array(fc.constantFrom('word ', 'Sentence end. ', '中文内容', '。', 'x'.repeat(300)), { minLength: 1, maxLength: 60 }).map((parts) => parts.join('')),
      page: fc.integer({ min: 1, max: 3 }),
    });
    fc.assert(fc.property(fc.array(block, { minLength: 1, maxLength: 12 }), (blocks) => {
      const read = extraction(blocks);
      const text = read.blocks.map((placed) => placed.text).join('\n');
      const chunks = chunkDocument(document, read);
      let covered = '';
      for (const chunk of chunks) {
        expect(chunk.text).toBe(text.slice(chunk.start, chunk.end));
        expect(chunk.text.length).toBeLessThanOrEqual(1800);
        covered += chunk.text;
      }
      expect(covered.replaceAll(/\s/g, '')).toBe(text.replaceAll(/\s/g, ''));
    }), { numRuns: 100 });
  });
});
