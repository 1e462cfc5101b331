import { describe, expect, it } from 'vitest';
import { matchApproved } from '../../../../core/features/sites/approved.ts';
import { approvedCases, firstUnseenCases, secondUnseenCases } from './approved-cases.data.ts';

const cases = [...approvedCases, ...firstUnseenCases, ...secondUnseenCases];
const answers = cases.map(({ approved }) => ({ question: approved, answer: `Answer to ${approved}` }));

describe('an approved answer', () => {
  it.each(cases.flatMap(({ approved, other }) => other.map((question) => [question, approved] as const)))('is not given to %s', (question) => {
    expect(matchApproved(question, answers)?.question).toBeUndefined();
  });

  it('is given to its own question, however it is punctuated', () => {
    for (const { approved } of cases) expect(matchApproved(`  ${approved.replace(/[?？]$/, '')} `, answers)?.question).toBe(approved);
  });

  it('is given to most questions that mean the same', () => {
    const missed = cases.flatMap(({ approved, same }) => same.filter((question) => matchApproved(question, answers)?.question !== approved).map((question) => `${approved} ← ${question}`));
    const asked = cases.reduce((sum, { same }) => sum + same.length, 0);
    console.log(`${asked - missed.length} of ${asked} paraphrases are understood; not: ${missed.join('; ')}`);
    expect(1 - missed.length / asked).toBeGreaterThan(0.8);
  });

  it('is the last that was approved of two to the same question', () => {
    expect(matchApproved('opening hours', [{ question: 'When are you open?', answer: 'old' }, { question: 'What are your opening hours?', answer: 'new' }])?.answer).toBe('new');
  });

  it('needs words that say what is meant', () => {
    expect(matchApproved('When?', answers)).toBeUndefined();
    expect(matchApproved('', answers)).toBeUndefined();
    expect(matchApproved('多少钱', answers)).toBeUndefined();
  });
});
