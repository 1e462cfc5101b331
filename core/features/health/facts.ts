import type { Block, Extraction } from '../../contract/index.ts';
import { indexTerms } from '../../shared/text/analyse.ts';
import { isQuestionWord } from '../../shared/text/question-words.ts';
import { splitSentences } from '../../shared/text/sentences.ts';
import { moneyInColumn, valuesIn, type Value } from './values.ts';

/** One value that a document gives, with what it gives it for. */
export interface Fact extends Pick<Value, 'kind' | 'value' | 'shown'> {
  /** The words around the value: what it is about. */
  readonly terms: ReadonlySet<string>;
  /** Part and article numbers among them, such as "GK-10": the same one means the same thing. */
  readonly codes: ReadonlySet<string>;
  readonly quote: string;
  /** Offsets of the quote into the document text. */
  readonly start: number;
  readonly end: number;
  readonly page?: number;
}

const mostFacts = 3000;
const code = /\b(?=[A-Z0-9-]*\d)(?=[A-Z0-9-]*[A-Z])[A-Z]{1,4}-?\d[A-Z0-9-]*\b/g;

/** The facts of a document: sentences and table rows that give exactly one value of a kind. */
export function factsOf({ blocks }: Extraction): Fact[] {
  const facts: Fact[] = [];
  for (const block of blocks) {
    if (facts.length >= mostFacts) break;
    if (block.kind === 'table-row') facts.push(...rowFacts(block));
    else if (block.kind !== 'heading') facts.push(...sentenceFacts(block));
  }
  return facts;
}

function sentenceFacts(block: Block): Fact[] {
  return splitSentences(block.text).flatMap((sentence) => {
    const values = valuesIn(sentence.text);
    return values.filter(({ kind, value }) => !values.some((other) => other.kind === kind && other.value !== value))
      .map((value) => fact(value, values.reduceRight((text, { start, end }) => `${text.slice(0, start)} ${text.slice(end)}`, sentence.text), sentence.text, { ...block, start: block.start + sentence.start, end: block.start + sentence.end }));
  });
}

/** Each value of a row is about the names in the row and the name of its column. */
function rowFacts(block: Block): Fact[] {
  const { cells = [], header } = block;
  if (block.isHeader === true || header === undefined) return [];
  const read = cells.map((cell, column) => moneyInColumn(header[column] ?? '', cell) ?? single(valuesIn(cell), cell));
  const names = cells.filter((cell, column) => read[column] === undefined && !/^[\d.,\s]*$/.test(cell)).join(' ');
  return read.flatMap((value, column) => (value === undefined ? [] : [fact(value, `${names} ${header[column] ?? ''}`, block.text, block)]));
}

/** A cell that is a value, and nothing more than a value. */
function single(values: readonly Value[], cell: string): Value | undefined {
  const [value, more] = values;
  return value && !more && value.end - value.start >= cell.length * 0.6 ? value : undefined;
}

function fact({ kind, value, shown }: Value, about: string, quote: string, { start, end, page }: Pick<Block, 'start' | 'end' | 'page'>): Fact {
  return {
    kind, value, shown, quote, start, end, ...(page === undefined ? {} : { page }),
    terms: new Set(indexTerms(about).filter((term) => !isQuestionWord(term) && !/^\d/.test(term))),
    codes: new Set(about.match(code)),
  };
}
