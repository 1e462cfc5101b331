import { describe, expect, it } from 'vitest';
import type { Exchange } from '../../../../core/contract/index.ts';
import { declines } from '../../../../core/features/answers/declined.ts';
import { completed } from '../../../../core/features/answers/follow-up.ts';
import { ThoughtSplitter } from '../../../../core/shared/text/thoughts.ts';

describe('thoughts', () => {
  const text = '<think>The user asks… <thin</think>\n\nWe open at 9. <b>bold</b>';
  it.each([1, 2, 3, 5, 8, 13, 100])('are told from the answer, %i characters at a time', (size) => {
    const splitter = new ThoughtSplitter();
    let [shown, thought] = ['', ''];
    for (let at = 0; at < text.length; at += size) {
      const piece = splitter.push(text.slice(at, at + size));
      shown += piece.text;
      thought += piece.thought;
    }
    shown += splitter.end().text;
    expect(shown).toBe('We open at 9. <b>bold</b>');
    expect(thought).toBe('The user asks… <thin');
  });
});

describe('an answer that there is none', () => {
  it.each(['This is not in your documents.', 'Sorry, the passages do not mention a price.', '您的文档中没有这个问题的答案。'])('is understood: %s', (answer) => expect(declines(answer)).toBe(true));
  it.each(['We open at 9.', '我们九点开门。', 'Refunds are not in the shop but by post.'])('is not suspected: %s', (answer) => expect(declines(answer)).toBe(false));
});

describe('a question in a conversation', () => {
  const after = (question: string): Exchange => ({
    id: '1', question, askedAt: '2026-01-01T00:00:00.000Z', files: {},
    answer: { answer: '', sentences: [], citations: [], answered: true, model: 'quote', timings: { searchMs: 0, answerMs: 0, totalMs: 0 } },
  });
  const en = after('When are you open?');
  const zh = after('青花茶壶多少钱？');

  it.each(['Do you sell bicycles?', 'Is there parking?', 'And who pays the postage?', 'What is the capital of Peru?', '你们卖自行车吗？', '其他国家的运费是多少？'])('stands on its own: %s', (question) => {
    expect(completed(question, /^[A-Z]/.test(question) ? en : zh)).toBeUndefined();
  });
  it.each([['And on Saturdays?', ['saturday']], ['What about holidays?', ['holiday']], ['Sundays?', ['sunday']]])('puts its words in the place of others: %s', (question, instead) => {
    expect(completed(question, en)).toEqual({ text: `When are you open ${question}`, instead });
  });
  it('puts its words in the place of others: 那茶碗呢？', () => { expect(completed('那茶碗呢？', zh)).toEqual({ text: '青花茶壶多少钱 那茶碗呢？', instead: ['茶碗'] }); });
  it.each(['How long does it take?', '它是哪一年做的？', '这个能寄到国外吗？'])('speaks of what was said, in any words: %s', (question) => {
    expect(completed(question, zh)?.instead).toEqual([]);
  });
  it('is not completed where there is nothing before it', () => { expect(completed('And on Saturdays?', undefined)).toBeUndefined(); });
});
