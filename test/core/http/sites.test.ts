import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { unzipSync } from 'fflate';
import { afterEach, describe, expect, it } from 'vitest';
import { endpoints, type PublicReview, type Site, type SiteVersion } from '../../../core/contract/index.ts';
import type { Core } from '../../../core/create-core.ts';
import { newFolder } from '../../support/new-folder.ts';
import { realCore } from '../../support/real-core.ts';
import { widgetFolder } from '../../support/widget-folder.ts';

let core: Core | undefined;
afterEach(async () => { await core?.close(); core = undefined; });

async function open(text: string) {
  const base = newFolder();
  mkdirSync(join(base, 'in'));
  writeFileSync(join(base, 'in/shop.md'), text);
  core = await realCore(join(base, 'home'), { widget: widgetFolder() });
  const { documents } = core.features;
  await documents.settled((await documents.importPaths([join(base, 'in')])).map(({ id }) => id));
  const { fetch } = core;
  const call = (method: string, path: string, body?: unknown): Promise<Response> => fetch(new Request(`http://sprout.test/api/sites${path}`, { method, ...(body === undefined ? {} : { body: JSON.stringify(body), headers: { 'content-type': 'application/json' } }) }));
  const json = async <Result>(method: string, path: string, body?: unknown): Promise<Result> => (await call(method, path, body)).json() as Promise<Result>;
  return { call, json, document: documents.list()[0]?.id ?? '' };
}

describe('sites over HTTP', () => {
  it('are chosen, looked at, published, tried, taken away as a file and put back', async () => {
    const { call, json, document } = await open('# Hours\n\nWe are open from 9 to 18.\n\n# Staff\n\npassword: hunter22\n');
    expect((await json<{ sites: Site[] }>('GET', '')).sites.map(({ id }) => id)).toEqual(['default']);
    expect((await call('POST', '/default/publish')).status).toBe(409);
    expect(await json('PATCH', '/default', { documents: [document], origins: ['https://shop.example/'] })).toMatchObject({ documents: [document], origins: ['https://shop.example'] });
    const review = await json<PublicReview>('GET', '/default/review');
    endpoints.reviewSite.response.parse(review);
    expect(review).toMatchObject({ stopped: true, documents: [{ id: document, name: 'shop.md' }, { id: 'site-texts' }], findings: [{ kind: 'secret', severity: 'stop' }] });
    const { text } = await json<{ text: string }>('GET', `/default/review/${document}`);
    const [finding] = review.findings;
    expect(text.slice(finding?.start, finding?.end)).toBe('password: hunter22');
    const refused = await call('POST', '/default/publish');
    expect([refused.status, (await refused.json() as { error: { code: string } }).error.code]).toEqual([409, 'site-findings']);
    expect((await json<PublicReview>('POST', '/default/review', { keys: [finding?.key], accepted: true })).stopped).toBe(false);
    expect(endpoints.publishSite.response.parse(await json<SiteVersion>('POST', '/default/publish')).version).toBe(1);

    const page = await call('GET', '/default/preview/index.html');
    expect(page.headers.get('content-type')).toContain('text/html');
    const html = await page.text();
    expect(html).toContain('data-site="default"');
    expect(html).not.toMatch(/<script(?![^>]*src=)|<style|style="|onload=/);
    const site = JSON.parse(await (await call('GET', '/default/preview/sites/default/site.json')).text()) as { index: { folder: string; engine: string } };
    expect((await call('GET', `/default/preview/${site.index.folder}manifest.bin`)).status).toBe(200);
    expect((await call('GET', `/default/preview/${site.index.engine}`)).headers.get('content-type')).toContain('text/javascript');
    for (const path of ['nothing.js', '..%2f..%2fsprout.db', '%2e%2e/%2e%2e/sprout.db']) expect((await call('GET', `/default/preview/${path}`)).status, path).toBe(404);

    const zip = await call('GET', '/default/download');
    expect(zip.headers.get('content-disposition')).toContain('sprout-default-1.zip');
    expect(Object.keys(unzipSync(new Uint8Array(await zip.arrayBuffer())))).toContain('sites/default/site.json');

    await json('POST', '/default/publish');
    expect((await json<{ versions: SiteVersion[] }>('GET', '/default/versions')).versions.map(({ version }) => version)).toEqual([2, 1]);
    expect((await json<Site>('POST', '/default/versions/1')).published).toBe(1);
    expect((await call('POST', '/default/versions/7')).status).toBe(404);
    expect((await call('POST', '/default/versions/x')).status).toBe(400);
  });

  it('are published after a backup was put back as they were before, whatever the documents are by then', async () => {
    const { call, json, document } = await open('We are open from 9 to 18.');
    await json('PATCH', '/default', { documents: [document], name: 'Tea' });
    await json('POST', '/default/approved', { question: 'Parking?', answer: 'Behind the house.' });
    await json('POST', '/default/publish');
    await json('POST', '/default/publish');
    const before = await core?.features.sites.files('default');
    expect(before?.length).toBeGreaterThan(8);
    const backup = join(newFolder(), 'all.zip');
    await core?.backup(backup);
    await core?.restore(backup);
    const { fetch: again } = core ?? {};
    const read = async <Result>(method: string, path: string): Promise<Result> => (await again?.(new Request(`http://sprout.test/api/sites${path}`, { method })))?.json() as Promise<Result>;
    expect(await read('GET', '/default')).toMatchObject({ name: 'Tea', documents: [document], published: 2 });
    const { versions } = await read<{ versions: SiteVersion[] }>('GET', '/default/versions');
    // Of versions that visitors do not see no files are kept.
    expect(versions.map(({ version }) => version)).toEqual([2]);
    const after = await core?.features.sites.files('default');
    expect(after?.map(({ path, bytes }) => [path, Buffer.from(bytes).toString('base64')])).toEqual(before?.map(({ path, bytes }) => [path, Buffer.from(bytes).toString('base64')]));
    expect(await read<SiteVersion>('POST', '/default/publish')).toMatchObject({ version: 3, approved: 1, documents: [{ id: document }] });
    expect(await core?.features.visits.sites()).toEqual(['default']);
    expect((await call('GET', '/default/preview/index.html')).status).toBe(200);
  });

  it('refuse what is no setting, and say so in a few words', async () => {
    const { call, json } = await open('We are open from 9 to 18.');
    const site = await json<Site>('GET', '/default');
    const picture = (bytes: string): string => `data:image/png;base64,${btoa(bytes)}`;
    const wrong: Record<string, unknown> = {
      'a name of 10 MB': { name: 'x'.repeat(10_000_000) }, 'an avatar that is no picture': { theme: { ...site.theme, avatar: picture('<svg onload=alert(1)>') } }, 'an avatar of another kind': { theme: { ...site.theme, avatar: picture('GIF89a') } },
      'an avatar from elsewhere': { theme: { ...site.theme, avatar: 'https://evil.example/a.png' } }, 'an avatar with markup': { theme: { ...site.theme, avatar: 'data:image/svg+xml;base64,PHN2Zz4=' } },
      'a time zone of another planet': { contact: { ...site.contact, timeZone: 'Mars/Phobos' } }, 'an hour that is none': { contact: { ...site.contact, hours: [{ day: 1, from: '25:00', to: '99:99' }] } },
      'a colour with a rule in it': { theme: { ...site.theme, colour: '#fff;}*{' } }, 'no languages': { languages: [] }, 'documents by the million': { documents: Array.from({ length: 200_000 }, (_, at) => String(at)) }, 'a document with a name of a megabyte': { documents: ['x'.repeat(1_000_000)] },
      'an address with a path': { origins: ['https://shop.example/pages'] }, 'every address': { origins: ['*'] }, 'an address of a file': { origins: ['file:///etc/passwd'] }, 'a gateway without encryption': { liveAddress: 'http://shop.example' }, 'limits below nothing': { limits: { perMinutePerAddress: -1, perHourPerVisitor: 0, tokensPerDay: -5 } },
    };
    for (const [what, body] of Object.entries(wrong)) {
      const answer = await call('PATCH', '/default', body);
      const text = await answer.text();
      expect([answer.status, text.length < 600], `${what}: ${text.slice(0, 200)}`).toEqual([400, true]);
    }
    for (const id of ['..', '..%2f..', '%2e%2e%2fdefault', 'default%00', 'x'.repeat(10_000), 'DEFAULT', 'constructor', '__proto__']) for (const [method, path] of [['GET', ''], ['POST', '/publish'], ['GET', '/preview/index.html'], ['DELETE', ''], ['GET', '/export?what=leads']] as const) expect((await call(method, `/${id}${path}`)).status, `${method} ${id.slice(0, 30)}${path}`).toBe(404);
    for (const keys of [['x'.repeat(1000)], Array.from({ length: 100_001 }, String)]) expect((await call('POST', '/default/review', { keys, accepted: true })).status).toBe(400);
    expect(await json('PATCH', '/default', { theme: { ...site.theme, avatar: picture('\x89PNG\r\n\x1a\n...') }, languages: ['zh', 'zh', 'en'] })).toMatchObject({ languages: ['zh', 'en'] });
    expect((await json<{ sites: Site[] }>('GET', '')).sites).toHaveLength(1);
  });

  it('are made and deleted with their approved answers', async () => {
    const { call, json } = await open('Hello there.');
    const { id } = await json<Site>('POST', '', { name: 'Second shop' });
    expect(id).toBe('second-shop');
    expect((await call('POST', '', {})).status).toBe(400);
    const approved = await json<{ id: string }>('POST', `/${id}/approved`, { question: 'Parking?', answer: 'Yes.' });
    expect((await json<{ approved: { id: string }[] }>('GET', `/${id}/approved`)).approved.map((one) => one.id)).toEqual([approved.id]);
    expect((await call('DELETE', `/${id}/approved/${approved.id}`)).status).toBe(200);
    expect((await call('DELETE', `/${id}`)).status).toBe(200);
    expect((await call('GET', `/${id}`)).status).toBe(404);
    expect((await call('GET', '/default/download')).status).toBe(404);
  });
});
