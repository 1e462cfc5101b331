import { appendFile, mkdir, readdir, readFile, rename, rm, stat, symlink, truncate, writeFile } from 'node:fs/promises';
import { join, relative } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { openSqliteStore } from '../../../../core/adapters/sqlite/index.ts';
import { openBundle } from '../../../../core/adapters/bundle/index.ts';
import { SproutError, type BundleManifest } from '../../../../core/contract/index.ts';
import type { Core } from '../../../../core/create-core.ts';
import { isBundlePath, readManifest, writeManifest } from '../../../../core/shared/bundle/index.ts';
import { composeRequest, openCore, openShop } from '../../../support/moving.ts';
import { temporaryFolder } from '../../../support/temporary-folder.ts';

async function filesOf(folder: string): Promise<string[]> {
  return (await readdir(folder, { recursive: true, withFileTypes: true })).filter((entry) => entry.isFile()).map((entry) => relative(folder, join(entry.parentPath, entry.name))).sort();
}

const manifestOf = async (out: string): Promise<BundleManifest> => JSON.parse(await readFile(join(out, 'bundle/manifest.json'), 'utf8')) as BundleManifest;
const exported = async (core: Core, out: string, more: Partial<{ inbox: boolean; sites: string[]; target: 'compose' | 'kubernetes' }> = {}) => core.features.moving.export({ ...composeRequest, sites: [...composeRequest.sites], ...more }, { out, locale: 'en' });
const problem = (code: string, fields: object = {}): object => expect.objectContaining({ code, fields: expect.objectContaining(fields) as object }) as object;

describe('a bundle', () => {
  it('comes back equal, byte by byte, whatever the sites, approved answers and questions are', async () => {
    const home = await temporaryFolder();
    const core = await openShop(home);
    const text = fc.string({ unit: 'grapheme', minLength: 1, maxLength: 40 }).filter((value) => value.trim() !== '');
    const approved = fc.array(fc.record({ question: text, answer: text }), { maxLength: 4 });
    await fc.assert(fc.asyncProperty(text, approved, fc.array(fc.record({ question: text, answer: text }), { maxLength: 3 }), fc.constantFrom('none', 'names', 'quotes'), async (name, answers, asked, sources) => {
      const { sites } = core.features;
      await sites.update('default', { name: name.slice(0, 100), sources, instructions: name });
      for (const { id } of await sites.approved('default')) await sites.deleteApproved('default', id);
      for (const one of answers) await sites.approve('default', one);
      const { findings } = await sites.review('default');
      if (findings.length > 0) await sites.accept('default', findings.map(({ key }) => key), true);
      await sites.publish('default');
      for (const { question, answer } of asked) await visitorAsks(core, question, answer);
      const [first, second] = [join(await temporaryFolder(), 'out'), join(await temporaryFolder(), 'out')];
      await exported(core, first, { inbox: true });
      const other = await openCore(join(await temporaryFolder(), 'home'));
      const imported = await other.features.moving.import(first, { replace: false });
      expect(imported.sites).toEqual(['default']);
      await exported(other, second, { inbox: true });
      expect((await manifestOf(second)).files).toEqual((await manifestOf(first)).files);
      // And it answers there, found in an index of its own.
      expect((await other.features.search.find('repair of a teapot', { limit: 1 })).hits[0]?.text).toContain('three weeks');
      await other.close();
    }), { numRuns: 4, endOnFailure: true });
  });

  it('is refused for every byte that was changed, for what is missing, added or linked, and says which file', async () => {
    const core = await openShop(await temporaryFolder());
    await core.features.sites.approve('default', { question: 'Do you gift wrap?', answer: 'Yes.' });
    await core.features.sites.publish('default');
    const out = join(await temporaryFolder(), 'out');
    await exported(core, out, { inbox: true });
    const bundle = join(out, 'bundle');
    const named = (path: string): string => (path.startsWith('manifest.') ? 'manifest.json' : path);
    await expect(openBundle(out)).resolves.toMatchObject({ digest: expect.stringMatching(/^[0-9a-f]{64}$/) as string });

    for (const path of await filesOf(bundle)) {
      const place = join(bundle, path);
      const bytes = await readFile(place);
      // The first, the last and one in the middle, by one bit and by all of them.
      for (const at of new Set([0, Math.floor(bytes.length / 2), bytes.length - 1])) {
        for (const mask of bytes.length === 0 ? [] : [1, 0x20, 0x80, 0xff]) {
          const changed = Buffer.from(bytes);
          changed[at] = (changed[at] ?? 0) ^ mask;
          await writeFile(place, changed);
          await expect(openBundle(bundle), `${path} at ${at}`).rejects.toEqual(problem('bundle-damaged', { file: named(path) }));
        }
      }
      await writeFile(place, bytes);
      if (bytes.length > 0) {
        await truncate(place, bytes.length - 1);
        await expect(openBundle(bundle), `${path} cut`).rejects.toEqual(problem('bundle-damaged', { file: named(path) }));
      }
      await writeFile(place, bytes);
      await appendFile(place, ' ');
      await expect(openBundle(bundle), `${path} longer`).rejects.toEqual(problem('bundle-damaged', { file: named(path) }));
      await rm(place);
      const missing = path === 'manifest.json' ? problem('bundle-missing') : problem('bundle-damaged', { file: path, reason: 'it is missing' });
      await expect(openBundle(bundle), `${path} gone`).rejects.toEqual(missing);
      await writeFile(place, bytes);
    }
    await writeFile(join(bundle, 'sites/extra.bin'), 'x');
    await expect(openBundle(bundle)).rejects.toEqual(problem('bundle-damaged', { file: 'sites/extra.bin' }));
    await rm(join(bundle, 'sites/extra.bin'));
    await mkdir(join(bundle, 'empty'));
    await expect(openBundle(bundle)).rejects.toEqual(problem('bundle-damaged', { file: 'empty' }));
    await rm(join(bundle, 'empty'), { recursive: true });
    await rename(join(bundle, 'sites.json'), join(bundle, '../sites.json'));
    await symlink('../sites.json', join(bundle, 'sites.json'));
    await expect(openBundle(bundle)).rejects.toEqual(problem('bundle-damaged', { file: 'sites.json' }));
    await rm(join(bundle, 'sites.json'));
    await rename(join(bundle, '../sites.json'), join(bundle, 'sites.json'));
    await expect(openBundle(bundle)).resolves.toBeDefined();
    await expect(openBundle(bundle, { digest: '0'.repeat(64) })).rejects.toEqual(problem('bundle-digest'));
  });

  it('that was changed changes nothing of the workspace that it was to come into', async () => {
    const core = await openShop(await temporaryFolder());
    const out = join(await temporaryFolder(), 'out');
    await exported(core, out);
    await appendFile(join(out, 'bundle/documents.jsonl'), '\n');
    const other = await openCore(join(await temporaryFolder(), 'home'));
    await expect(other.features.moving.import(out, { replace: false })).rejects.toEqual(problem('bundle-damaged', { file: 'documents.jsonl' }));
    expect(other.features.documents.list()).toEqual([]);
    expect((await other.features.sites.get('default')).published).toBeNull();
  });

  it('never writes over a site that is another, unless that was said', async () => {
    const core = await openShop(await temporaryFolder());
    const out = join(await temporaryFolder(), 'out');
    await exported(core, out);
    // The same again is nothing new.
    expect(await core.features.moving.import(out, { replace: false })).toMatchObject({ sites: ['default'], passages: 0 });
    await core.features.sites.approve('default', { question: 'Do you gift wrap?', answer: 'Yes.' });
    await expect(core.features.moving.import(out, { replace: false })).rejects.toEqual(problem('bundle-site-differs'));
    await core.features.moving.import(out, { replace: true });
    expect(await core.features.sites.approved('default')).toEqual([]);
  });

  it('never puts an older text in the place of a document that is here', async () => {
    const home = await temporaryFolder();
    const core = await openShop(home);
    const out = join(await temporaryFolder(), 'out');
    await exported(core, out);
    const { documents } = core.features;
    const returns = documents.list().find(({ name }) => name === 'Returns.md');
    await writeFile(returns?.source ?? '', '# Returns\n\nUnused goods can be returned within 30 days.\n');
    const [taken] = await documents.importPaths([returns?.source ?? '']);
    await documents.settled([taken?.id ?? '']);
    await core.features.moving.import(out, { replace: false });
    expect(documents.reading(returns?.id ?? '').blocks.map(({ text }) => text).join(' ')).toContain('30 days');
    await core.features.moving.import(out, { replace: true });
    expect(documents.reading(returns?.id ?? '').blocks.map(({ text }) => text).join(' ')).toContain('14 days');
    expect((await core.features.search.find('returned within', { limit: 1 })).hits[0]?.text).toContain('14 days');
  });

  it('has a manifest in which no path leads elsewhere, and none twice', async () => {
    const encode = (text: string): Uint8Array => new TextEncoder().encode(text);
    for (const path of ['../x', '/etc/passwd', 'a//b', 'a/../b', '.env', 'a\\b', 'C:/x', 'a/', '', 'a.', 'manifest.json', 'x\0y', 'NUL ']) {
      const { manifest, digestLine } = await writeManifest({ format: 1, version: 'x', workspace: 'x', madeAt: 'x', files: [{ path, size: 0, sha256: '0' }] });
      await expect(readManifest(encode(manifest), encode(digestLine)), path).rejects.toBeInstanceOf(SproutError);
    }
    const twice = await writeManifest({ format: 1, version: 'x', workspace: 'x', madeAt: 'x', files: ['a/B.bin', 'a/b.bin'].map((path) => ({ path, size: 0, sha256: '0' })) });
    await expect(readManifest(encode(twice.manifest), encode(twice.digestLine))).rejects.toEqual(problem('bundle-damaged'));
    for (const path of ['sites/default/1/sites/default/1-ab12cd34ef/terms/0.bin', 'adapters/语气/adapter_model.safetensors', 'sites/default/1/engine-AbC_1-2.js']) expect(isBundlePath(path), path).toBe(true);
  });
});

describe('an export', () => {
  it('leaves out what is private, and refuses a site that still shows it', async () => {
    const home = await temporaryFolder();
    const core = await openShop(home, { texts: { 'Hours.md': '# Hours\n\nWe open at 9.\n', 'Secret recipe.md': '# Recipe\n\nCANARY-PRIVATE-7731 grams of saffron.\n' } });
    const { documents, sites, moving } = core.features;
    const recipe = documents.list().find(({ name }) => name.startsWith('Secret'));
    const out = join(await temporaryFolder(), 'out');
    await sites.copied('default', { kind: 'folder', place: join(home, 'elsewhere') });
    // Past everything that would take it from the site.
    const store = openSqliteStore(join(home, 'workspaces/default/sprout.db'));
    if (recipe) store.documents.save({ ...recipe, private: true });
    store.close();
    await expect(exported(core, out)).rejects.toEqual(problem('move-private', { document: recipe?.name }));
    expect((await moving.inventory('en')).problems.map(({ code }) => code)).toContain('move-private');
    documents.setPrivate(recipe?.id ?? '', true);
    await exported(core, out);
    for (const path of await filesOf(out)) for (const word of ['CANARY-PRIVATE-7731', 'Secret recipe', recipe?.id ?? 'none', home]) expect(await readFile(join(out, path), 'latin1'), path).not.toContain(word);
    expect((await moving.inventory('en')).problems).toEqual([]);
    // The export is a copy of the site, too.
    documents.setPrivate(documents.list().find(({ id }) => id !== recipe?.id)?.id ?? '', true);
    await sites.settled();
    expect((await sites.outdatedCopies()).map(({ kind, place, state }) => [kind, place, state])).toEqual([['folder', join(home, 'elsewhere'), 'renew'], ['bundle', out, 'renew']]);
  });

  it('says when a document was changed since it was published', async () => {
    const core = await openShop(await temporaryFolder());
    const { documents } = core.features;
    const [document] = documents.list();
    await writeFile(document?.source ?? '', '# Something else\n\nNobody looked at this.\n');
    await documents.settled((await documents.importPaths([document?.source ?? ''])).map(({ id }) => id));
    await expect(exported(core, join(await temporaryFolder(), 'out'))).rejects.toEqual(problem('move-changed'));
  });

  it('takes the place of an earlier export, keeps the owner\'s .env, and touches no folder of anybody else', async () => {
    const core = await openShop(await temporaryFolder());
    const parent = await temporaryFolder();
    const out = join(parent, 'out');
    await exported(core, out);
    await writeFile(join(out, '.env'), 'POSTGRES_PASSWORD=mine\n');
    await exported(core, out, { target: 'kubernetes' });
    expect(await readFile(join(out, '.env'), 'utf8')).toContain('mine');
    expect(await filesOf(out)).not.toContain('compose.yaml');
    expect(await filesOf(out)).toContain(join('chart', 'templates', 'gateway-deployment.yaml'));
    await writeFile(join(out, 'holiday.jpg'), 'x');
    await expect(exported(core, out)).rejects.toEqual(problem('export-folder-foreign', { file: 'holiday.jpg' }));
    expect(await filesOf(out)).toContain('holiday.jpg');
    // Nothing half is left beside it.
    expect(await readdir(parent)).toEqual(['out']);
  });

  it('is refused without the gateway\'s code, for a host that is none, and for a site that is not published', async () => {
    const core = await openShop(await temporaryFolder());
    const out = join(await temporaryFolder(), 'out');
    for (const host of ['', 'shop', 'https://ask.shop.example', 'ask.shop.example/x', 'ask shop.example', '-a.example', '${x}.example']) await expect(core.features.moving.export({ ...composeRequest, sites: ['default'], host }, { out, locale: 'en' }), host).rejects.toEqual(problem('move-host'));
    const site = await core.features.sites.create({ name: 'Other' });
    await expect(exported(core, out, { sites: [site.id] })).rejects.toEqual(problem('move-unpublished'));
    await expect(stat(out)).rejects.toThrow();
    const bare = await openCore(await temporaryFolder(), { gatewayFolder: undefined });
    await expect(exported(bare, out)).rejects.toEqual(problem('move-gateway-missing'));
  });
});

/** A question that a visitor asked in vain and the owner answered: so it is in the inbox and among the test questions. */
async function visitorAsks(core: Core, question: string, answer: string): Promise<void> {
  const { gateway, inbox } = core.features;
  const { port } = await gateway.open({ port: 0, host: '127.0.0.1' });
  const origin = 'https://shop.example';
  const base = `http://127.0.0.1:${port}/sites/default`;
  const post = (path: string, body: unknown, token = ''): Promise<Response> => fetch(`${base}/${path}`, { method: 'POST', headers: { origin, 'content-type': 'application/json', ...(token === '' ? {} : { authorization: `Bearer ${token}` }) }, body: JSON.stringify(body) });
  const { token } = await (await post('visit', {})).json() as { token: string };
  const id = crypto.randomUUID();
  await (await post('ask', { id, conversation: crypto.randomUUID(), question: question.slice(0, 2000), locale: 'en' }, token)).text();
  await inbox.answer('default', id, { answer }).catch((error: unknown) => { if (!(error instanceof SproutError)) throw error; });
}
