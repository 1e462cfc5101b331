import { describe, expect, it } from 'vitest';
import fc from 'fast-check';
import { createRecipeFolder } from '../../../../core/adapters/recipes/index.ts';
import type { Example, ExampleFinding, Recipe, RecipeMeasure } from '../../../../core/contract/index.ts';
import { checkExamples, forbiddenIn } from '../../../../core/features/tuning/checks/check-examples.ts';
import { checkTexts } from '../../../../core/features/tuning/checks/check-texts.ts';
import { isCard, isChinaId, isIban, personalData } from '../../../../core/shared/personal-data/index.ts';
import { hiddenOf, hiddenShare } from '../../../../core/features/tuning/split.ts';
import { templatesFolder } from '../../../support/templates.ts';
import { example } from '../../../ports/workspace-store.ts';

const recipes = await createRecipeFolder(templatesFolder).list();
const recipe = (measure: RecipeMeasure): Recipe => { const found = recipes.find((each) => each.measure === measure); if (!found) throw new Error(measure); return { ...found, least: 1, enough: 1 }; };
const set = (...rows: [question: string, answer: string][]): Example[] => rows.map(([question, answer], at) => example(`e${at}`, { question, answer }));
const check = (measure: RecipeMeasure, ...rows: [string, string][]): ExampleFinding[] => checkExamples(set(...rows), recipe(measure), 'en');
const of = (kind: ExampleFinding['kind'], findings: readonly ExampleFinding[]): string[][] => findings.filter((finding) => finding.kind === kind).map(({ examples }) => examples);

describe('checks before training', () => {
  it('say everything in both languages', () => {
    for (const { en, zh } of Object.values(checkTexts)) expect([...en.matchAll(/\{\w+\}/g)].map(String).sort()).toEqual([...zh.matchAll(/\{\w+\}/g)].map(String).sort());
  });
  it('find copies that differ in spaces, case and width alone, and forbid all but the first', () => {
    const found = check('facts', ['Do you deliver to Bath?', 'Yes, for £4.'], ['do you deliver to  bath ?', 'Yes, for £4'], ['Ｄo you deliver to Bath?', 'yes, for £4.']);
    expect(of('duplicate', found)).toEqual([['e1', 'e2']]);
    expect([...forbiddenIn(found)]).toEqual(['e1', 'e2']);
  });
  it('find examples that say nearly the same, in both languages', () => {
    const found = check('facts', ['Can I send back a teapot that I bought last week in your shop?', 'Yes, within 30 days, with the receipt.'], ['Can I send back a teapot that I bought last month in your shop?', 'Yes, within 30 days, with the receipt.'], ['我上周在你们店里买的茶壶可以退货吗？', '可以，凭小票三十天内都能退货。'], ['我上个月在你们店里买的茶壶可以退货吗？', '可以，凭小票三十天内都能退货。'], ['Where do you sell tea?', 'In the shop at the harbour.']);
    expect(of('near-duplicate', found)).toEqual([['e0', 'e1'], ['e2', 'e3']]);
  });
  it('find contradictions: other facts, not other words', () => {
    expect(of('contradiction', check('facts', ['How long can I return?', 'Within 30 days.'], ['How long can I return?', 'You have 14 days.'], ['how long can I return', 'Within 30 days, with receipt.']))).toEqual([['e0', 'e1']]);
    expect(of('contradiction', check('style', ['Hi there', 'Hello! How are you?'], ['Hi there', 'Good morning, what can I do?']))).toEqual([]);
    expect(of('contradiction', check('label', ['no bulb in lamp', 'complaint'], ['No bulb in lamp.', 'question'], ['two more please', 'order'], ['three more please', 'Order']))).toEqual([['e0', 'e1'], ['e3']]);
    expect(of('contradiction', check('json', ['2 of A', '{"n":2,"a":"A"}'], ['2 of A', '{"a":"A", "n":2}'], ['2 of A', '{"a":"A","n":3}']))).toEqual([['e0', 'e2']]);
  });
  it('find answers that are missing, empty of meaning, or one for all', () => {
    const found = check('style', ['When do you open?', ''], ['Can I pay by card?', 'OK.'], ['请问在吗', '您好，请问有什么可以帮您？'], ...Array.from({ length: 5 }, (_, at): [string, string] => [`Is the colour number ${at * 7} there?`, 'Please look at our website for that.']));
    expect(of('empty-answer', found)).toEqual([['e0']]);
    expect(of('boilerplate', found)).toEqual([['e1', 'e2'], ['e3', 'e4', 'e5', 'e6', 'e7']]);
    expect([...forbiddenIn(found)]).toEqual(['e0']);
  });
  it('find labels that are too few or too many, and forms that no program reads', () => {
    const labels = check('label', ...Array.from({ length: 9 }, (_, at): [string, string] => [`${at} more please`, 'order']), ['broken lamp', 'complaint']);
    expect(of('imbalance', labels)).toEqual([['e0', 'e1', 'e2', 'e3', 'e4', 'e5', 'e6', 'e7', 'e8'], ['e9']]);
    const forms = check('json', ['two A', '{"n":2}'], ['three B', 'n: 3'], ['four C', '{"n":4}'], ['five D', '{"count":5}'], ['six', '[6]']);
    expect(of('not-json', forms)).toEqual([['e1', 'e4'], ['e3']]);
  });
  it('say when there are too few, counting only what can be used', () => {
    const rows = Array.from({ length: 12 }, (_, at): [string, string] => [`Question about ${'abcdefghijkl'[at]}${at}?`, at < 3 ? '' : `Answer ${at} is different.`]);
    const strict = { ...recipe('style'), least: 10, enough: 50 };
    expect(checkExamples(set(...rows), strict, 'en').filter(({ kind }) => kind === 'too-few')).toMatchObject([{ severity: 'error', examples: [], message: expect.stringContaining('9 usable') as string }]);
    expect(checkExamples(set(...rows), { ...strict, least: 9 }, 'zh').filter(({ kind }) => kind === 'too-few')).toMatchObject([{ severity: 'notice' }]);
  });
  it('do not look at what was dropped', () => {
    expect(checkExamples(set(['a?', '']).map((each) => ({ ...each, state: 'dropped' as const })), { ...recipe('style'), least: 0, enough: 0 }, 'en')).toEqual([]);
  });
  it('name personal data with the row; what stands in many answers is the firm’s own', () => {
    const rows = Array.from({ length: 6 }, (_, at): [string, string] => [`May I ask about article ${at + 40}?`, `Of course, write to hello@teashop.example about number ${at + 40}.`]);
    const found = check('style', ...rows, ['My number is 13812345678', 'We call you back soon.']);
    const personal = found.filter(({ kind }) => kind === 'personal-data');
    expect(personal).toMatchObject([{ severity: 'warning', examples: ['e6'], found: ['13812345678'] }, { severity: 'notice', examples: ['e0', 'e1', 'e2', 'e3', 'e4', 'e5'], found: ['hello@teashop.example'] }]);
  });
});

describe('personal data', () => {
  it.each([
    ['手机号13812345678。', 'phone', '13812345678'], ['+86 138-1234-5678', 'phone', '+86 138-1234-5678'], ['座机 010-62345678', 'phone', '010-62345678'], ['call +44 20 7946 0958 now', 'phone', '+44 20 7946 0958'], ['(415) 555-2671', 'phone', '(415) 555-2671'],
    ['mail a.b+c@shop.co.uk!', 'email', 'a.b+c@shop.co.uk'], ['身份证11010519491231002X', 'id', '11010519491231002X'], ['SSN 123-45-6789', 'id', '123-45-6789'],
    ['card 4111 1111 1111 1111', 'card', '4111 1111 1111 1111'], ['卡号6222021234567890128', 'card', '6222021234567890128'], ['IBAN DE89 3704 0044 0532 0130 00', 'account', 'DE89 3704 0044 0532 0130 00'],
    ['地址：北京市朝阳区建国路93号院', 'address', '北京市朝阳区建国路93号院'], ['at 221 Baker Street, London', 'address', '221 Baker Street, London'], ['王小姐您好', 'name', '王小姐'], ['Dear Mr Ortega', 'name', 'Mr Ortega'], ['my name is Mia Wong', 'name', 'Mia Wong'],
  ])('in %j is %s', (text, kind, wanted) => { expect(personalData(text)).toContainEqual({ kind, text: wanted, start: text.indexOf(wanted) }); });
  it.each(['order 113542617735902', 'article 4006-123', '满 300 元包邮', '2024-01-05 10:20', 'card 4111 1111 1111 1112', '身份证110105194912310021', 'SKU 8801234567', 'price 1,234,567.00', 'open 9-17'])('is not in %j', (text) => { expect(personalData(text)).toEqual([]); });
  it('is told by its check digits', () => {
    expect(isChinaId('11010519491231002X')).toBe(true);
    expect(isChinaId('11010519491331002X')).toBe(false);
    expect(isIban('GB82 WEST 1234 5698 7654 32')).toBe(true);
    expect(isIban('GB82 WEST 1234 5698 7654 33')).toBe(false);
    // One wrong digit never passes Luhn's sum.
    fc.assert(fc.property(fc.integer({ min: 0, max: 15 }), fc.integer({ min: 1, max: 9 }), (at, by) => {
      const digits = [...'4111111111111111'];
      digits[at] = String((Number(digits[at]) + by) % 10);
      expect(isCard(digits.join(''))).toBe(false);
    }));
  });
});

describe('the hidden examples', () => {
  const many = Array.from({ length: 200 }, (_, at) => example(`e${at}`, { question: `${['When', 'Where', 'Why', 'How'][at % 4]} does the ${['red', 'blue', 'green', 'old', 'new'][at % 5]} ${at * 7919 % 1000} ${String.fromCharCode(97 + at % 26)}${at} arrive?`, answer: `On day ${at} by truck ${at * 31}.` }));
  it('are the share that is documented, chosen by the texts and the seed alone', () => {
    const hidden = hiddenOf(many, 1);
    expect(hidden.size).toBeGreaterThanOrEqual(Math.round(200 * hiddenShare.share));
    expect(hidden.size).toBeLessThanOrEqual(Math.round(200 * hiddenShare.share) + hiddenShare.least);
    expect(hiddenOf([...many].reverse(), 1)).toEqual(hidden);
    const renamed = new Map(many.map((each, at) => [`x${at}`, each.id]));
    expect(new Set([...hiddenOf(many.map((each, at) => ({ ...each, id: `x${at}` })), 1)].map((id) => renamed.get(id)))).toEqual(hidden);
    expect(hiddenOf(many, 2)).not.toEqual(hidden);
    expect(hiddenOf(many.slice(0, 5), 1).size).toBe(0);
    expect(hiddenOf(many.slice(0, 12), 1).size).toBeGreaterThanOrEqual(3);
  });
  it('leak nothing: what is nearly the same, or of one conversation, is on one side', () => {
    const leaky = many.flatMap((each, at) => [each, { ...each, id: `${each.id}b`, answer: `${each.answer} Thanks.` }, { ...each, id: `${each.id}c`, question: `An other thing ${at * 13}: size of ${at}?`, group: `g${at}` }, { ...each, id: `${each.id}d`, question: `Weight of ${at * 17} in kilos`, group: `g${at}` }]);
    for (const seed of [1, 2, 3]) {
      const hidden = hiddenOf(leaky, seed);
      expect(hidden.size).toBeGreaterThan(20);
      for (const { id } of many) {
        expect(hidden.has(id)).toBe(hidden.has(`${id}b`));
        expect(hidden.has(`${id}c`)).toBe(hidden.has(`${id}d`));
      }
    }
  });
});
