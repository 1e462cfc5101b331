/** Builds the website widget into dist/widget/sprout.js when its sources changed: one classic script, minified, without a map. Fails when it is too large. */
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { root } from './runtime.mjs';

const out = join(root, 'dist/widget');
const file = join(out, 'sprout.js');
/** Bytes, gzipped (issue: at most 15 kB). */
export const widgetBudget = 15_000;

function sourcesHash() {
  const hash = createHash('sha256').update(readFileSync(import.meta.filename));
  for (const folder of ['renderer/widget', 'renderer/shared']) {
    for (const entry of readdirSync(join(root, folder), { recursive: true, withFileTypes: true }).sort((a, b) => (join(a.parentPath, a.name) < join(b.parentPath, b.name) ? -1 : 1))) {
      if (entry.isFile() && entry.name.endsWith('.ts')) hash.update(entry.name).update(readFileSync(join(entry.parentPath, entry.name)));
    }
  }
  return hash.digest('hex');
}

/** Names of fields that never leave the script: not sent, not stored, not the browser's. Each becomes a letter or two, which saves a few hundred bytes. */
const internal = [
  'assistant', 'batch', 'begin', 'binary', 'busy', 'canAsk', 'canRate', 'clock', 'deliver', 'draft', 'failed', 'failures', 'follow', 'gateway', 'hasWork', 'health', 'isEmpty', 'isOpen', 'isWaiting', 'isWatched', 'keep', 'leave', 'link', 'lock', 'node',
  'onAsk', 'onBack', 'onChange', 'onDelivered', 'onForget', 'onLanguage', 'onOpened', 'onPlace', 'onRate', 'onRestart', 'onSend', 'onStop', 'onText', 'onTyping', 'otherLanguage', 'outbox', 'rate', 'refused', 'resume', 'retryAt', 'root', 'say', 'session', 'setBusy', 'setLocale', 'silence', 'succeeded', 'takesMessages', 'typing', 'wake',
];

/** A name that is also written as a text would be found by one of its two spellings only. */
const apart = {
  name: 'internal-names-apart',
  renderChunk(code) {
    const [clash] = code.match(new RegExp(`["'](?:${internal.join('|')})["']`)) ?? [];
    if (clash) throw new Error(`The widget uses ${clash} as a text: take it off the internal names.`);
  },
};

/** Line breaks of the style sheet are for its readers. */
const denseStyles = {
  name: 'dense-styles',
  transform: (code, id) => (id.endsWith('view/styles.ts') ? code.replaceAll(/(?<=export const \w+Styles = `)[^`]*/g, (styles) => styles.replaceAll(/;?\n/g, '').replaceAll(';}', '}')) : undefined),
};

export async function buildWidgetIfChanged() {
  const marker = join(out, '.widget-built-from');
  const hash = sourcesHash();
  if (existsSync(file) && existsSync(marker) && readFileSync(marker, 'utf8') === hash) return;
  console.error('Sprout: building the website widget …');
  mkdirSync(out, { recursive: true });
  const { build } = await import('rolldown');
  await build({
    input: join(root, 'renderer/widget/main.ts'), platform: 'browser', logLevel: 'warn', plugins: [apart, denseStyles], transform: { target: 'es2020' },
    output: { file, format: 'iife', codeSplitting: false, comments: false, minify: { compress: true, mangle: true, codegen: true, mangleProps: { include: new RegExp(`^(?:${internal.join('|')})$`) } } },
  });
  const size = widgetSize();
  if (size > widgetBudget) throw new Error(`The widget is ${size} bytes gzipped, over ${widgetBudget}.`);
  writeFileSync(marker, hash);
}

/** Bytes of the built script, gzipped as web hosts do. */
export const widgetSize = () => gzipSync(readFileSync(file), { level: 6 }).length;

if (process.argv[1] === import.meta.filename) { await buildWidgetIfChanged(); console.log(`dist/widget/sprout.js: ${widgetSize()} bytes gzipped`); }
