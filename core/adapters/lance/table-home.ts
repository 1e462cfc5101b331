import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { fsyncPath } from './files.ts';

/** Where the parts of an index lie. Absolute, since LanceDB takes some relative paths for cloud addresses. */
export interface TableHome {
  readonly root: string;
  /** Names the rules by which the index was made. */
  readonly rules: string;
  readonly table: string;
  readonly seal: string;
}

export const tableName = 'chunks';

export function tableHome(directory: string): TableHome {
  const root = resolve(directory);
  return { root, rules: join(root, 'rules'), table: join(root, `${tableName}.lance`), seal: join(root, 'seal.jsonl') };
}

/** Throws an index away that was made by other rules, or by rules that nobody noted, and notes these. */
export async function discardIfOtherRules(directory: string, rules: string): Promise<void> {
  const home = tableHome(directory);
  const noted = await readFile(home.rules, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return undefined;
    throw error;
  });
  if (noted === rules) return;
  await discardLanceIndex(directory);
  await writeFile(home.rules, rules);
  await fsyncPath(home.rules, 'file');
}

/** Throws a damaged index away before it is opened anew; the caller writes it again from SQLite. */
export async function discardLanceIndex(directory: string): Promise<void> {
  const { root, table, seal } = tableHome(directory);
  await rm(table, { recursive: true, force: true });
  await rm(seal, { force: true });
  await mkdir(root, { recursive: true });
}
