import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { defaultGuard } from '../../../../core/contract/index.ts';
import { Mask } from '../../../../core/features/burst/guard/mask.ts';
import { markedTexts } from '../../../support/marked-texts.ts';

const personal = ['13812345678', 'wang@shop.example', '11010519491231002X', '4111 1111 1111 1111', 'GB29 NWBK 6016 1331 9268 19', '京A12345', '+44 20 7946 0123'];
const around = ['请回电 ', ' 谢谢', '，', '. ', '\n', ' [NAME_1] ', '[x]', '(see note)', '{"a": 1}', ' 价格 12.50 元 ', 'Order 55120-B ', '【', '[', '[PHO', '（备注）', '[PHONE_3]'];
/** A text in which personal data stands between other things. */
const text = fc.array(fc.oneof(fc.constantFrom(...around), fc.constantFrom(...personal).map((value) => ` ${value} `)), { minLength: 1, maxLength: 12 }).map((parts) => parts.join(''));
/** As models write a placeholder back. */
const spoilt = fc.constantFrom<(placeholder: string) => string>(
  (one) => one, (one) => one.toLowerCase(), (one) => one.replace('[', '［').replace(']', '］'), (one) => one.replace('[', '【 ').replace(']', ' 】'), (one) => one.replace('_', ' '), (one) => one.replace('_', ''), (one) => one.replace('_', '-'),
  (one) => one.replace(/\d/g, (digit) => String.fromCharCode(digit.charCodeAt(0) + 0xfee0)), (one) => one.replace('[', '(').replace(']', ')'), (one) => one.replace('[', '[ ').replace(']', ' ]'),
  // Without brackets, in other ones, escaped for Markdown, with a sign between, with a leading nought.
  (one) => one.slice(1, -1), (one) => `<${one.slice(1, -1)}>`, (one) => `《${one.slice(1, -1)}》`, (one) => `「${one.slice(1, -1)}」`, (one) => `{{${one.slice(1, -1)}}}`, (one) => `\\[${one.slice(1, -1).replace('_', '\\_')}\\]`, (one) => one.replace('_', '\\_'),
  (one) => one.replace('_', ' #'), (one) => one.replace('_', '：'), (one) => one.replace('_', ' – '), (one) => one.replace('_', '\u200b_'), (one) => one.replace('_', '_0'), (one) => one.replaceAll(/[A-Z]/g, (letter) => String.fromCharCode(letter.charCodeAt(0) + 0xfee0)),
);

/** The same text in pieces, cut wherever `cuts` say. */
function pieces(whole: string, cuts: readonly number[]): string[] {
  const places = [0, ...cuts.map((cut) => cut % (whole.length + 1)).sort((left, right) => left - right), whole.length];
  return places.slice(1).map((end, at) => whole.slice(places[at], end));
}
function restored(mask: Mask, parts: readonly string[]): string {
  return parts.map((part) => mask.restore(part)).join('') + mask.restored();
}

describe('a mask', () => {
  it('gives back exactly what it took, however the answer is cut', () => {
    fc.assert(fc.property(text, fc.array(fc.nat(), { maxLength: 30 }), (whole, cuts) => {
      const mask = new Mask(defaultGuard, [whole]);
      const masked = mask.text(whole);
      for (const value of personal) expect(masked).not.toContain(value);
      expect(restored(mask, pieces(masked, cuts))).toBe(whole);
    }), { numRuns: 1000 });
  });

  it('knows its placeholders as models write them', () => {
    fc.assert(fc.property(fc.constantFrom(...personal), spoilt, fc.array(fc.nat(), { maxLength: 12 }), (value, spoil, cuts) => {
      const mask = new Mask(defaultGuard, [`call ${value} now`]);
      const answer = mask.text(`call ${value} now`).replace(/\[[A-Z]+_\d+\]/, spoil);
      expect(restored(mask, pieces(answer, cuts))).toBe(`call ${value} now`);
    }), { numRuns: 1000 });
  });

  it('knows a label that a model has translated, and the address of a page', () => {
    const texts = ['客户：高翔，电话 13812345678，邮箱 gao@shop.example'];
    for (const [answer, expected] of [
      ['[姓名_1]的电话是【电话1】', '高翔的电话是13812345678'], ['请联系NAME_1，PHONE_1。', '请联系高翔，13812345678。'], ['[NAME_1, PHONE_1]', '[高翔, 13812345678]'], ['**[NAME_1]**\'s and `[EMAIL_1]`', '**高翔**\'s and `gao@shop.example`'],
      ['<a href="mailto:%5BEMAIL_1%5D">', '<a href="mailto:gao%40shop.example">'], ['[NAME_1][PHONE_1]', '高翔13812345678'],
    ] as const) {
      for (let cut = 0; cut <= answer.length; cut += 1) {
        const mask = new Mask(defaultGuard, texts);
        mask.text(texts[0] ?? '');
        expect(restored(mask, [answer.slice(0, cut), answer.slice(cut)]), answer).toBe(expected);
      }
    }
  });

  it('tells the first from the twelfth, and leaves what it never gave', () => {
    const numbers = Array.from({ length: 12 }, (_, at) => `138123456${String(10 + at)}`);
    const mask = new Mask(defaultGuard, [numbers.join(' ')]);
    expect(mask.text(numbers.join(' '))).toBe(numbers.map((_, at) => `[PHONE_${at + 1}]`).join(' '));
    const answer = '[PHONE_12] PHONE_1 PHONE_12, [PHONE_13] PHONE_123 MY_PHONE_1 PHONE_1_OLD phone_1 <phone_1> [TEL] NAME_1 [NAME_1]';
    expect(restored(mask, [...answer])).toBe(`${numbers[11]} ${numbers[0]} ${numbers[11]}, [PHONE_13] PHONE_123 MY_PHONE_1 PHONE_1_OLD phone_1 <phone_1> [TEL] NAME_1 [NAME_1]`);
  });

  it('leaves what stands around a value as it was', () => {
    for (const whole of ['C:\\客户\\13812345678\\合同', '[13812345678]', '[[13812345678]]', '{13812345678}', '{{13812345678}}', '<13812345678>', '《13812345678》', '(13812345678)', '\\13812345678\\', '_13812345678_', '13812345678_1', 'PHONE 13812345678', '%5B13812345678%5D']) {
      const mask = new Mask(defaultGuard, [whole]);
      expect(restored(mask, [...mask.text(whole)])).toBe(whole);
    }
  });

  it('never uses a placeholder that stands in the text', () => {
    const mask = new Mask(defaultGuard, ['[PHONE_1] and 【phone 7】, ring 13812345678']);
    expect(mask.text('[PHONE_1] and 【phone 7】, ring 13812345678')).toBe('[PHONE_1] and 【phone 7】, ring [PHONE_8]');
    expect(restored(mask, ['[PHONE_1] [PHONE_7] [PHONE_8] [PHONE_9]'])).toBe('[PHONE_1] [PHONE_7] 13812345678 [PHONE_9]');
  });

  it('gives one value one placeholder in all of a request, also where only another message tells what it is', () => {
    const texts = ['联系人：高翔，电话 13812345678', '高翔今天在吗？', 'Ring 13812345678. Ask for Quillon Abernathyx', 'Quillon Abernathyx said so'];
    const mask = new Mask(defaultGuard, texts);
    expect(texts.map((one) => mask.text(one))).toEqual(['联系人：[NAME_1]，电话 [PHONE_1]', '[NAME_1]今天在吗？', 'Ring [PHONE_1]. Ask for [NAME_2]', '[NAME_2] said so']);
    expect(mask.counts).toEqual({ name: 2, phone: 1 });
  });

  it('masks the owner\'s words and leaves the firm\'s own', () => {
    const mask = new Mask({ ...defaultGuard, hide: ['Project Heron', '天青石'], show: ['021-5888 6666', '王记餐厅'] }, ['']);
    expect(mask.text('project heron 与天青石：王记餐厅 021-5888 6666，手机 13812345678')).toBe('[WORD_1] 与[WORD_2]：王记餐厅 021-5888 6666，手机 [PHONE_1]');
  });

  it('writes a value into JSON as JSON has it, and into calls of tools', () => {
    const settings = { ...defaultGuard, hide: ['the "Heron" plan'] };
    for (const [answer, expected] of [
      ['{"topic": "[WORD_1]"}', '{"topic": "the \\"Heron\\" plan"}'], ['[{"topic": "[WORD_1]"}]', '[{"topic": "the \\"Heron\\" plan"}]'], ['[WORD_1] is on.', 'the "Heron" plan is on.'],
      ['Of [WORD_1]:\n<tool_call>\n{"name": "f", "arguments": {"t": "[WORD_1]"}}\n</tool_call>\n[WORD_1]', 'Of the "Heron" plan:\n<tool_call>\n{"name": "f", "arguments": {"t": "the \\"Heron\\" plan"}}\n</tool_call>\nthe "Heron" plan'],
    ] as const) {
      for (let cut = 0; cut <= answer.length; cut += 1) {
        const mask = new Mask(settings, ['']);
        mask.text('the "Heron" plan');
        expect(restored(mask, [answer.slice(0, cut), answer.slice(cut)])).toBe(expected);
      }
    }
  });

  it('masks what tools are given: texts anywhere, and numbers that are telephones', () => {
    const mask = new Mask(defaultGuard, ['']);
    expect(mask.value({ to: ['13812345678', { phone: 13_812_345_678 }], count: 12, ok: true, none: null })).toEqual({ to: ['[PHONE_1]', { phone: '[PHONE_1]' }], count: 12, ok: true, none: null });
  });

  it.each(['tuned', 'held-out', 'another-hand', 'everyday', 'fresh-tuned', 'fresh-held-out'] as const)('gives back every one of the %s texts', (set) => {
    for (const { text: whole } of markedTexts(set)) {
      const mask = new Mask(defaultGuard, [whole]);
      expect(restored(mask, [...mask.text(whole)])).toBe(whole);
    }
  });
});
