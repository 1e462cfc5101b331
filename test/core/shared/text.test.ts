import { describe, expect, it } from 'vitest';
import { holdsKind, kindsAsked } from '../../../core/shared/text/answer-kind.ts';
import { contentWords, indexTerms, queryTerms, searchTokens } from '../../../core/shared/text/analyse.ts';
import { simplify } from '../../../core/shared/text/simplify.ts';
import { surelySimplified } from '../../../core/shared/text/surely-simplified.ts';
import { fold } from '../../../core/shared/text/fold.ts';
import { evaluate, softmax } from '../../../core/shared/text/network.ts';
import { questionFocus } from '../../../core/shared/text/question-focus.ts';
import { splitSentences } from '../../../core/shared/text/sentences.ts';
import { stem } from '../../../core/shared/text/stem.ts';
import { commonBlocks, longestCommon, unitsOf } from '../../../core/shared/text/units.ts';

describe('one form for what readers take as the same', () => {
  it('folds width, case, scripts and weekdays', () => {
    expect(fold('ＡＢ－１２')).toBe('ab-12');
    expect(fold('營業時間：禮拜天')).toBe(fold('营业时间:周日'));
    expect(fold('星期三')).toBe('周三');
  });

  it('finds a code whole and by its parts, and a number however it is written', () => {
    expect(indexTerms('TP-204')).toEqual(expect.arrayContaining(['tp-204', 'tp', '204']));
    expect(indexTerms('1,280.00')).toEqual(indexTerms('1280'));
    expect(queryTerms('How much is TP-204?')).toContain('tp-204');
  });

  it('has one stem for the forms of a word', () => {
    for (const [one, other] of [['died', 'die'], ['carried', 'carry'], ['prices', 'price'], ['returned', 'returns'], ['opening', 'open'], ['septicaemia', 'septicemia'], ['colours', 'color'], ['organised', 'organize'], ['organisation', 'organization'], ['centre', 'center'], ['theatres', 'theater']] as const) expect(stem(one), one).toBe(stem(other));
  });

  it('keeps single characters for the index and drops what says nothing from a question', () => {
    expect(searchTokens('暂不支持寄往海外')).toContain('寄');
    expect(contentWords('能寄到美国吗？')).toContain('美国');
    expect(contentWords('能寄到美国吗？')).not.toContain('吗');
    expect(contentWords('What does parking cost?')).toEqual(['park', 'cost']);
  });
});

describe('sentences', () => {
  it('end where a reader would end them', () => {
    const of = (text: string): string[] => splitSentences(text).map((sentence) => sentence.text);
    expect(of('Dr. Smith paid 3.50 euros. He left at 5 p.m. and came back.')).toEqual(['Dr. Smith paid 3.50 euros.', 'He left at 5 p.m. and came back.']);
    expect(of('营业时间：九点；周末休息。“真的吗？”他问。')).toEqual(['营业时间：九点；周末休息。', '“真的吗？”', '他问。']);
    expect(of('First line\nSecond line')).toEqual(['First line', 'Second line']);
    for (const text of ['a. b', '。。。', '', ' \n ']) for (const { start, end, text: part } of splitSentences(text)) expect(text.slice(start, end)).toBe(part);
  });
});

describe('what a question asks for', () => {
  it('is told in both languages and both scripts', () => {
    expect(kindsAsked('多少錢？')).toContain('money');
    expect(kindsAsked('When do you open?')).toContain('time');
    expect(kindsAsked('誰負責維修？')).toContain('person');
    expect(holdsKind('person', 'Ask Priya Nair about it.', 'Who decides?')).toBe(true);
    expect(holdsKind('person', 'We asked Priya about it.', 'What does Priya do?')).toBe(false);
    expect(holdsKind('money', fold('售價369元。'), '')).toBe(true);
  });
});

describe('the word that asks', () => {
  it.each([
    ['她是哪一所大學的校友？', '大学'], ['瓜州是指中國的哪一城市?', '城市'], ['Which river flows through Warsaw?', 'river'], ['Do you deliver?', ''],
  ])('says what kind of thing is asked for: %s', (question, kind) => { expect(questionFocus(fold(question)).kind).toBe(kind); });
  it('has what leads to it and what follows, nearest first', () => {
    expect(questionFocus(fold('建立什麼國家？'))).toEqual({ kind: '国家', before: ['立', '建'], after: ['国', '家'] });
    expect(questionFocus('in the north which river flows fast')).toEqual({ kind: 'river', before: ['north', 'the', 'in'], after: ['river', 'flows', 'fast'] });
  });
});

describe('parts of ranking', () => {
  it('compare texts by their smallest parts', () => {
    expect(unitsOf('restoration 长方')).toEqual(['resto', '长', '方']);
    expect(longestCommon('abcd', 'xxbcdyy')).toBe(3);
    expect(longestCommon('', 'abc')).toBe(0);
    expect(commonBlocks('abcd', 'xabcdx')).toBe(1);
    expect(commonBlocks('abcd', 'cd ab')).toBeCloseTo(2 * 2 * Math.SQRT2 / 8, 10);
    expect(commonBlocks('', 'abc')).toBe(0);
  });

  it('evaluate a network as it was fitted', () => {
    const network = { inputs: ['a', 'b'], mean: [1, 0], scale: [2, 1], linear: [0.5, -1], bias: 0.25, hidden: [{ weights: [1, 1], bias: 0, share: 2 }] };
    expect(evaluate(network, [2, 1])).toBeCloseTo(0.25 + 0.5 * 2 - 1 + 2 * Math.tanh(3), 10);
    expect(softmax([1000, 1000, -1000])).toEqual([0.5, 0.5, 0]);
  });
});

describe('text that needs no table', () => {
  it('is left as it is by simplifying, character by character', () => {
    const sure = Array.from({ length: 0x9fff - 0x3400 + 1 }, (_, at) => String.fromCharCode(0x3400 + at)).filter(surelySimplified);
    expect(sure.length).toBeGreaterThan(6700);
    expect(sure.filter((character) => simplify(character) !== character)).toEqual([]);
  });
  it('is most Simplified Chinese, and no Traditional', () => {
    expect(surelySimplified('你们周末几点开门？WiFi 密码是什么？')).toBe(true);
    expect(surelySimplified('What is it?')).toBe(true);
    expect(surelySimplified('你們週末幾點開門？')).toBe(false);
    expect(surelySimplified('𠀀')).toBe(false);
  });
});
