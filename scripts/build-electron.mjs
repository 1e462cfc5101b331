/** Bundles the desktop shell into dist/electron when its sources changed. The core is not bundled: Node runs its TypeScript as it is. */
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { builtinModules } from 'node:module';
import { join } from 'node:path';
import { root } from './runtime.mjs';

const out = join(root, 'dist/electron');
const bundles = [
  { input: 'electron/main/main.ts', file: 'main.js', format: 'es' },
  // A sandboxed preload script is CommonJS.
  { input: 'electron/preload/preload.ts', file: 'preload.cjs', format: 'cjs' },
];

function sourcesHash() {
  const hash = createHash('sha256');
  for (const folder of ['electron', 'core/contract', 'core/shell']) {
    for (const entry of readdirSync(join(root, folder), { recursive: true, withFileTypes: true })) {
      if (entry.isFile() && entry.name.endsWith('.ts') && !entry.parentPath.includes('.types')) hash.update(readFileSync(join(entry.parentPath, entry.name)));
    }
  }
  return hash.digest('hex');
}

export async function buildElectron() {
  const marker = join(out, '.built-from');
  const hash = sourcesHash();
  if (existsSync(marker) && readFileSync(marker, 'utf8') === hash) return;
  console.error('Sprout: building the desktop shell …');
  mkdirSync(out, { recursive: true });
  const { build } = await import('rolldown');
  for (const { input, file, format } of bundles) {
    await build({ input: join(root, input), platform: 'node', external: ['electron', /^node:/, ...builtinModules], logLevel: 'warn', output: { file: join(out, file), format, codeSplitting: false } });
  }
  writeFileSync(marker, hash);
}

if (process.argv[1] === import.meta.filename) await buildElectron();
