import { SproutError, type NewExample, type RecipeMeasure } from '../../../contract/index.ts';
import { columnsOf, looksLikeData, type Columns } from './columns.ts';
import type { DelimitedRow } from './delimited.ts';

export interface Table { readonly rows: readonly DelimitedRow[] }

/**
 * Examples from the rows of tables. Sheets that are something else are left out as long as one is right.
 * @throws SproutError examples-columns with the names found; examples-one-sided when no row has both sides.
 */
export function tableExamples(tables: readonly Table[], file: string, measure: RecipeMeasure): NewExample[] {
  const found = tables.flatMap((table) => { const columns = readColumns(table, measure); return columns ? [{ table, ...columns }] : []; });
  if (found.length === 0) {
    const names = tables.map(({ rows }) => rows[0]?.cells.filter((cell) => cell !== '').map((cell) => cell.slice(0, 30)).join(', ') ?? '').find((text) => text !== '');
    throw new SproutError('examples-columns', { file, found: names ?? '–' });
  }
  const examples = found.flatMap(({ table, columns, from }) => table.rows.slice(from).flatMap((row) => toExample(row, columns, file)));
  if (!examples.some(({ question, answer }) => question !== '' && answer !== '')) {
    const line = examples[0]?.origin.line ?? found[0]?.table.rows[0]?.line ?? 1;
    throw new SproutError('examples-one-sided', { file, line });
  }
  return examples.filter(({ question }) => question !== '');
}

function readColumns({ rows }: Table, measure: RecipeMeasure): { columns: Columns; from: number } | undefined {
  const [first] = rows;
  if (!first) return undefined;
  const columns = columnsOf(first.cells, measure);
  if (columns) return { columns, from: 1 };
  // Two columns without names are question and answer.
  const width = Math.max(...rows.map(({ cells }) => cells.length));
  return width === 2 && looksLikeData(first.cells) ? { columns: { question: 0, answer: 1 }, from: 0 } : undefined;
}

function toExample({ cells, line }: DelimitedRow, { question, answer, input, system }: Columns, file: string): NewExample[] {
  const cell = (at: number | undefined): string => (at === undefined ? '' : cells[at]?.trim() ?? '');
  const asked = [cell(question), cell(input)].filter((text) => text !== '').join('\n');
  if (asked === '' && cell(answer) === '') return [];
  return [{ question: asked, answer: cell(answer), before: cell(system) === '' ? [] : [{ role: 'system', content: cell(system) }], origin: { kind: 'file', name: file, line } }];
}
