import type { Answer, Evaluation, TestQuestion } from '../../contract/index.ts';
import { fold } from '../../shared/text/fold.ts';

/** Asks every question and compares: is a gold answer in the answer, is it cited, is "not in your documents" right? */
export async function evaluateQuestions(questions: readonly TestQuestion[], ask: (question: string) => Promise<Answer>): Promise<Evaluation> {
  const rows: Evaluation['questions'] = [];
  for (const { question, answers } of questions) {
    const started = performance.now();
    const answer = await ask(question);
    const ms = performance.now() - started;
    const text = plain(answer.answer);
    const goldFound = answer.answered && answers.some((gold) => text.includes(plain(gold)));
    const cited = answer.answered && answer.citations.some(({ quote }) => answers.some((gold) => plain(quote).includes(plain(gold))));
    rows.push({ question, answers, answered: answer.answered, goldFound, cited, correct: answers.length === 0 ? !answer.answered : goldFound, answer: answer.answer, ms });
  }
  const answerable = rows.filter(({ answers }) => answers.length > 0);
  const unanswerable = rows.filter(({ answers }) => answers.length === 0);
  const times = rows.map(({ ms }) => ms).sort((a, b) => a - b);
  const count = (list: typeof rows, holds: (row: (typeof rows)[number]) => boolean): number => list.filter(holds).length;
  return {
    questions: rows,
    summary: {
      questions: rows.length, answerable: answerable.length, unanswerable: unanswerable.length,
      answered: count(answerable, ({ answered }) => answered), goldFound: count(answerable, ({ goldFound }) => goldFound), cited: count(answerable, ({ cited }) => cited),
      correct: count(rows, ({ correct }) => correct), declinedCorrectly: count(unanswerable, ({ answered }) => !answered),
      msMedian: times[Math.floor(times.length / 2)] ?? 0, msP95: times[Math.floor(times.length * 0.95)] ?? 0,
    },
  };
}

/** Width, case, variants and spaces do not make an answer wrong. */
const plain = (text: string): string => fold(text).replaceAll(/\s+/g, '');
