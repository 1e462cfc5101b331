import fc from 'fast-check';
import papaparse from 'papaparse';
import { describe, expect, it } from 'vitest';
import { toCsv } from '../../../../core/features/visits/inbox-csv.ts';

/** What a cell said before it was made safe. */
const fromCell = (text: string): string => (text.startsWith("'") ? text.slice(1) : text);

const read = (csv: string): string[][] => papaparse.parse<string[]>(csv.replace(/^\ufeff/, ''), { newline: '\r\n', delimiter: ',', skipEmptyLines: false }).data.slice(0, -1);

describe('a table as CSV', () => {
  it('holds no formula, however it begins', () => {
    const formulas = ['=1+1', '+1', '-1', '@SUM(A1)', '\t=1', '\r=1', '＝1', '＋1', '－1', '＠x', ' =1', '\n=cmd|x', '　=1', '\u00a0=1', '=HYPERLINK("https://evil.example","x")', "'=1"];
    for (const [cell = ''] of read(toCsv(formulas.map((text) => [text])))) expect(cell.startsWith("'")).toBe(true);
    expect(read(toCsv([['Ann', '你好', '1 + 1', 'a=b', '']]))).toEqual([['Ann', '你好', '1 + 1', 'a=b', '']]);
  });

  it('begins with the mark by which Excel knows its characters', () => {
    expect(new TextEncoder().encode(toCsv([['a']])).slice(0, 3)).toEqual(new Uint8Array([0xef, 0xbb, 0xbf]));
  });

  it('gives back every text, whatever it holds, and no cell of it is a formula', () => {
    const text = fc.oneof(fc.string({ unit: 'grapheme' }), fc.string({ unit: 'binary' }), fc.stringMatching(/^[=+\-@\t\r\n"',;＝＋－＠' ]{0,6}x?$/));
    fc.assert(fc.property(fc.array(fc.array(text, { minLength: 1, maxLength: 4 }), { minLength: 1, maxLength: 4 }), (rows) => {
      const cells = read(toCsv(rows));
      expect(cells.map((row) => row.map(fromCell))).toEqual(rows);
      for (const cell of cells.flat()) expect(cell.trimStart()).not.toMatch(/^[=+\-@\uff1d\uff0b\uff0d\uff20]/);
    }), { numRuns: 2000 });
  });
});
