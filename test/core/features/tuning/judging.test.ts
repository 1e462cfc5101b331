import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Verdict } from '../../../../core/contract/index.ts';
import { shown, shuffled, tally } from '../../../../core/features/tuning/judging/blind.ts';
import { decide, type Evidence } from '../../../../core/features/tuning/judging/decide.ts';
import { factsIn, factsKept } from '../../../../core/features/tuning/judging/facts.ts';
import { formScore } from '../../../../core/features/tuning/judging/forms.ts';
import { generalQuestions } from '../../../../core/features/tuning/judging/general-questions.data.ts';
import { measure } from '../../../../core/features/tuning/judging/measure.ts';
import { styleLikeness } from '../../../../core/features/tuning/judging/style.ts';

describe('the measures', () => {
  it('count right labels, however they are dressed, and not sentences that mention them', () => {
    const score = (written: string): number | null => measure('label', [{ wanted: 'Complaint', written }], []);
    for (const right of ['Complaint', ' complaint. ', '"Complaint"', 'Label: complaint', 'complaint\nbecause it is broken']) expect(score(right)).toBe(1);
    for (const wrong of ['question', 'This is a complaint', '']) expect(score(wrong)).toBe(0);
  });
  it('compare forms field by field', () => {
    const wanted = '{"name":"Li","n":2,"when":""}';
    expect(formScore(wanted, '```json\n{"n": 2, "when": "", "name": "Ｌi"}\n```')).toBe(1);
    expect(formScore(wanted, '{"name":"Li","n":3,"when":""}')).toBeCloseTo(2 / 3);
    expect(formScore(wanted, '{"name":"Li","n":2,"when":"","more":1}')).toBeCloseTo(3 / 4);
    for (const none of ['Li, 2', '[1]', '{"name":', '']) expect(formScore(wanted, none)).toBe(0);
  });
  it('find numbers, names, codes and what is quoted, and see whether they were kept', () => {
    expect(factsIn('Ms Chen will send OS-40 (2 pieces, £1,280.00) to Bath. See "Returns".').sort()).toEqual(['1280', '2', 'bath', 'chen', 'os-40', 'returns'].sort());
    expect(factsIn('退货期 30 天，请看《退换规定》，型号 HK-200。').sort()).toEqual(['30', 'hk-200', '退换规定'].sort());
    expect(factsKept('It costs £25 and takes 40 minutes.', '40 minutes, 25 pounds')).toBe(1);
    expect(factsKept('It costs £25 and takes 40 minutes.', '40 minutes, 52 pounds')).toBe(0.5);
    expect(factsKept('We are glad to help.', 'anything')).toBeUndefined();
    expect(measure('facts', [{ wanted: 'We are glad.', written: 'x' }], [])).toBeNull();
  });
  const brief = ['Hi Anna, two left. Shall I keep one? Lin', 'Hi Tom, sorry about the cup. New one goes out today. Lin', 'Hi Mia, we open at 9. See you then. Lin'];
  const stiff = ['Dear Sir or Madam, we acknowledge receipt of your enquiry and would hereby like to inform you that the aforementioned article is available!', 'Dear Sir or Madam, we regret to be informed of the aforementioned damage and shall endeavour to provide a replacement!'];
  it('tell the owner’s style from another, in both languages', () => {
    expect(styleLikeness(brief, brief)).toBeCloseTo(1);
    expect(styleLikeness(['Hi Ben, the pot is back in stock. Shall I keep it? Lin'], brief)).toBeGreaterThan(styleLikeness(stiff, brief) + 0.15);
    const warm = ['亲，有的哦，要不要给您留一把呀～', '亲，真抱歉，今天就给您补寄哦～', '亲，九点开门呀，等您来～'];
    expect(styleLikeness(['亲，红色的也有哦，要给您留吗～'], warm)).toBeGreaterThan(styleLikeness(['尊敬的客户：贵方来函收悉，现就有关事宜函复如下。'], warm) + 0.15);
    expect(styleLikeness([''], brief)).toBe(0);
  });
  it('stay between 0 and 1, whatever is written', () => {
    fc.assert(fc.property(fc.array(fc.string({ unit: 'grapheme' }), { minLength: 1, maxLength: 4 }), fc.array(fc.string({ unit: 'grapheme' }), { minLength: 1, maxLength: 4 }), (a, b) => {
      const likeness = styleLikeness(a, b);
      expect(likeness).toBeGreaterThanOrEqual(0);
      expect(likeness).toBeLessThanOrEqual(1);
      expect(factsKept(a.join(' '), a.join(' ')) ?? 1).toBe(1);
    }));
  });
  it('guard what any model knows with questions in both languages', () => {
    expect(generalQuestions.filter(([question]) => /[\u4e00-\u9fff]/.test(question)).length).toBeGreaterThanOrEqual(12);
    expect(generalQuestions.filter(([question]) => !/[\u4e00-\u9fff]/.test(question)).length).toBeGreaterThanOrEqual(12);
  });
});

describe('the verdict', () => {
  const good: Evidence = {
    loss: { before: 2, after: 1.2, examples: 20 }, measure: { kind: 'facts', prompt: 0.4, documents: 0.5, tuned: 0.8, examples: 20 },
    forgetting: { before: 2, after: 2.05, limit: 0.24, ok: true }, judged: { pairs: 0, tuned: 0, base: 0, same: 0 },
  };
  it.each<[Verdict['decision'], Verdict['reason'], Partial<Evidence>]>([
    ['keep', 'helps', {}], ['keep', 'learns', { measure: { ...good.measure, prompt: null, tuned: null, documents: null } }], ['unsure', 'too-few', { loss: { ...good.loss, examples: 3 } }],
    ['discard', 'not-learnt', { loss: { before: 2, after: 1.99, examples: 20 } }], ['discard', 'not-learnt', { loss: { before: 2, after: NaN, examples: 20 } }], ['discard', 'forgets', { forgetting: { ...good.forgetting, ok: false } }],
    ['discard', 'worse', { measure: { ...good.measure, prompt: 0.9 } }], ['discard', 'documents-enough', { measure: { ...good.measure, documents: 0.82 } }], ['discard', 'prompt-enough', { measure: { ...good.measure, prompt: 0.8, documents: null } }],
    ['discard', 'not-learnt', { measure: { ...good.measure, prompt: 0, documents: null, tuned: 0.05 } }],
    ['discard', 'owner-prefers-base', { judged: { pairs: 8, tuned: 2, base: 5, same: 1 } }], ['keep', 'helps', { judged: { pairs: 3, tuned: 0, base: 3, same: 0 } }],
  ])('is %s, because %s', (decision, reason, change) => {
    const verdict = decide({ ...good, ...change });
    expect(verdict).toMatchObject({ decision, reason });
    expect(verdict.sentence.en).toMatch(/^[A-Z].*\.$/);
    expect(verdict.sentence.zh).toMatch(/。$/);
  });
});

describe('blind judging', () => {
  it('shows each pair in an order of its own, leaves out what is the same, and counts rightly', () => {
    const draws = [0.1, 0.9, 0.2];
    const pairs = shuffled([{ id: 'a', question: 'q', wanted: 'w', base: 'b1', tuned: 't1' }, { id: 'b', question: 'q', wanted: 'w', base: 'same', tuned: 'same' }, { id: 'c', question: 'q', wanted: 'w', base: 'b3', tuned: 't3' }, { id: 'd', question: 'q', wanted: 'w', base: 'b4', tuned: 't4' }], () => draws.shift() ?? 0);
    expect(pairs.map(shown).map(({ first, second }) => [first, second])).toEqual([['t1', 'b1'], ['b3', 't3'], ['t4', 'b4']]);
    const [a, c, d] = pairs;
    if (!a || !c || !d) throw new Error('missing');
    expect(tally([{ ...a, choice: 'first' }, { ...c, choice: 'first' }, { ...d, choice: 'same' }])).toEqual({ pairs: 3, tuned: 1, base: 1, same: 1 });
    expect(tally(pairs)).toEqual({ pairs: 0, tuned: 0, base: 0, same: 0 });
  });
});
