import { describe, expect, it } from 'vitest';
import type { Block, Document, Extraction } from '../../../../core/contract/index.ts';
import { contradictions } from '../../../../core/features/health/contradictions.ts';
import { factsOf } from '../../../../core/features/health/facts.ts';
import { nearDuplicates } from '../../../../core/features/health/near-duplicates.ts';
import { signatureOfText } from '../../../../core/shared/text/document-likeness.ts';
import { likeness } from '../../../../core/shared/text/min-hash.ts';
import { valuesIn } from '../../../../core/features/health/values.ts';

function extraction(...blocks: (string | Partial<Block>)[]): Extraction {
  let start = 0;
  return {
    mime: 'text/plain', pages: 1, pageKind: 'none', warnings: [],
    blocks: blocks.map((one): Block => {
      const text = typeof one === 'string' ? one : one.text ?? '';
      const block: Block = { kind: 'paragraph', ...(typeof one === 'string' ? {} : one), text, start, end: start + text.length };
      start += text.length + 1;
      return block;
    }),
  };
}
const row = (header: string[], ...cells: string[]): Partial<Block> => ({ kind: 'table-row', text: cells.join(' | '), cells, header });
const document = (id: string): Document => ({ id, name: `${id}.txt`, hash: id } as unknown as Document);
const compare = (...texts: Extraction[]): string[] => contradictions(texts.map((text, at) => ({ document: document(String(at)), facts: factsOf(text) })), 'en').map(({ places }) => places.map(({ value }) => value).join(' / '));

describe('values', () => {
  it('have one form however they are written', () => {
    const of = (text: string): string[] => valuesIn(text).map(({ kind, value }) => `${kind} ${value}`);
    expect(of('It costs £1,280.00.')).toEqual(of('1280 pounds'));
    expect(of('within thirty days')).toEqual(of('30日内'));
    expect(of('保修两年')).toEqual(of('a 2-year warranty'));
    expect(of('open from 9:30 am')).toEqual(of('9点半开门'));
    expect(of('until 14 April 2026')).toEqual(of('2026年4月14日'));
    expect(of('In 2026 we moved, 成立于2019年')).toEqual([]);
    expect(of('15% discount')).toEqual(['percent 15']);
  });
});

describe('contradictions', () => {
  it('finds two prices for one thing, in a sentence and in a table', () => {
    expect(compare(extraction(row(['Code', 'Item', 'Price (£)'], 'GK-10', 'Gooseneck kettle', '89')), extraction('The gooseneck kettle (GK-10) costs £79.'))).toEqual(['89 / £79']);
    expect(compare(extraction('退货须在签收后7天内提出。'), extraction('退货须在签收后15天内提出。'))).toEqual(['7天 / 15天']);
    expect(compare(extraction('Unused goods can be returned within 30 days.'), extraction('You can return unused goods within 14 days.'))).toEqual(['30 days / 14 days']);
  });

  it('finds none where values agree, or are given for different things', () => {
    expect(compare(extraction('The gooseneck kettle costs £79.00.'), extraction('The gooseneck kettle costs £79.'))).toEqual([]);
    expect(compare(extraction('Hotel, per night: £95.'), extraction('Meals, per day: £32.'))).toEqual([]);
    const header = ['Code', 'Item', 'Price'];
    expect(compare(extraction(row(header, 'TP-204', 'Round teapot, green', '42')), extraction(row(header, 'TP-206', 'Round teapot, white', '39')))).toEqual([]);
    expect(compare(extraction('The workshop opens at 7:30 am and the office at 9:00 am.'), extraction('The workshop opens at 8:00 am.'))).toEqual([]);
  });
});

describe('near-duplicates', () => {
  const text = Array.from({ length: 30 }, (_, at) => `Paragraph ${at} explains how order number ${at * 7} is packed, checked and sent to the customer.`);
  const signature = (...lines: string[]): NonNullable<ReturnType<typeof signatureOfText>> => signatureOfText(extraction(...lines)) ?? new Uint32Array();

  it('are files that differ in a few words', () => {
    const changed = text.with(3, 'This paragraph was written anew.');
    expect(likeness(signature(...text), signature(...changed))).toBeGreaterThan(0.8);
    expect(nearDuplicates([{ document: document('a'), signature: signature(...text) }, { document: document('b'), signature: signature(...changed) }], 'en')).toHaveLength(1);
  });

  it('are not files about the same thing in other words', () => {
    const other = Array.from({ length: 30 }, (_, at) => `We pack parcel ${at} with care before the courier collects it at ${at} o'clock in the yard.`);
    expect(likeness(signature(...text), signature(...other))).toBeLessThan(0.2);
    expect(nearDuplicates([{ document: document('a'), signature: signature(...text) }, { document: document('b'), signature: signature(...other) }], 'en')).toEqual([]);
    expect(signatureOfText(extraction('Too short.'))).toBeUndefined();
  });
});
