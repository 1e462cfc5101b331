import { describe, expect, it } from 'vitest';
import type { Block } from '../../core/contract/block.ts';
import type { Document } from '../../core/contract/document.ts';
import { answerText } from '../../renderer/app/features/answers/answer-text.ts';
import { starterQuestions } from '../../renderer/app/features/answers/starter-questions.ts';
import { cellStarts, readingSections, windowAround } from '../../renderer/shared/reading-sections.ts';
import { rowAnswer } from '../../renderer/shared/row-answer.ts';

let at = 0;
const block = (kind: Block['kind'], text: string, more: Partial<Block> = {}): Block => {
  const start = at;
  at += text.length + 1;
  return { kind, text, start, end: start + text.length, ...more };
};
const row = (cells: string[], more: Partial<Block> = {}): Block => block('table-row', cells.join(' | '), { cells, ...more });
const plain = { mime: 'text/plain', titledPages: false };

describe('readingSections', () => {
  it('gathers the rows of a table under their header', () => {
    const header = ['Code', 'Price'];
    const blocks = [block('paragraph', 'Tea'), row(header, { isHeader: true }), row(['T-1', '9'], { header }), row(['T-2', '8'], { header }), block('paragraph', 'End')];
    expect(readingSections(blocks, plain)).toMatchObject([{ kind: 'block' }, { kind: 'table', header, rows: [{ text: 'T-1 | 9' }, { text: 'T-2 | 8' }] }, { kind: 'block' }]);
  });
  it('begins a new table where the columns change, and keeps a header that stands above the first block shown', () => {
    const sections = readingSections([row(['a', 'b'], { header: ['A', 'B'] }), row(['c', 'd', 'e'])], plain);
    expect(sections).toMatchObject([{ kind: 'table', header: ['A', 'B'] }, { kind: 'table', header: undefined }]);
  });
  it('shows the header lines of a mail together, and leaves lines of its text that look the same', () => {
    const blocks = [block('heading', 'Order'), block('paragraph', 'From: Li'), block('paragraph', 'Date: 2026-03-02'), block('paragraph', 'Dear shop'), block('paragraph', 'To: whom it may concern')];
    expect(readingSections(blocks, { mime: 'message/rfc822', titledPages: false }).map(({ kind }) => kind)).toEqual(['block', 'mail-headers', 'block', 'block']);
    expect(readingSections(blocks, plain).map(({ kind }) => kind)).toEqual(['block', 'block', 'block', 'block', 'block']);
  });
  it('names each sheet, slide or chapter where it begins', () => {
    const blocks = [block('paragraph', 'one', { page: 1 }), block('paragraph', 'two', { page: 2 })];
    expect(readingSections(blocks, { mime: 'text/plain', titledPages: true })).toMatchObject([{ kind: 'page', page: 1 }, { kind: 'block' }, { kind: 'page', page: 2 }, { kind: 'block' }]);
  });
});

describe('cellStarts', () => {
  it('finds each cell in the text of its row', () => expect(cellStarts({ kind: 'table-row', text: 'ab | c | d', cells: ['ab', 'c', 'd'], start: 100, end: 110 })).toEqual([100, 105, 109]));
  it('finds none where the text is another', () => expect(cellStarts({ kind: 'table-row', text: 'Total', cells: ['Total', 'Total'], start: 0, end: 5 })).toBeUndefined());
});

describe('windowAround', () => {
  const long = Array.from({ length: 1000 }, (_, index): Block => ({ kind: 'paragraph', text: 'x', start: index * 2, end: index * 2 + 1 }));
  it('shows a short document whole', () => expect(windowAround(long.slice(0, 5), 0, 10)).toEqual({ from: 0, to: 5 }));
  it('shows the part of a long one that holds the cited place', () => expect(windowAround(long, 1000, 90)).toEqual({ from: 470, to: 560 }));
  it('stays within both ends', () => {
    expect(windowAround(long, 0, 90)).toEqual({ from: 0, to: 90 });
    expect(windowAround(long, 1999, 90).to).toBeLessThanOrEqual(1000);
    expect(windowAround(long, 1998, 90)).toEqual({ from: 910, to: 1000 });
  });
});

describe('rowAnswer', () => {
  it('reads a quoted row with its columns', () => expect(rowAnswer('Code | Price (£): T-102 | 9.45', 'T-102 | 9.45')).toEqual([{ name: 'Code', value: 'T-102' }, { name: 'Price (£)', value: '9.45' }]));
  it('is not misled by colons in names and values', () => expect(rowAnswer('Size: cm | Price: 10: 5 | 9', '10: 5 | 9')).toEqual([{ name: 'Size: cm', value: '10: 5' }, { name: 'Price', value: '9' }]));
  it('leaves a sentence alone that is its own quote, bars and all', () => expect(rowAnswer('tea | coffee: hot | cold', 'tea | coffee: hot | cold')).toBeUndefined());
  it('leaves a row alone that has not a value for each name', () => expect(rowAnswer('a | b: c', 'c')).toBeUndefined());
});

describe('answerText', () => {
  it('gives the sentences with their numbers, a table row by its columns, then the sources', () => {
    const citation = { quote: '', start: 0, end: 1 };
    const answer = {
      answer: '', answered: true, model: 'quote', timings: { searchMs: 0, answerMs: 0, totalMs: 0 },
      sentences: [{ text: 'Delivery is free.', citations: [1, 2] }, { text: 'Code | Price: T-1 | 9', citations: [2] }],
      citations: [{ ...citation, n: 1, document: 'a', name: 'faq.html' }, { ...citation, n: 2, document: 'b', name: 'prices.xlsx', page: 3, quote: 'T-1 | 9' }],
    };
    expect(answerText(answer, (_document, page) => `sheet ${page}`)).toBe('Delivery is free. [1][2]\nCode: T-1, Price: 9 [2]\n\n[1] faq.html\n[2] prices.xlsx, sheet 3');
  });
});

describe('starterQuestions', () => {
  const starters = ['shop', 'team'].map((id) => ({ id, title: {} as never, description: {} as never, businesses: [], documents: 1, tryQuestions: { en: [`${id} en`], zh: [`${id} zh`] } }));
  const from = (source?: string) => ({ source }) as Document;
  it('offers the questions of the opened sample, in the language of its documents', () => {
    expect(starterQuestions(starters, [from('/opt/sprout/templates/team/documents/zh/a.md')], 'en')).toEqual(['team zh']);
    expect(starterQuestions(starters, [from('C:\\Sprout\\templates\\shop\\documents\\en\\a.md')], 'zh')).toEqual(['shop en']);
  });
  it('offers none for documents of the owner', () => expect(starterQuestions(starters, [from('/home/me/a.md'), from()], 'en')).toEqual([]));
});
