/** Builds the website widget into dist/widget/sprout.js when its sources changed: one classic script, minified, without a map. Fails when it is too large. */
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { root } from './runtime.mjs';

const out = join(root, 'dist/widget');
const file = join(out, 'sprout.js');
const widget = join(root, 'renderer/widget');
/** The module that is run when the widget is first opened. */
const later = join(widget, 'widget.ts');
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
  'assistant', 'batch', 'begin', 'binary', 'busy', 'canAsk', 'canRate', 'clock', 'deliver', 'draft', 'failed', 'failures', 'follow', 'gateway', 'hasWork', 'health', 'isEmpty', 'isOpen', 'isWaiting', 'isWatched', 'keep', 'leave', 'link', 'node',
  'onAsk', 'onBack', 'onChange', 'onDelivered', 'onForget', 'onLanguage', 'onOpened', 'onPlace', 'onRate', 'onRestart', 'onSend', 'onStop', 'onText', 'onTyping', 'otherLanguage', 'outbox', 'rate', 'refused', 'resume', 'retryAt', 'root', 'say', 'session', 'setBusy', 'setLocale', 'silence', 'succeeded', 'takesMessages', 'typing', 'wake', 'after', 'base', 'frame', 'look', 'names', 'published', 'site', 'update',
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
  transform: (code, id) => (id.endsWith('styles.ts') ? code.replaceAll(/(?<=export const \w+Styles = `)[^`]*/g, (styles) => styles.replaceAll(/;?\n/g, '').replaceAll(';}', '}')) : undefined),
};

/**
 * Most pages are shown the button alone. All else is put into one function, which a browser neither compiles nor runs until it is called: it
 * would cost the page a third of the script's time.
 */
const inFunction = (code) => ({
  name: 'in-function',
  load(id) {
    if (id !== later) return undefined;
    const imports = code.match(/^import .*;$/gm) ?? [];
    const [, exported] = /^export \{ (\w+) \};$/m.exec(code) ?? [];
    if (exported !== 'createWidget') throw new Error(`renderer/widget/widget.ts gives ${exported}, not createWidget alone.`);
    const body = code.replaceAll(/^(?:import .*|export \{.*);$/gm, '');
    return { code: `${imports.join('\n')}\nexport function createWidget(place) {\n${body.replaceAll('createWidget', 'createWidgetWithin')}\nreturn createWidgetWithin(place);\n}`, moduleType: 'js' };
  },
});

/**
 * Brackets around what the button needs: Chromium then compiles these functions with the script, beside the page's thread, instead of each on that
 * thread when it is first called. @param code the minified script @returns it with brackets around all functions but the one in which the rest is
 */
async function compiledAhead(code) {
  const { parseAst } = await import('rolldown/parseAst');
  const [{ expression: { callee } }] = parseAst(code).body;
  const brackets = [];
  for (const node of (callee.expression || callee).body.body) {
    const isDeclared = node.type === 'FunctionDeclaration';
    const functions = isDeclared ? [node] : (node.declarations ?? []).map(({ init }) => init).filter((init) => init?.type === 'ArrowFunctionExpression');
    for (const { start, end, id, async } of functions) {
      if (end - start > code.length / 2) continue;
      const head = `${async ? 'async ' : ''}function`;
      brackets.push(isDeclared ? { start, length: `${head} ${id.name}`.length, text: `var ${id.name}=(${head}` } : { start, length: 0, text: '(' }, { start: end, length: 0, text: isDeclared ? ');' : ')' });
    }
  }
  brackets.sort((a, b) => b.start - a.start || Number(b.text.startsWith('v')) - Number(a.text.startsWith('v')));
  return brackets.reduce((made, { start, length, text }) => made.slice(0, start) + text + made.slice(start + length), code);
}

export async function buildWidgetIfChanged() {
  const marker = join(out, '.widget-built-from');
  const hash = sourcesHash();
  if (existsSync(file) && existsSync(marker) && readFileSync(marker, 'utf8') === hash) return;
  console.error('Sprout: building the website widget …');
  mkdirSync(out, { recursive: true });
  const { build } = await import('rolldown');
  const shared = { platform: 'browser', logLevel: 'warn', transform: { target: 'es2020' } };
  const bundle = async (input, plugins, external, output) => (await build({ ...shared, input, external, plugins, write: false, output: { codeSplitting: false, comments: false, ...output } })).output[0];
  // What the button needs is outside of the function in which the rest is.
  const outside = new Set((await bundle(join(widget, 'main.ts'), [denseStyles], [later], { format: 'es' })).moduleIds);
  const rest = await bundle(later, [denseStyles], [...outside], { format: 'es' });
  await build({
    ...shared, input: join(widget, 'main.ts'), plugins: [apart, denseStyles, inFunction(rest.code)],
    output: { file, format: 'iife', codeSplitting: false, comments: false, minify: { compress: true, mangle: true, codegen: true, mangleProps: { include: new RegExp(`^(?:${internal.join('|')})$`) } } },
  });
  writeFileSync(file, await compiledAhead(readFileSync(file, 'utf8')));
  const size = widgetSize();
  if (size > widgetBudget) throw new Error(`The widget is ${size} bytes gzipped, over ${widgetBudget}.`);
  writeFileSync(marker, hash);
}

/** Bytes of the built script, gzipped as web hosts do. */
export const widgetSize = () => gzipSync(readFileSync(file), { level: 6 }).length;

if (process.argv[1] === import.meta.filename) { await buildWidgetIfChanged(); console.log(`dist/widget/sprout.js: ${widgetSize()} bytes gzipped`); }
