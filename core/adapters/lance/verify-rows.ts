import type { Table } from '@lancedb/lancedb';
import { chunksFrom } from './chunk-rows.ts';
import { chunkColumns } from './chunk-schema.ts';

const rowsAtOnce = 5000;

/** Reads every row. @returns what cannot be right about them. */
export async function verifyRows(table: Table): Promise<string[]> {
  const problems: string[] = [];
  const seen = new Set<string>();
  try {
    const rows = await table.countRows();
    for (let offset = 0; offset < rows; offset += rowsAtOnce) {
      for (const chunk of chunksFrom(await table.query().select([...chunkColumns]).offset(offset).limit(rowsAtOnce).toArrow())) {
        if (seen.has(chunk.id)) problems.push(`chunk ${chunk.id} is there twice`);
        if (chunk.end < chunk.start) problems.push(`chunk ${chunk.id} ends before it starts`);
        seen.add(chunk.id);
      }
    }
    if (seen.size < rows && problems.length === 0) problems.push(`${rows - seen.size} chunks cannot be read`);
  } catch (error) {
    problems.push(`rows cannot be read: ${error instanceof Error ? error.message.split('\n')[0] : String(error)}`);
  }
  return problems;
}
