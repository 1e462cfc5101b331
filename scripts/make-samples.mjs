/** Makes the sample documents of `templates/<id>/documents/` from the readable texts in `templates/<id>/source/`. Run it after editing those. */
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pdfs } from './samples/pdf.mjs';
import { render } from './samples/render.mjs';

const templates = join(import.meta.dirname, '..', 'templates');
const rendered = [];

for (const starter of readdirSync(templates)) {
  for (const locale of ['en', 'zh']) {
    const from = join(templates, starter, 'source', locale);
    for (const file of readdirSync(from).sort()) {
      rendered.push({ folder: join(templates, starter, 'documents', locale), ...render(file, readFileSync(join(from, file), 'utf8'), locale) });
    }
  }
}
const printed = rendered.filter(({ source }) => source);
(await pdfs(printed.map(({ source }) => source))).forEach((bytes, at) => { printed[at].bytes = bytes; });

// Nothing is thrown away before everything new is there.
for (const folder of new Set(rendered.map((one) => one.folder))) {
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
}
for (const { folder, name, bytes } of rendered) {
  writeFileSync(join(folder, name), bytes);
  console.log(`${join(folder, name).slice(templates.length + 1)}  ${Math.ceil(bytes.length / 1024)} kB`);
}
