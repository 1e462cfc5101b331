import { fold } from './fold.ts';
import { stem } from './stem.ts';
import { isQuestionWord } from './question-words.ts';

/** Changes with the rules below: an index that was made by others is written anew. */
export const analysisVersion = '2';

/** A number with its separators, a code of letters and digits, a word, or a run of CJK characters. */
const tokens = /\d+(?:[.,:/-]\d+)*%?|[a-z\d]+(?:[-_./'’@&+][a-z\d]+)*|[\u3400-\u9fff\uf900-\ufaff]+|[\p{L}\p{M}\p{N}]+/gu;
const han = /^[\u3400-\u9fff\uf900-\ufaff]/;

/** The terms a passage is found by, repeated as often as they occur. CJK runs give pairs of characters. */
export function indexTerms(text: string): string[] {
  return termsOf(fold(text));
}

/** The same of text that is folded already. */
export const indexTermsOfFolded = (folded: string): string[] => termsOf(folded);

/** The distinct terms of a question that say what it is about; all its terms when it has no other. */
export function queryTerms(question: string): string[] {
  const all = [...new Set(termsOf(withoutQuestionPhrases(fold(question))))];
  const telling = all.filter((term) => !isQuestionWord(term));
  return telling.length > 0 ? telling : [...new Set(indexTerms(question))];
}

/** What a passage is indexed by: its terms, and each CJK character once, for questions that share no two characters in a row with it. @param before the terms of what stands before it. */
export function searchTokens(text: string, before: readonly string[] = []): string[] {
  const folded = fold(text);
  const terms = [...before, ...termsOf(folded)];
  const known = new Set(terms);
  const characters = [...before, folded].join(' ').match(/[\u3400-\u9fff\uf900-\ufaff]/g) ?? [];
  return [...terms, ...new Set(characters.filter((character) => !known.has(character)))];
}

const segmenter = new Intl.Segmenter('zh', { granularity: 'word' });
const emptyCharacters = new Set('的了是在和与及或也都就被把对为以于之中上下有个这那其而由从到我你他她它们您能会要可还不没吗呢吧啊请给用做让去来多少几什么哪谁怎如何里时候得着过很最更再又所该将等');

/** The words of a question that its answer must be about; CJK words as they are written, others as terms. */
export function contentWords(question: string): string[] {
  const folded = withoutQuestionPhrases(fold(question));
  const words: string[] = [];
  for (const [token] of folded.matchAll(tokens)) {
    if (!han.test(token)) { addWord(token, words); continue; }
    for (const { segment } of segmenter.segment(token)) if ([...segment].some((character) => !emptyCharacters.has(character))) words.push(segment);
  }
  return [...new Set(words)].filter((word) => !isQuestionWord(word));
}

function termsOf(folded: string): string[] {
  const terms: string[] = [];
  for (const [token] of folded.matchAll(tokens)) {
    if (han.test(token)) addPairs(token, terms);
    else if (/^\d/.test(token) && /^[\d.,]+%?$/.test(token)) terms.push(plainNumber(token));
    else addWord(token, terms);
  }
  return terms;
}

function addPairs(run: string, terms: string[]): void {
  if (run.length === 1) terms.push(run);
  for (let at = 0; at + 1 < run.length; at += 1) terms.push(run.slice(at, at + 2));
}

/** A code is found whole and by its parts: "ab-1203" as "ab-1203", "ab", "1203". */
function addWord(token: string, terms: string[]): void {
  const word = token.replace(/['’]s$/, '').replaceAll(/['’]/g, '');
  const parts = word.split(/[-_./@&+:]/).filter((part) => part !== '');
  if (parts.length > 1) terms.push(word);
  for (const part of parts) terms.push(stem(part));
}

/** "1,280.00" and "1280" are the same number. */
function plainNumber(token: string): string {
  const percent = token.endsWith('%') ? '%' : '';
  const digits = token.replace(/%$/, '').replaceAll(/,(?=\d{3}(?:\D|$))/g, '').replace(/[.,]$/, '');
  return (/^\d+\.\d+$/.test(digits) ? digits.replace(/\.?0+$/, '') : digits) + percent;
}

const questionPhrases = /(?:请问|什么时候|为什么|怎么样|怎么|怎样|如何|什么|哪一?[年月日天个些位种家座所国人里儿]|哪|多少|几[年月日天个次位种]|谁|是否|有没有|吗|呢|何时|何地|何人|为何|何)/g;

/** Takes out of a Chinese question what asks, so that pairs across it do not count as missing. */
function withoutQuestionPhrases(folded: string): string {
  return folded.replaceAll(questionPhrases, ' ');
}
