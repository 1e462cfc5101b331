import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, describe, expect, it, vi } from 'vitest';
import type { Core } from '../../core/create-core.ts';
import { serveGateway } from '../../core/shell/gateway/index.ts';
import { testGateway } from '../support/gateway.ts';
import { holders } from '../support/holders.ts';
import { indexOf, MemorySites, shopOrigin, siteSettings } from '../support/live-site.ts';
import { realCore } from '../support/real-core.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

let core: Core | undefined;
afterEach(async () => { await core?.close(); core = undefined; vi.restoreAllMocks(); });

const canary = 'zebracanary';
/** A whole core with its gateway on a port. */
async function open(home: string, logged: string[]): Promise<{ send(method: string, path: string, body?: unknown, token?: string): Promise<Response>; port: number }> {
  const sites = new MemorySites();
  const index = await indexOf();
  sites.add('default', siteSettings({ limits: { perMinutePerAddress: 1000, perHourPerVisitor: 1000, tokensPerDay: 0 } }), () => Promise.resolve(index));
  core = await realCore(home, { sites, serveGateway, onBug: (error) => { logged.push(error instanceof Error ? `${error.stack ?? ''} ${String(error.cause)}` : String(error)); } });
  const { port } = await core.features.gateway.open({ port: 0, host: '127.0.0.1' });
  return {
    port,
    send: (method, path, body, token) => fetch(`http://127.0.0.1:${port}${path}`, {
      method, headers: { origin: shopOrigin, 'content-type': 'application/json', ...(token === undefined ? {} : { authorization: `Bearer ${token}` }) }, ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
    }),
  };
}

describe('what a visitor says', { timeout: 60_000 }, () => {
  it('is in no log, and when the visitor deletes it in no file: not in the database, not in its log', async () => {
    const home = join(await temporaryFolder(), 'home');
    const logged: string[] = [];
    for (const stream of [process.stdout, process.stderr]) vi.spyOn(stream, 'write').mockImplementation((text) => { logged.push(String(text)); return true; });
    for (const method of ['log', 'error', 'warn', 'info'] as const) vi.spyOn(console, method).mockImplementation((...words) => { logged.push(words.join(' ')); });
    const { send } = await open(home, logged);
    const { token } = await (await send('POST', '/sites/default/visit', {})).json() as { token: string };
    const ask = async (question: string): Promise<number> => { const answer = await send('POST', '/sites/default/ask', { id: crypto.randomUUID(), conversation: crypto.randomUUID(), question, locale: 'en' }, token); await answer.text(); return answer.status; };
    for (let at = 0; at < 20; at += 1) expect(await ask(`My name is ${canary}${at}. What does a gift box cost? ${'x'.repeat(at * 80)}`)).toBe(200);
    const item = { type: 'message', id: crypto.randomUUID(), at: new Date().toISOString(), conversation: null, name: canary, contact: `${canary}@example.org`, question: canary, consent: true, consentText: 'yes', locale: 'en' };
    expect((await send('POST', '/sites/default/inbox', { items: [item] }, token)).status).toBe(200);
    // Wrong in every way that might end up in a message.
    for (const [path, body] of [['ask', `{"question":"${canary}`], ['ask', { question: canary }], ['inbox', { items: [{ ...item, consent: canary }] }], ['visit', { token: canary }], [canary, {}]] as const) await (await send('POST', `/sites/default/${path}`, body, token)).text();
    await (await send('GET', `/sites/${canary}/site.json`)).text();
    expect(holders(home, canary).length).toBeGreaterThan(0);

    expect((await send('DELETE', '/sites/default/visit', undefined, token)).status).toBe(200);
    expect(holders(home, canary)).toEqual([]);
    await core?.close();
    core = undefined;
    expect(holders(home, canary)).toEqual([]);
    vi.restoreAllMocks();
    expect(logged.join('\n')).not.toContain(canary);
  });

  it('reaches no set of examples, no approved answer and no owner\'s conversation by itself', async () => {
    const logged: string[] = [];
    const { send } = await open(join(await temporaryFolder(), 'home'), logged);
    const dataset = await core?.features.tuning.datasets.create({ recipe: 'best-colleague', locale: 'en' });
    const { token } = await (await send('POST', '/sites/default/visit', {})).json() as { token: string };
    await (await send('POST', '/sites/default/ask', { id: crypto.randomUUID(), conversation: crypto.randomUUID(), question: `Who is ${canary}?`, locale: 'en' }, token)).text();
    expect(core?.features.answers.conversations.list()).toEqual([]);
    expect(core?.features.tuning.datasets.examples(dataset?.id ?? '')).toEqual([]);
    const [missed] = await core?.features.inbox.missed('default', { limit: 1 }) ?? [];
    // The owner answers: now it waits among the examples to be looked at.
    await core?.features.inbox.answer('default', missed?.id ?? '', { answer: 'A word for tests.', dataset: dataset?.id });
    expect(core?.features.tuning.datasets.examples(dataset?.id ?? '')).toMatchObject([{ question: `Who is ${canary}?`, answer: 'A word for tests.', state: 'waiting' }]);
    expect(logged).toEqual([]);
  });

  it('leaves secrets of this computer where they are: no backup holds the key of visits or an address of a notification', async () => {
    const folder = await temporaryFolder();
    const home = join(folder, 'home');
    const { port, send } = await open(home, []);
    await (await send('POST', '/sites/default/visit', {})).text();
    await core?.features.notifications.add({ kind: 'slack', name: 'Office', events: ['lead'], address: 'https://hooks.slack.example/services/canary-path', secret: 'canary-secret' });
    const copies = join(folder, 'copies');
    await core?.backup(join(copies, 'all.zip'));
    expect(holders(copies, 'CREATE TABLE')).toHaveLength(1);
    for (const word of ['canary-path', 'canary-secret']) expect(holders(folder, word)).toEqual([]);
    const key = await readFile(join(home, 'secrets/key'));
    expect(key.length).toBeGreaterThanOrEqual(32);
    expect(holders(home, key)).toEqual([join(home, 'secrets/key')]);
    expect(holders(copies, key)).toEqual([]);
    // Put back, the workspace opens again, and the port with it only where the owner left it open.
    await core?.restore(join(copies, 'all.zip'));
    await expect(fetch(`http://127.0.0.1:${port}/`)).rejects.toThrow();
    expect((await core?.features.notifications.list())?.map(({ name }) => name)).toEqual(['Office']);
  });

  it('is not kept for a site that is deleted while it is answered', async () => {
    const gateway = await testGateway();
    const open = await indexOf();
    let go = (): void => undefined;
    const deleted = new Promise<void>((resolve) => { go = resolve; });
    gateway.sites.add('default', siteSettings(), async () => { await deleted; return open; });
    const answer = await gateway.ask(await gateway.begin(), `What does a gift box cost, ${canary}?`);
    gateway.sites.remove('default');
    go();
    await answer.text();
    expect(await gateway.inbox.conversations('default', { limit: 1 })).toEqual([]);
  });
});
