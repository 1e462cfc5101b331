import type { Exchange } from '../../contract/index.ts';
import { indexTerms, queryTerms } from '../../shared/text/analyse.ts';
import { splitSentences } from '../../shared/text/sentences.ts';

/** Statements that a prompt recalls at most. */
const most = 8;
const longest = 200;

/**
 * What earlier exchanges of a long conversation said that bears on the question: the reader's own statements ("we are 24 people"), and
 * answers that a passage supported. Word for word, so that names, numbers and dates stay what they are; in the order in which they were said.
 */
export function recall(question: string, earlier: readonly Exchange[]): string[] {
  const asked = new Set(queryTerms(question));
  const statements = earlier.flatMap(({ question: said, answer }) => [
    ...splitSentences(said).map(({ text }) => text).filter(isStatement),
    ...answer.sentences.filter(({ citations }) => citations.length > 0).map(({ text }) => text),
  ]).map((text) => text.trim()).filter((text) => text.length <= longest);
  const holders = new Map([...asked].map((term) => [term, statements.filter((text) => indexTerms(text).includes(term)).length]));
  const scored = [...new Set(statements)].map((text, at) => {
    const terms = new Set(indexTerms(text));
    let score = 0;
    // What stands in every statement tells nothing of this one.
    for (const term of asked) if (terms.has(term)) score += 1 / (holders.get(term) || 1);
    return { text, at, score };
  });
  return scored.filter(({ score }) => score > 0).sort((a, b) => b.score - a.score || b.at - a.at).slice(0, most).sort((a, b) => a.at - b.at).map(({ text }) => text);
}

const isStatement = (sentence: string): boolean => !/[?？]\s*$|[吗呢么]\s*[。.]?\s*$/u.test(sentence);
