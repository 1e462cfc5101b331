import { SproutError, type NewExample, type RecipeMeasure } from '../../../contract/index.ts';
import { chatExamples, readConversation } from './chat-examples.ts';
import { columnsOf } from './columns.ts';
import { parseDelimited } from './delimited.ts';
import { jsonExamples, looksLikeJson } from './json-examples.ts';
import { askedPairs, labelledPairs, toExamples } from './paste-examples.ts';
import { tableExamples } from './table-examples.ts';

export interface TakeOptions {
  readonly measure: RecipeMeasure;
  /** Who speaks for the firm in a conversation. */
  readonly speaker?: string | undefined;
  /** File name; absent for what was pasted. */
  readonly name?: string;
}

/**
 * Examples from a text, whatever shape it has: JSONL, a table, a conversation, labelled pairs, or questions with answers below.
 * @throws SproutError naming the file, the line and what to do; nothing is taken then.
 */
export function takeText(text: string, { measure, speaker, name }: TakeOptions): NewExample[] {
  const file = name ?? '…';
  if (text.trim() === '') throw new SproutError('file-empty', { file });
  if (/\.jsonl?$/i.test(name ?? '') || looksLikeJson(text)) return marked(jsonExamples(text, file), name);
  if (/\.(?:csv|tsv|tab)$/i.test(name ?? '')) return tableExamples([{ rows: parseDelimited(text) }], file, measure);
  const said = readConversation(text);
  if (said.length > 0) return chatExamples(said, file, speaker);
  const labelled = labelledPairs(text);
  const asked = askedPairs(text);
  const whole = (pairs: typeof labelled): number => pairs.filter(({ answer }) => answer !== '').length;
  const pairs = labelled.length >= Math.max(1, asked.length) ? labelled : asked;
  const table = tableIn(text, measure);
  if (table && table.length >= whole(pairs)) return marked(table.map((example) => ({ ...example, origin: { ...example.origin, name: file } })), name);
  if (whole(pairs) === 0) throw pairs.length > 0 ? new SproutError('examples-one-sided', { file, line: pairs[0]?.line ?? 1 }) : new SproutError('examples-none', { file });
  return toExamples(pairs, name);
}

/** A table that was copied: with tabs from a sheet, with commas, or in Markdown. */
function tableIn(text: string, measure: RecipeMeasure): NewExample[] | undefined {
  const rows = text.split('\n').filter((row) => row.trim() !== '');
  const markdown = rows.filter((row) => /^\s*\|.*\|\s*$/.test(row)).length >= 2;
  const parsed = markdown
    ? parseDelimited(text.split('\n').map((row) => (/^[\s|:-]+$/.test(row) ? '' : row.trim().replace(/^\||\|$/g, ''))).join('\n'), '|')
    : parseDelimited(text);
  const tabbed = rows.every((row) => row.includes('\t'));
  if (!columnsOf(parsed[0]?.cells ?? [], measure) && !tabbed) return undefined;
  try {
    return tableExamples([{ rows: parsed }], '…', measure);
  } catch {
    return undefined;
  }
}

/** What was pasted came from no file. */
function marked(examples: readonly NewExample[], name: string | undefined): NewExample[] {
  return examples.map((example) => (name === undefined ? { ...example, origin: { kind: 'paste', ...(example.origin.line === undefined ? {} : { line: example.origin.line }) } } : example));
}
