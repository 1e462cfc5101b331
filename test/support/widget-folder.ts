import { cpSync, existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { newFolder } from './new-folder.ts';

/** A folder with what is published beside the index: the built engine, and the built widget or, where there is none yet, a script that does nothing. */
export function widgetFolder(): string {
  const folder = newFolder();
  const built = join(import.meta.dirname, '../../dist/widget');
  if (existsSync(built)) cpSync(built, folder, { recursive: true });
  if (!existsSync(join(folder, 'sprout.js'))) writeFileSync(join(folder, 'sprout.js'), '// no widget was built');
  return folder;
}
