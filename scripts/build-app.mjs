/** Builds the app's pages into dist/app when their sources changed. */
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { root, run } from './runtime.mjs';

function* files(folder) {
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    if (entry.name.startsWith('.')) continue;
    const path = join(folder, entry.name);
    if (entry.isDirectory()) yield* files(path);
    else yield path;
  }
}

function sourcesHash() {
  const hash = createHash('sha256');
  const sources = [...files(join(root, 'renderer')), ...files(join(root, 'core/contract')), join(root, 'package-lock.json'), join(root, 'vite.config.ts')];
  for (const path of sources) hash.update(path).update(readFileSync(path));
  return hash.digest('hex');
}

export async function buildAppIfChanged() {
  const marker = join(root, 'dist/app/.built-from');
  const hash = sourcesHash();
  if (existsSync(marker) && readFileSync(marker, 'utf8') === hash) return;
  console.error('Sprout: building the pages …');
  const code = await run(join(root, 'node_modules/vite/bin/vite.js'), ['build', '--logLevel', 'warn'], { stdio: ['ignore', 2, 2] });
  if (code !== 0) throw new Error('The pages could not be built: the lines above say why.');
  writeFileSync(marker, hash);
}
