/** `node scripts/screenshots.mjs FOLDER`: pictures of every page, to be looked at. */
import { join } from 'node:path';
import { buildPages } from './build-pages.mjs';
import { install, root, run } from './runtime.mjs';

try {
  install();
  await buildPages();
  process.exitCode = await run(join(root, 'test/e2e/support/take-screenshots.ts'), process.argv.slice(2), { cwd: process.cwd() });
} catch (error) {
  console.error(String(error.message));
  process.exitCode = 1;
}
