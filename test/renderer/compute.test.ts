import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Answer } from '../../core/contract/answer.ts';
import { defaultBudget, type BudgetState, type CapState } from '../../core/contract/budget.ts';
import { remoteSettingsSchema, type RemotePreset } from '../../core/contract/remote.ts';
import type { RouteStep } from '../../core/contract/route.ts';
import { sendOn, type Turn } from '../../renderer/app/features/answers/use-conversation.ts';
import { capRows } from '../../renderer/app/features/budget/cap-rows.ts';
import { everySpendDay } from '../../renderer/app/features/budget/every-spend-day.ts';
import { inCurrency } from '../../renderer/app/features/budget/in-currency.ts';
import { amountText, microsFrom, money, thousandAnswers } from '../../renderer/app/features/budget/money.ts';
import { draftOf, faultOf, reordered, testedParts, withModel } from '../../renderer/app/features/compute/remote-draft.ts';
import { routeLine, stoppedByBudget } from '../../renderer/app/features/compute/route-line.ts';
import { maskedParts, wordsFrom } from '../../renderer/app/features/guard/masked-parts.ts';

const price = { currency: 'CNY', input: 2_000_000, cachedInput: 200_000, output: 3_000_000 } as const;
const preset: RemotePreset = { id: 'deepseek', name: { en: 'DeepSeek', zh: '深度求索' }, kind: 'cloud', address: 'https://api.deepseek.com/v1', region: { en: 'China', zh: '中国' }, needsKey: true, keyPage: '', models: [{ id: 'deepseek-chat', contextLength: 131_072, price }, { id: 'deepseek-large', contextLength: 65_536, price: { ...price, output: 9_000_000 } }], pricesOf: '2026-11-01' };

describe('money', () => {
  it('is written as people write it, small amounts too', () => {
    expect(money(3_200_000, 'CNY', 'en')).toBe('¥3.20');
    expect(money(1_500, 'USD', 'en')).toBe('$0.0015');
    expect(money(0, 'EUR', 'en')).toBe('€0.00');
    expect(money(120_000_000, 'JPY', 'en')).toBe('¥120');
  });
  it('is read from a field: nothing is no cap, zero is one, words are refused', () => {
    expect(['', ' 3.5 ', '3,5', '1,000', '1,250.5', '0', '5 euros', '-1', '1e3', '1.2.3'].map(microsFrom)).toEqual([null, 3_500_000, 3_500_000, 1_000_000_000, 1_250_500_000, 0, undefined, undefined, undefined, undefined]);
  });
  it('comes back from the field as it went in', () => fc.assert(fc.property(fc.nat(2_000_000_000), (micros) => microsFrom(amountText(micros)) === micros)));
  it('tells a price by a thousand usual answers', () => expect(thousandAnswers(price)).toBe(1800 * 2000 + 220 * 3000));
});

describe('a budget in another currency', () => {
  const caps = (day: number | null, month: number | null) => ({ day, month });
  const settings = { currency: 'CNY' as const, rates: { USD: 7.1, EUR: 8 }, total: caps(5_000_000, 71_000_000), remotes: { a: caps(null, 0) }, sites: {} };
  it('converts caps downwards and rates by the rate that is known', () => expect(inCurrency(settings, 'USD')).toEqual({ currency: 'USD', rates: { CNY: 0.140845, EUR: 1.12676 }, total: caps(700_000, 10_000_000), remotes: { a: caps(null, 0) }, sites: {} }));
  it('keeps the numbers without a rate, and no rate of the old currency', () => expect(inCurrency(settings, 'JPY')).toEqual({ ...settings, currency: 'JPY', rates: {} }));
  it('never lets a cap grow', () => fc.assert(fc.property(fc.nat(1_000_000_000), fc.double({ min: 0.001, max: 10_000, noNaN: true }), (day, rate) => ((inCurrency({ ...settings, rates: { USD: rate }, total: caps(day, null) }, 'USD').total.day ?? 0) * rate) <= day + 1e-3)));
});

describe('a place that is added', () => {
  it('begins as its preset knows it, after the others, with a name of its own', () => {
    const draft = draftOf(preset, [{ name: 'DeepSeek', order: 4 }], 'en');
    expect(draft).toMatchObject({ name: 'DeepSeek 2', model: 'deepseek-chat', contextLength: 131_072, price, sees: 'masked', order: 5, enabled: true });
    expect(remoteSettingsSchema.safeParse(draft).success).toBe(true);
    expect(draftOf({ ...preset, kind: 'network' }, [], 'zh')).toMatchObject({ name: '深度求索', region: '中国', sees: 'everything', order: 0 });
  });
  it('takes price and length with a model that the preset knows, and keeps them with one that it does not', () => {
    const draft = draftOf(preset, [], 'en');
    expect(withModel(draft, 'deepseek-large', preset)).toMatchObject({ model: 'deepseek-large', contextLength: 65_536, price: { output: 9_000_000 } });
    expect(withModel(draft, 'mine', preset)).toMatchObject({ model: 'mine', contextLength: 131_072, price });
  });
  it('needs another test when what was tested changes, and none for a name', () => {
    const draft = draftOf(preset, [], 'en');
    const tested = testedParts(draft, 'sk-1');
    expect(testedParts({ ...draft, name: 'Other', region: 'x', order: 9 }, 'sk-1')).toBe(tested);
    for (const changed of [testedParts(draft, 'sk-2'), testedParts({ ...draft, model: 'm' }, 'sk-1'), testedParts({ ...draft, address: 'https://x.example' }, 'sk-1')]) expect(changed).not.toBe(tested);
  });
  it('names the first field that is missing', () => {
    const draft = draftOf(preset, [], 'en');
    expect([faultOf(draft), faultOf({ ...draft, name: ' ' }), faultOf({ ...draft, address: 'api' }), faultOf({ ...draft, model: '' }), faultOf({ ...draft, contextLength: 1 })]).toEqual([undefined, 'name', 'address', 'model', 'other']);
  });
  it('is moved by one place, and only what changes is written', () => {
    const list = [{ id: 'a', order: 0 }, { id: 'b', order: 1 }, { id: 'c', order: 2 }];
    expect(reordered(list, 'c', -1)).toEqual([{ id: 'c', order: 1 }, { id: 'b', order: 2 }]);
    expect(reordered(list, 'a', -1)).toEqual([]);
    // Two that say the same order are told apart from then on.
    expect(reordered([{ id: 'a', order: 0 }, { id: 'b', order: 0 }], 'b', -1)).toEqual([{ id: 'a', order: 1 }]);
  });
});

describe('where an answer comes from', () => {
  const step = (place: string, outcome: RouteStep['outcome'], reason: RouteStep['reason']): RouteStep => ({ place, name: place === 'local' ? 'Qwen' : 'DeepSeek', outcome, reason });
  const answer = (...route: RouteStep[]): Pick<Answer, 'route'> => ({ route });
  it('is not told where there was no choice', () => expect([routeLine({}), routeLine(answer(step('local', 'answered', 'local-first')))]).toEqual([undefined, undefined]));
  it('is told with the reason', () => expect(routeLine(answer(step('local', 'passed-over', 'queue'), step('remote:1', 'answered', 'queue')))).toEqual({ place: 'remote', name: 'DeepSeek', why: 'queue', missed: [] }));
  it('names places that did not answer', () => expect(routeLine(answer(step('remote:1', 'failed', 'queue'), step('local', 'answered', 'remote-failed')))).toMatchObject({ place: 'local', missed: [{ place: 'remote:1' }] }));
  it('knows when the budget kept a question at home', () => {
    expect(stoppedByBudget(answer(step('remote:1', 'passed-over', 'budget'), step('quote', 'answered', 'nothing-else')))).toBe(true);
    expect(stoppedByBudget(answer(step('remote:1', 'passed-over', 'private'), step('local', 'answered', 'local-first')))).toBe(false);
  });
});

describe('an answer that another place goes on with', () => {
  const turn = (): Turn => ({ id: '', question: 'q', text: '', thoughts: '' });
  const step = (place: string, outcome: RouteStep['outcome'], reason: RouteStep['reason']): RouteStep => ({ place, name: place, outcome, reason });
  it('is begun anew, so that nothing stands there twice', () => {
    const one = turn();
    sendOn(one, step('local', 'asked', 'local-first'));
    expect(one.sentOn).toBeUndefined();
    one.text = 'The warranty is';
    one.thoughts = 'Hm.';
    sendOn(one, step('local', 'failed', 'local-failed'));
    expect(one.text).toBe('The warranty is');
    sendOn(one, step('remote:1', 'passed-over', 'resting'));
    sendOn(one, step('remote:2', 'asked', 'local-failed'));
    expect([one.text, one.thoughts, one.sentOn?.place]).toEqual(['', '', 'remote:2']);
    sendOn(one, step('local', 'asked', 'remote-failed'));
    expect(one.sentOn?.place).toBe('local');
  });
});

describe('caps', () => {
  const cap = (changes: Partial<CapState>): CapState => ({ scope: 'total', id: '', period: 'month', cap: 100, spent: 0, reserved: 0, ...changes });
  const rows = (...caps: CapState[]) => capRows({ caps, settings: defaultBudget } satisfies Pick<BudgetState, 'caps' | 'settings'>);
  it('are those that there are, the total first, the day before the month', () => expect(rows(cap({ scope: 'site', id: 's' }), cap({}), cap({ period: 'day' }), cap({ scope: 'remote', id: 'r' }), cap({ scope: 'remote', id: 'x', cap: null })).map(({ state }) => `${state.scope} ${state.period}`)).toEqual(['total day', 'total month', 'remote month', 'site month']));
  it('tell calm, near and full, with what is reserved counted', () => expect(rows(cap({ spent: 40 }), cap({ id: '2', spent: 50, reserved: 30 }), cap({ id: '3', spent: 60, reserved: 70 }), cap({ id: '4', cap: 0 })).map(({ level, spentShare, reservedShare }) => [level, spentShare, reservedShare])).toEqual([['calm', 0.4, 0], ['near', 0.5, 0.30000000000000004], ['full', 0.6, 0.4], ['full', 1, 0]]));
  it('have every day, those without spending too', () => expect(everySpendDay([{ day: '2026-11-24', spent: 5, calls: 1 }], 3, new Date(2026, 10, 25))).toEqual([{ day: '2026-11-23', spent: 0, calls: 0 }, { day: '2026-11-24', spent: 5, calls: 1 }, { day: '2026-11-25', spent: 0, calls: 0 }]));
});

describe('a text with what is hidden of it', () => {
  const found = (start: number, end: number) => ({ kind: 'name' as const, text: '', placeholder: 'P', start, end });
  it('is whole, whatever was found', () => fc.assert(fc.property(fc.string({ maxLength: 60 }), fc.array(fc.tuple(fc.nat(70), fc.nat(70)), { maxLength: 6 }), (text, spans) => maskedParts(text, spans.map(([start, end]) => found(start, end))).map((part) => part.text).join('') === text)));
  it('marks each find once', () => expect(maskedParts('Call Ann or Ben', [found(12, 15), found(5, 8), found(6, 8)]).map(({ text, found: one }) => [text, one !== undefined])).toEqual([['Call ', false], ['Ann', true], [' or ', false], ['Ben', true]]));
  it('takes words one a line, once each', () => expect(wordsFrom(' Meyer \n\nx\nMeyer\nProject Falcon')).toEqual(['Meyer', 'Project Falcon']));
});
