import { mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { createSiteFolders, writeSiteFolder } from '../../core/adapters/disk/index.ts';
import { publishedFile } from '../../core/http/gateway/published-file.ts';
import { newFolder } from '../support/new-folder.ts';

const runs = 10_000;
/** Each costs a sync of the disk. */
const writes = process.env['SPROUT_FAULTS'] === 'full' ? runs : 500;
/** Of which names are made that try to lead elsewhere. */
const parts = ['..', '.', '', '/', '\\', '%2e%2e', '%2f', '%5c', '..;', '...', '~', '\0', '\n', 'C:', '//', 'file:', 'secret', 'sprout.db', 'index.html', 'versions', '1', '2', 'default', 'a', '\u2025', '\uff0e\uff0e', '\uff0f', 'CON', 'a:b', ' ', '..\u0000'];
const name = fc.array(fc.constantFrom(...parts), { minLength: 1, maxLength: 8 }).chain((chosen) => fc.constantFrom('/', '', '\\').map((between) => chosen.join(between)));

it(`reads nothing outside the published folder in ${runs} names, and writes nothing in ${writes}`, { timeout: 120_000 }, async () => {
  const base = newFolder();
  const root = join(base, 'home/sites');
  const folders = createSiteFolders(root, undefined);
  const inside = new TextEncoder().encode('inside');
  for (const version of [1, 2]) await folders.write('default', version, [{ path: 'index.html', bytes: inside }, { path: 'a/index.html', bytes: inside }]);
  // What could be reached, under the names that are tried.
  for (const folder of [base, join(base, 'home'), root, join(root, 'default'), join(root, 'default/versions'), join(root, 'default/versions/2')]) for (const file of ['secret', 'sprout.db']) writeFileSync(join(folder, file), 'outside');
  const out = join(base, 'out');
  mkdirSync(out);
  const before = readdirSync(base, { recursive: true }).filter((path) => !String(path).startsWith('out')).sort();
  let found = 0;
  await fc.assert(fc.asyncProperty(name, async (path) => {
    const read = await folders.read('default', 1, path);
    if (read) found += 1;
    expect(read ? new TextDecoder().decode(read) : 'inside').toBe('inside');
    const served = await publishedFile({ file: async (wanted) => { const bytes = await folders.read('default', 1, wanted); return bytes && { bytes, immutable: false }; } }, path, null);
    expect(served ? await served.text() : 'inside').toBe('inside');
  }), { numRuns: runs });
  expect(found).toBeGreaterThan(10);
  await fc.assert(fc.asyncProperty(name, async (path) => { await writeSiteFolder(out, [{ path, bytes: inside }, { path: 'sites/a/site.json', bytes: inside }]).catch(() => undefined); }), { numRuns: writes });
  expect(readdirSync(base, { recursive: true }).filter((path) => !String(path).startsWith('out')).sort()).toEqual(before);
});
