import { readFile, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { outdatedCopySchema, publicSiteSchema, type Health, type OutdatedCopy, type Site, type SiteVersion, type VisitAnswer } from '../../../core/contract/index.ts';
import { endOf, linesOf, testGateway } from '../../support/gateway.ts';
import { openCore, openShop } from '../../support/moving.ts';
import { freePort } from '../../support/servers/process.ts';
import { sprout } from '../../support/sprout-cli.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';

const origin = 'https://shop.example';
const texts = { 'Hours.md': '# Hours\n\nWe are open from 9 to 18.\n', 'Wages.md': '# Wages\n\nThe wage of the cook is 3200 euro.\n' };
const question = 'What is the wage of the cook?';

async function opened() {
  const core = await openShop(await temporaryFolder(), { texts });
  await core.features.gateway.set({ open: true, port: await freePort() });
  const { address } = core.features.gateway.state('en');
  const get = (path: string): Promise<Response> => fetch(`${address}/${path}`, { headers: { origin } });
  const send = (path: string, body: unknown, token?: string): Promise<Response> => fetch(`${address}/sites/default/${path}`, { method: 'POST', body: JSON.stringify(body), headers: { origin, 'content-type': 'application/json', ...(token === undefined ? {} : { authorization: `Bearer ${token}` }) } });
  const { token } = await (await send('visit', {})).json() as { token: string };
  const ask = async (asked: string): Promise<VisitAnswer> => endOf(await linesOf(await send('ask', { id: crypto.randomUUID(), conversation: crypto.randomUUID(), question: asked, locale: 'en' }, token)));
  const siteJson = async () => publicSiteSchema.parse(await (await get('sites/default/site.json')).json());
  const api = async <Result>(method: string, path: string, body?: unknown): Promise<Result> => (await core.fetch(new Request(`http://sprout.test/api/${path}`, { method, ...(body === undefined ? {} : { body: JSON.stringify(body), headers: { 'content-type': 'application/json' } }) }))).json() as Promise<Result>;
  const wages = core.features.documents.list().find(({ name }) => name.startsWith('Wages'))?.id ?? '';
  return { core, get, ask, siteJson, api, wages };
}

describe('a document that the owner marks private while visitors come', () => {
  it('is gone for them with the answer to that request: from answers, from sources, and from the files', async () => {
    const { get, ask, siteJson, api, wages } = await opened();
    const before = await siteJson();
    expect(await ask(question)).toMatchObject({ answered: true, citations: [{ name: 'Wages.md' }] });
    const old = `${before.index?.folder ?? ''}texts/0.bin`;
    expect((await get(old)).status).toBe(200);
    await api('PATCH', `documents/${wages}`, { private: true });
    // The very next requests.
    const [answer, file, now] = await Promise.all([ask(question), get(old), siteJson()]);
    expect(answer).toMatchObject({ answered: false, citations: [] });
    expect(file.status).toBe(404);
    expect(now.version).toBe(2);
    expect(await ask('When are you open?')).toMatchObject({ answered: true });
    const { versions } = await api<{ versions: SiteVersion[] }>('GET', 'sites/default/versions');
    expect(versions[0]).toMatchObject({ version: 2, withdrawn: { of: 1, documents: [{ id: wages, name: 'Wages.md', private: true }] }, documents: [{ name: 'Hours.md' }] });
    expect((await api<Site>('POST', 'sites/default/versions/1')).published).toBe(3);
    expect((await ask(question)).answered).toBe(false);
  });

  it('is gone the same when it is deleted', async () => {
    const { ask, api, wages } = await opened();
    await api('DELETE', `documents/${wages}`);
    expect((await ask(question)).answered).toBe(false);
    expect((await ask('When are you open?')).answered).toBe(true);
  });

  it('is said of every copy that lies elsewhere, with what to do, until it was done', async () => {
    const { core, api, wages } = await opened();
    const out = join(await temporaryFolder(), 'website');
    await core.features.sites.copied('default', { kind: 'folder', place: out });
    await core.fetch(new Request('http://sprout.test/api/sites/default/download'));
    expect((await api<{ copies: OutdatedCopy[] }>('GET', 'site-copies')).copies).toEqual([]);
    await api('PATCH', `documents/${wages}`, { private: true });
    const { copies } = await api<{ copies: OutdatedCopy[] }>('GET', 'site-copies');
    expect(outdatedCopySchema.array().parse(copies)).toMatchObject([{ kind: 'folder', place: out, state: 'renew', siteName: 'Website', documents: [{ name: 'Wages.md', private: true }] }, { kind: 'download', place: null, state: 'renew' }]);
    for (const [language, says] of [['en', /On your web host|web host/], ['zh', /网站空间/]] as const) {
      const response = await core.fetch(new Request('http://sprout.test/api/health', { headers: { 'accept-language': language } }));
      const { findings } = await response.json() as Health;
      const said = findings.filter(({ kind }) => kind === 'site-copy');
      expect(said).toHaveLength(2);
      expect(said[0]).toMatchObject({ severity: 'error', places: [{ document: wages, name: 'Wages.md' }] });
      expect(said[0]?.message).toMatch(says);
      expect(said[0]?.message).toContain(out);
    }
    const after = await api<{ copies: OutdatedCopy[] }>('POST', `sites/default/copies/${copies[0]?.id ?? ''}`);
    expect(after.copies[0]).toMatchObject({ kind: 'folder', state: 'upload' });
    expect(await readdir(join(out, 'sites/default'))).toHaveLength(2);
    for (const name of await readdir(out, { recursive: true })) if (name.endsWith('.bin')) expect(new TextDecoder().decode(await unpacked(join(out, name)))).not.toContain('3200');
    for (const { id } of copies) await api('DELETE', `sites/default/copies/${id}`);
    expect((await api<{ copies: OutdatedCopy[] }>('GET', 'site-copies')).copies).toEqual([]);
    expect((await api<Health>('GET', 'health')).findings.filter(({ kind }) => kind === 'site-copy')).toEqual([]);
  });
});

const unpacked = async (path: string): Promise<ArrayBuffer> => new Response(new Blob([new Uint8Array(await readFile(path))]).stream().pipeThrough(new DecompressionStream('gzip'))).arrayBuffer();

describe('what is being said to visitors when something is withdrawn', () => {
  it('ends, is not given again, and is no part of what is understood later', async () => {
    const gateway = await testGateway();
    const token = await gateway.begin();
    const conversation = crypto.randomUUID();
    const id = crypto.randomUUID();
    await linesOf(await gateway.ask(token, 'When are you open on weekdays?', { id, conversation }));
    gateway.visits.withdraw('default');
    expect((await gateway.fetch(`/sites/default/answers/${id}?from=0`, { headers: { authorization: `Bearer ${token}` } })).status).toBe(404);
    // From the inbox it is understood still, unless the site says since when.
    expect(endOf(await linesOf(await gateway.ask(token, 'And on Sundays?', { conversation }))).understoodAs).toBeDefined();
    gateway.visits.withdraw('default');
    gateway.sites.withdrawnAt = new Date(gateway.clock.now + 1).toISOString();
    expect(endOf(await linesOf(await gateway.ask(token, 'And on holidays?', { conversation }))).understoodAs).toBeUndefined();
  });

  it('does not end for other sites', async () => {
    const gateway = await testGateway();
    const token = await gateway.begin();
    const id = crypto.randomUUID();
    await linesOf(await gateway.ask(token, 'What does a gift box cost?', { id }));
    gateway.visits.withdraw('def');
    gateway.visits.withdraw('other');
    expect((await gateway.fetch(`/sites/default/answers/${id}?from=0`, { headers: { authorization: `Bearer ${token}` } })).status).toBe(200);
  });

  it('ends in the middle of a sentence', async () => {
    const gateway = await testGateway({ settings: { model: 'fake' }, says: () => { gateway.visits.withdraw('default'); return 'The gooseneck kettle costs 389 yuan [1].'; } });
    const lines = await linesOf(await gateway.ask(await gateway.begin(), 'What does the gooseneck kettle cost?'));
    expect(lines.some(({ type }) => type === 'answer-end' || type === 'text-delta')).toBe(false);
    expect((await gateway.inbox.conversations('default', { limit: 9 }))).toEqual([]);
  });
});

describe('sprout publish after a document was deleted', () => {
  it('keeps nothing of it in the folder, and says what is to be done on the web host', async () => {
    const home = join(await temporaryFolder(), 'home');
    const core = await openShop(home, { texts });
    const out = join(await temporaryFolder(), 'out');
    await core.close();
    const publish = () => sprout(['publish', '--home', home, '--out', out, '--json']);
    expect((await publish()).code).toBe(0);
    const again = await openCore(home);
    const wages = again.features.documents.list().find(({ name }) => name.startsWith('Wages'))?.id ?? '';
    expect(wages).not.toBe('');
    await again.features.documents.delete(wages);
    await again.close();
    const result = await publish();
    expect(result.stderr).toMatch(/written anew: on your web host, delete the old folder, upload the new one/);
    expect(result.stderr).toContain(out);
    expect((await readdir(join(out, 'sites/default'))).filter((name) => name !== 'site.json')).toHaveLength(1);
  });
});
