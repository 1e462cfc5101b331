import type { NewExample } from '../../../contract/index.ts';

export interface Labelled { readonly question: string; readonly answer: string; readonly line: number }

const questionLabel = /^\s*(?:[-*•]\s*)?(?:\*\*)?(?:\d{1,4}\s*[.)、．]\s*)?(?:questions?|q|customer|client|user|human|text|input|问题?|提问|客户|顾客|用户|买家|文本|输入)\s*\d{0,4}\s*(?:\*\*)?\s*[:：.、]\s*(?:\*\*)?/i;
const answerLabel = /^\s*(?:[-*•]\s*)?(?:\*\*)?(?:\d{1,4}\s*[.)、．]\s*)?(?:answers?|a|reply|response|assistant|agent|support|we|me|label|output|答案?|回答|回复|答复|客服|商家|店家|卖家|我们?|标签|输出)\s*\d{0,4}\s*(?:\*\*)?\s*[:：.、]\s*(?:\*\*)?/i;
const asks = /[?？]\s*(?:\*\*)?\s*$/;

/** "Q: … A: …" and its like; "1. 问：… 答：…". What follows a label without one of its own belongs to it. */
export function labelledPairs(text: string): Labelled[] {
  const pairs: { question: string; answer: string; line: number }[] = [];
  let side: 'question' | 'answer' | undefined;
  text.split('\n').forEach((row, at) => {
    // "问：…答：…" in one line.
    const inline = /^(.*?\S)\s+(?=(?:A|答|Answer|回答|答案)\s*[:：])/i.exec(row);
    const parts = inline && questionLabel.test(row) ? [inline[1] ?? '', row.slice(inline[0].length)] : [row];
    for (const part of parts) {
      const last = pairs.at(-1);
      if (questionLabel.test(part)) {
        pairs.push({ question: part.replace(questionLabel, ''), answer: '', line: at + 1 });
        side = 'question';
      } else if (answerLabel.test(part) && last && side !== undefined) {
        // Two answers to one question are one answer.
        last.answer = [last.answer, part.replace(answerLabel, '')].filter((each) => each !== '').join('\n');
        side = 'answer';
      } else if (last && side) last[side] = `${last[side]}\n${part}`;
    }
  });
  return pairs.map(({ question, answer, line }) => ({ question: tidy(question), answer: tidy(answer), line })).filter(({ question }) => question !== '');
}

/** A line that asks, and below it what answers, up to an empty line or the next that asks. */
export function askedPairs(text: string): Labelled[] {
  const pairs: { question: string; answer: string; line: number }[] = [];
  let open: { question: string; answer: string; line: number } | undefined;
  text.split('\n').forEach((row, at) => {
    if (asks.test(row) && row.trim().length <= longestQuestion && (!open || open.answer.trim() !== '' )) {
      open = { question: row.replace(/^\s*(?:#{1,6}|[-*•]|\d{1,4}\s*[.)、．])\s*/, ''), answer: '', line: at + 1 };
      pairs.push(open);
    } else if (open) {
      // An empty line after an answer ends it; one between question and answer does not.
      if (row.trim() === '' && open.answer.trim() !== '') open = undefined;
      else open.answer += `${row}\n`;
    }
  });
  return pairs.map(({ question, answer, line }) => ({ question: tidy(question), answer: tidy(answer), line }));
}

export function toExamples(pairs: readonly Labelled[], name?: string): NewExample[] {
  return pairs.map(({ question, answer, line }) => ({ question, answer, before: [], origin: name === undefined ? { kind: 'paste', line } : { kind: 'file', name, line } }));
}

const longestQuestion = 300;
const tidy = (text: string): string => text.replace(/^\s*\*\*|\*\*\s*$/g, '').replaceAll(/\n{3,}/g, '\n\n').trim();
