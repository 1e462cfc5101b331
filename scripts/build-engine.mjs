/** Bundles what searches a published index in a visitor's browser into dist/widget, when its sources changed: `engine-HASH.js` and its parts. */
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from './runtime.mjs';

const out = join(root, 'dist/widget');
const isOurs = (name) => /^(engine|part)-[\w-]+\.js$/.test(name);

function sourcesHash() {
  const hash = createHash('sha256');
  const sources = ['core/features/sites', 'core/features/answers', 'core/features/search', 'core/features/documents', 'core/shared/text'];
  for (const folder of sources) {
    for (const entry of readdirSync(join(root, folder), { recursive: true, withFileTypes: true })) {
      if (entry.isFile() && entry.name.endsWith('.ts') && !entry.parentPath.includes('.types')) hash.update(readFileSync(join(entry.parentPath, entry.name)));
    }
  }
  return hash.update(readFileSync(join(root, 'package-lock.json'))).update(readFileSync(import.meta.filename)).digest('hex');
}

/** Folding takes the table of Chinese characters from what is loaded later. */
const laterTable = {
  name: 'later-table',
  resolveId: (source, importer) => (source === './simplify.ts' && importer?.endsWith('/fold.ts') ? join(root, 'core/shared/text/simplify-later.ts') : null),
};

export async function buildEngine() {
  const marker = join(out, '.engine-built-from');
  const hash = sourcesHash();
  if (existsSync(marker) && readFileSync(marker, 'utf8') === hash && readdirSync(out).some(isOurs)) return;
  console.error('Sprout: building the engine for websites …');
  mkdirSync(out, { recursive: true });
  for (const name of readdirSync(out)) if (isOurs(name)) rmSync(join(out, name));
  const { build } = await import('rolldown');
  await build({
    input: { engine: join(root, 'core/features/sites/engine/browser.ts') }, platform: 'browser', plugins: [laterTable], logLevel: 'warn',
    // Nothing of the core does anything by being loaded: what is not called is left out, zod first of all.
    treeshake: { moduleSideEffects: false }, transform: { target: 'es2022' },
    output: { dir: out, format: 'es', minify: true, entryFileNames: 'engine-[hash].js', chunkFileNames: 'part-[hash].js' },
  });
  writeFileSync(marker, hash);
}

if (process.argv[1] === import.meta.filename) await buildEngine();
