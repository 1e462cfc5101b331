import type { Block, Extraction, NewExample } from '../../../contract/index.ts';
import { scriptOf } from '../../../shared/text/script.ts';
import { splitSentences } from '../../../shared/text/sentences.ts';
import { labelledPairs } from './paste-examples.ts';

export interface SourceDocument { readonly id: string; readonly name: string; readonly extraction: Extraction }

/** Length of an answer that is worth learning, in characters. */
const shortest = 15;
const longest = 900;
const mostColumns = 6;
const mostRows = 200;
/** Headings that are a place in a document and no subject. */
const noSubject = /^(?:contents|table of contents|introduction|overview|general|summary|appendix.*|page \d+|目录|前言|概述|总则|附录.*|第[一二三四五六七八九十\d]+[章节条]?|\d+(?:\.\d+)*)$/i;
const isQuestion = (text: string): boolean => /[?？]\s*$/.test(text) && text.length <= 200;

const ask = {
  heading: { en: (subject: string) => `What should I know about ${subject}?`, zh: (subject: string) => `关于${subject}，有哪些说明？` },
  cell: { en: (column: string, row: string) => `What is the ${column} of ${row}?`, zh: (column: string, row: string) => `${row}的${column}是什么？` },
  value: { en: (column: string, row: string, value: string) => `The ${column} of ${row} is ${value}.`, zh: (column: string, row: string, value: string) => `${row}的${column}是${value}。` },
} as const;

/**
 * Examples made by rules from what a document says: pairs that are questions and answers already, sections under a heading, rows of tables.
 * The answers are the document's own words.
 */
export function documentExamples({ id, name, extraction: { blocks } }: SourceDocument): NewExample[] {
  const origin = (page: number | undefined): NewExample['origin'] => ({ kind: 'document', name, document: id, ...(page === undefined ? {} : { page }) });
  const made: NewExample[] = [];
  const add = (question: string, answer: string, page: number | undefined): void => {
    const cut = shortened(answer.trim());
    if (cut.length >= shortest) made.push({ question: question.trim(), answer: cut, before: [], origin: origin(page) });
  };
  for (const section of sectionsOf(blocks)) {
    const { heading, body, page } = section;
    const text = body.map(({ text: each }) => each).join('\n');
    const labelled = labelledPairs(text).filter(({ answer }) => answer !== '');
    if (labelled.length > 0) { for (const { question, answer } of labelled) add(question, answer, page); continue; }
    const rest = askedBlocks(body, add);
    if (heading === undefined || rest === '') continue;
    if (isQuestion(heading)) add(heading, rest, page);
    else if (!noSubject.test(heading) && heading.length <= 60) add(ask.heading[scriptOf(heading)](heading.replace(/[:：]\s*$/, '')), rest, page);
  }
  for (const { question, answer, page } of tablePairs(blocks)) made.push({ question, answer, before: [], origin: origin(page) });
  return made;
}

interface Section { readonly heading: string | undefined; readonly page: number | undefined; readonly body: Block[] }

/** Headings with the paragraphs and lists below them; tables are read by their rows. */
function sectionsOf(blocks: readonly Block[]): Section[] {
  const sections: Section[] = [{ heading: undefined, page: blocks[0]?.page, body: [] }];
  for (const block of blocks) {
    if (block.kind === 'heading') sections.push({ heading: block.text.replace(/^\d+(?:\.\d+)*[.、]?\s+/, ''), page: block.page, body: [] });
    else if (block.kind === 'paragraph' || block.kind === 'list-item') sections.at(-1)?.body.push(block);
  }
  return sections.filter(({ body }) => body.length > 0);
}

/** A paragraph that asks, and those below it up to the next that asks. @returns what comes before the first. */
function askedBlocks(body: readonly Block[], add: (question: string, answer: string, page: number | undefined) => void): string {
  const before: string[] = [];
  let open: { question: string; page: number | undefined; answer: string[] } | undefined;
  const close = (): void => { if (open) add(open.question, open.answer.join('\n'), open.page); open = undefined; };
  for (const { text, page } of body) {
    if (isQuestion(text)) { close(); open = { question: text, page, answer: [] }; } else if (open) open.answer.push(text);
    else before.push(text);
  }
  close();
  return before.join('\n');
}

/** Of each row what its columns say about its first cell. */
function tablePairs(blocks: readonly Block[]): { question: string; answer: string; page: number | undefined }[] {
  const rows = blocks.filter(({ kind, header, isHeader }) => kind === 'table-row' && header !== undefined && isHeader !== true).slice(0, mostRows);
  return rows.flatMap(({ cells = [], header = [], page }) => {
    const [subject = ''] = cells;
    if (subject === '' || subject.length > 60 || /^[\d.,%\s]+$/.test(subject)) return [];
    return header.slice(1, 1 + mostColumns).flatMap((column, at) => {
      const value = cells[at + 1] ?? '';
      if (column === '' || value === '' || value === subject || value.length > longest) return [];
      const script = scriptOf(`${column}${subject}`);
      return [{ question: ask.cell[script](column, subject), answer: ask.value[script](column, subject, value), page }];
    });
  });
}

/** At most so long, ending with a sentence. */
function shortened(text: string): string {
  if (text.length <= longest) return text;
  const ends = splitSentences(text).map(({ end }) => end).filter((end) => end <= longest);
  return text.slice(0, ends.at(-1) ?? longest).trim();
}
