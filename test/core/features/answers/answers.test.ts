import { describe, expect, it } from 'vitest';
import { declines } from '../../../../core/features/answers/declined.ts';
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
