import { describe, expect, it } from 'vitest';
import { findPersonalData } from '../../../core/shared/personal-data/index.ts';
import { measured } from '../../support/masked-share.ts';
import { markedTexts } from '../../support/marked-texts.ts';

describe('personal data in business texts', () => {
  for (const set of ['tuned', 'held-out', 'another-hand'] as const) {
    it(`is found in the ${set} texts: recall ≥ .97, precision ≥ .90`, () => {
      const { recall, precision, missed, wrong } = measured(markedTexts(set));
      expect({ recall, missed }, 'missed').toMatchObject({ recall: expect.toSatisfy((share: number) => share >= 0.97) as number });
      expect({ precision, wrong }, 'wrong').toMatchObject({ precision: expect.toSatisfy((share: number) => share >= 0.9) as number });
    });
  }

  it.each([
    '符合 GB/T 19001-2016 与 ISO 9001:2015', '订单号 202611050031，运单 YT8812345678901', '合计 ¥1,280.00，税率 13%', '2026年11月5日 10:23', '版本 V3.2.1，IP 192.168.1.20', '规格 1219×2438×1.5mm',
    'Model X200 meets EN 71-3 and ISO 4042', 'Order 55120-B, tracking 1Z999AA10123456784', 'total $214.50 on 2026-11-05', 'ETA 21 November, container TGHU1234567',
  ])('is none of "%s"', (text) => { expect(findPersonalData(text)).toEqual([]); });

  it('stands where it is said to stand, in order and without overlaps, whatever the text', () => {
    for (const { text } of markedTexts('tuned')) {
      let end = 0;
      for (const found of findPersonalData(text)) {
        expect(found.start).toBeGreaterThanOrEqual(end);
        expect(text.slice(found.start, found.end)).toBe(found.text);
        end = found.end;
      }
    }
  });

  it.each(['1', '1 ', '12-', 'A', 'Aa ', 'a.', 'a@a.', '王', '王小', '小区1', '中国路12号楼', '1 Aa Street ', '姓名：', '电话 1', '+1 ', '·中', 'GB12 ', '银行', '[NAME_', 'A. '])('takes time in proportion, and does not fall over, for a text of nothing but "%s"', (piece) => {
    const long = piece.repeat(Math.ceil(60_000 / piece.length));
    // Minutes, if anything in it were quadratic: the test would run out of time.
    for (const found of findPersonalData(long)) expect(long.slice(found.start, found.end)).toBe(found.text);
  });
});
