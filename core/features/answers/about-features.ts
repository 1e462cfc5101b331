import type { Question, RankedSentence, ReadPassage } from '../search/index.ts';
import { coverage, telling } from '../../shared/text/weights.ts';
import { holdsWord } from '../../shared/text/words.ts';

/** Whether a sentence, or what was said before it, is about what the question is about; part of the sentence network's inputs, in this order. */
export const aboutInputs = ['words', 'wordsWithBefore', 'wordsWithAllBefore', 'subject', 'subjectBefore', 'subjectAround', 'inMarks', 'inMarksBefore'] as const;

/** Where the question has no such thing. */
const unknown = 0.5;

/** Rows of `aboutInputs` for a passage's sentences. @param sentences all that compete. */
export function aboutReader(question: Question, sentences: readonly RankedSentence[]): (passage: ReadPassage) => number[][] {
  const { words, inMarks } = question;
  const [subject] = words;
  const held = new Map(sentences.map((sentence) => [sentence, new Set(words.filter((word) => holdsWord(word, (part) => sentence.terms.has(part))))]));
  const weights = telling(words, [...held.values()]);
  const share = (...sets: readonly (ReadonlySet<string> | undefined)[]): number => coverage(weights, (word) => sets.some((set) => set?.has(word) === true));
  const held01 = (inside: boolean): number => (inside ? 1 : 0);

  return (passage) => {
    const said = new Set<string>();
    const named = new Set<string>();
    const around = subject === undefined ? unknown : held01(holdsWord(subject, (part) => passage.terms.has(part)));
    return passage.sentences.map((sentence, at): number[] => {
      const here = held.get(sentence) ?? new Set<string>();
      const before = passage.sentences[at - 1];
      const own = share(here);
      const names = inMarks.filter((name) => sentence.flat.includes(name));
      const row = [
        own, before === undefined ? 0 : share(here, held.get(before)) - own, share(here, said) - own,
        ...(subject === undefined ? [unknown, unknown] : [held01(here.has(subject)), held01(said.has(subject))]), around,
        ...(inMarks.length === 0 ? [unknown, unknown] : [names.length / inMarks.length, named.size / inMarks.length]),
      ];
      for (const word of here) said.add(word);
      for (const name of names) named.add(name);
      return row;
    });
  };
}
