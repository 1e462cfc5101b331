/** Makes the sample documents of `templates/<id>/documents/` from the readable texts in `templates/<id>/source/`. Run it after editing those. */
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pdfs } from './samples/pdf.mjs';
import { render } from './samples/render.mjs';

const templates = join(import.meta.dirname, '..', 'templates');
const printed = [];

for (const starter of readdirSync(templates)) {
  for (const locale of ['en', 'zh']) {
    const from = join(templates, starter, 'source', locale);
    const to = join(templates, starter, 'documents', locale);
    rmSync(to, { recursive: true, force: true });
    mkdirSync(to, { recursive: true });
    for (const file of readdirSync(from).sort()) {
      const { name, bytes, source } = render(file, readFileSync(join(from, file), 'utf8'), locale);
      if (bytes) write(join(to, name), bytes);
      else printed.push({ path: join(to, name), source });
    }
  }
}
const bytes = await pdfs(printed.map(({ source }) => source));
printed.forEach(({ path }, at) => write(path, bytes[at]));

function write(path, content) {
  writeFileSync(path, content);
  console.log(`${path.slice(templates.length + 1)}  ${Math.ceil(content.length / 1024)} kB`);
}
