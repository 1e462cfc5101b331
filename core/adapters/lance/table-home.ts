import { mkdir, rm } from 'node:fs/promises';
import { join, resolve } from 'node:path';

/** Where the parts of an index lie. Absolute, since LanceDB takes some relative paths for cloud addresses. */
export interface TableHome {
  readonly root: string;
  readonly table: string;
  readonly seal: string;
}

export const tableName = 'chunks';

export function tableHome(directory: string): TableHome {
  const root = resolve(directory);
  return { root, table: join(root, `${tableName}.lance`), seal: join(root, 'seal.jsonl') };
}

/** Throws a damaged index away before it is opened anew; the caller writes it again from SQLite. */
export async function discardLanceIndex(directory: string): Promise<void> {
  const { root, table, seal } = tableHome(directory);
  await rm(table, { recursive: true, force: true });
  await rm(seal, { force: true });
  await mkdir(root, { recursive: true });
}
