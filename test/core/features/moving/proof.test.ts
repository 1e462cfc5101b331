import { readFile, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { Core } from '../../../../core/create-core.ts';
import type { Verification, VisitAnswer } from '../../../../core/contract/index.ts';
import { factsOf, sameAnswer } from '../../../../core/features/moving/proof/compare.ts';
import { gatewayAddress } from '../../../../core/features/moving/gateway-address.ts';
import type { VisitClient } from '../../../../core/ports/visit-client.ts';
import { askThere } from '../../../../core/features/moving/proof/ask-there.ts';
import { testGateway } from '../../../support/gateway.ts';
import { shopOrigin } from '../../../support/live-site.ts';
import { composeRequest, openCore, openShop, otherComputer } from '../../../support/moving.ts';
import { temporaryFolder } from '../../../support/temporary-folder.ts';

const problem = (code: string, fields: object = {}): object => expect.objectContaining({ code, fields: expect.objectContaining(fields) as object }) as object;

/** The shop here, and its export brought into another workspace with a gateway of its own. */
async function twoGateways(): Promise<{ here: Core; there: Core; address: string; out: string }> {
  const home = await temporaryFolder();
  const here = await openShop(home);
  await here.features.sites.approve('default', { question: 'Do you gift wrap?', answer: 'Yes, for 25 yuan.' });
  await here.features.sites.publish('default');
  await here.features.moving.visitorKey();
  const out = join(await temporaryFolder(), 'out');
  await here.features.moving.export({ ...composeRequest, sites: ['default'] }, { out, locale: 'en' });
  const there = await openCore(await otherComputer(home));
  await there.features.moving.import(out, { replace: false });
  const { port } = await there.features.gateway.open({ port: 0, host: '127.0.0.1' });
  return { here, there, out, address: `http://127.0.0.1:${port}` };
}

async function verified(core: Core, address: string, questions: readonly string[] = []): Promise<Verification> {
  let last: Verification | undefined;
  for await (const event of core.features.moving.verify({ address, locale: 'en', questions: questions.map((question) => ({ site: 'default', question, answers: [] })) })) if (event.type === 'end') last = event.verification;
  if (!last) throw new Error('no end');
  return last;
}

describe('the proof', () => {
  it('finds the same words there as here, keeps its report, and leaves nothing in the inbox here', async () => {
    const { here, there, address } = await twoGateways();
    const report = await verified(here, address, ['When are you open on weekdays?', 'How long does a repair of a teapot take?', '满多少免运费？', 'Do you sell bicycles?']);
    expect(report.summary).toMatchObject({ questions: 5, same: 5, failed: 0 });
    expect(report.questions[0]).toMatchObject({ question: 'Do you gift wrap?', here: { answer: 'Yes, for 25 yuan.' }, there: { answer: 'Yes, for 25 yuan.' } });
    expect(report.questions.find(({ question }) => question.startsWith('How long'))).toMatchObject({ here: { answered: true, sources: ['Returns.md'] }, same: true });
    expect(await here.features.moving.lastVerification()).toEqual(report);
    expect(await here.features.inbox.visits('default', { limit: 10 })).toEqual([]);
    // There they were asked as a visitor asks.
    expect((await there.features.inbox.visits('default', { limit: 10 })).length).toBe(5);
  });

  it('shows an answer that differs, and one that is not to be had', async () => {
    const { here, there, address } = await twoGateways();
    const [approved] = await there.features.sites.approved('default');
    await there.features.sites.approve('default', { id: approved?.id ?? '', question: 'Do you gift wrap?', answer: 'No.' });
    const different = await verified(here, address);
    expect(different.questions).toMatchObject([{ same: false, there: { answer: 'No.' }, problem: null }]);
    await there.features.sites.update('default', { origins: ['https://elsewhere.example'] });
    expect((await verified(here, address)).questions).toMatchObject([{ same: false, there: null, problem: { code: 'verify-refused' } }]);
    await there.features.gateway.close();
    const gone = await verified(here, address);
    expect(gone.summary).toMatchObject({ questions: 1, same: 0, failed: 1 });
    expect(gone.questions[0]?.problem?.code).toBe('verify-unreachable');
  });

  it('asks nothing of an address that is none, and says when there is nothing to ask', async () => {
    const here = await openShop(await temporaryFolder());
    await expect(verified(here, 'https://ask.shop.example')).rejects.toEqual(problem('verify-none'));
    for (const address of ['http://shop.example', 'https://shop.example/x', 'https://a:b@shop.example', 'ftp://shop.example', 'shop.example', '', 'https://shop.example/?q', 'javascript:alert(1)']) expect(() => gatewayAddress(address), address).toThrow();
    expect(gatewayAddress(' https://Ask.Shop.example/ ')).toBe('https://ask.shop.example');
  });

  it('waits where the gateway says so, and goes on', async () => {
    const gateway = await testGateway({ settings: { limits: { perMinutePerAddress: 2, perHourPerVisitor: 100, tokensPerDay: 1000 } } });
    const waits: number[] = [];
    const client: VisitClient = {
      async request(url, { method, headers, body }) {
        const response = await gateway.fetch(new URL(url).pathname, { method, headers, body });
        return { status: response.status, header: (name) => response.headers.get(name), body: await response.text() };
      },
    };
    const there = askThere(client, { address: 'https://gateway.test', site: 'default', origin: shopOrigin, locale: 'en', sleep: async (seconds) => { waits.push(seconds); gateway.clock.now += seconds * 1000; } });
    for (let at = 0; at < 5; at += 1) expect((await there.ask('What does the gooseneck kettle cost?')).answer).toContain('389');
    expect(waits).toHaveLength(2);
    // A day later the visit has ended: another is begun.
    gateway.clock.now += 25 * 3600 * 1000;
    expect((await there.ask('What does the gooseneck kettle cost?')).answered).toBe(true);
  });
});

describe('comparing answers', () => {
  const answer = (text: string, more: Partial<VisitAnswer> = {}): VisitAnswer => ({ answer: text, sentences: [], citations: [{ n: 1, name: 'Prices.md', page: 2 }], answered: true, approved: false, mode: 'live', ...more });

  it('takes quotes by every word', () => {
    const quote = { byModel: false, expected: [] };
    expect(sameAnswer(answer('It costs 389 yuan.'), answer('It costs 389 yuan.'), quote)).toBe(true);
    expect(sameAnswer(answer('It costs 389 yuan.'), answer('It costs 389 yuan!'), quote)).toBe(false);
    expect(sameAnswer(answer('x'), answer('x', { citations: [] }), quote)).toBe(false);
    expect(sameAnswer(answer('x'), answer('x', { answered: false }), quote)).toBe(false);
  });

  it('takes a model\'s words by sources and facts', () => {
    const model = { byModel: true, expected: ['The kettle GK-5 costs 389 yuan.'] };
    expect(factsOf('The kettle GK-5 costs 389 yuan, from 9:30.')).toEqual(['5', '389', '9:30']);
    expect(sameAnswer(answer('It is 389 yuan.'), answer('The GK-5 is yours for 389 yuan!'), model)).toBe(true);
    expect(sameAnswer(answer('It is 389 yuan.'), answer('The GK-5 is yours for 398 yuan!'), model)).toBe(false);
    expect(sameAnswer(answer('It is 389 yuan.'), answer('GK-5: 389', { citations: [{ n: 1, name: 'Other.md' }] }), model)).toBe(false);
    // Any of several right answers will do; without one, what was said here.
    expect(sameAnswer(answer('7 days'), answer('within 7 days'), { byModel: true, expected: ['14 days', '7 days'] })).toBe(true);
    expect(sameAnswer(answer('7 days'), answer('within 8 days'), { byModel: true, expected: [] })).toBe(false);
  });
});

describe('the switch', () => {
  it('goes only to an address that proves to serve this very site, and back', async () => {
    const { here, there, address, out } = await twoGateways();
    const { moving, sites } = here.features;
    await sites.update('default', { liveAddress: 'https://tunnel.example' });
    const state = async (): Promise<unknown> => (await moving.switch.read('default')).address;

    // Nobody, another Sprout, another page.
    await expect(moving.switch.to('default', 'http://127.0.0.1:1', 'en')).rejects.toEqual(problem('verify-unreachable'));
    const stranger = await openCore(await temporaryFolder());
    await stranger.features.moving.import(out, { replace: false });
    const { port } = await stranger.features.gateway.open({ port: 0, host: '127.0.0.1' });
    await expect(moving.switch.to('default', `http://127.0.0.1:${port}`, 'en')).rejects.toEqual(problem('switch-elsewhere', { reason: expect.stringContaining('visitor key') as string }));
    await there.features.sites.update('default', { origins: ['https://elsewhere.example'] });
    await expect(moving.switch.to('default', address, 'en')).rejects.toEqual(problem('switch-elsewhere', { reason: expect.stringContaining('https://shop.example') as string }));
    await there.features.sites.update('default', { origins: ['https://shop.example'] });
    expect(await state()).toBe('https://tunnel.example');
    await expect(moving.switch.to('default', null, 'en')).rejects.toEqual(problem('switch-nowhere'));

    const before = await sites.versions('default');
    expect(await moving.switch.to('default', address, 'en')).toMatchObject({ address, before: 'https://tunnel.example', switchedAt: expect.any(String) as string });
    // Published with the address alone changed: the same index under the same name.
    const [now] = await sites.versions('default');
    expect(now).toMatchObject({ version: (before[0]?.version ?? 0) + 1, passages: before[0]?.passages, documents: before[0]?.documents });
    const site = JSON.parse(new TextDecoder().decode(await sites.file('default', 'sites/default/site.json'))) as { live: string; version: number };
    expect(site).toMatchObject({ live: address, version: now?.version });
    // The laptop's own gateway sends its visitors there, too.
    const { port: own } = await here.features.gateway.open({ port: 0, host: '127.0.0.1' });
    const live = async (): Promise<unknown> => (await (await fetch(`http://127.0.0.1:${own}/sites/default/site.json`)).json() as { live: unknown }).live;
    expect(await live()).toBe(address);
    expect(await moving.switch.to('default', address, 'en')).toMatchObject({ address, before: 'https://tunnel.example' });

    expect(await moving.switch.to('default', null, 'en')).toEqual({ site: 'default', address: 'https://tunnel.example', before: null, switchedAt: null });
    expect(await live()).toBe('');
  });

  it('is refused where another version is served', async () => {
    const { here, address } = await twoGateways();
    await here.features.sites.approve('default', { question: 'Do you have tea?', answer: 'Yes.' });
    await here.features.sites.publish('default');
    await expect(here.features.moving.switch.to('default', address, 'en')).rejects.toEqual(problem('switch-elsewhere', { reason: expect.stringContaining('another version') as string }));
  });
});

describe('secrets', () => {
  it('are in no file of an export, however they are written', async () => {
    const home = await temporaryFolder();
    const here = await openShop(home);
    const canary = 'CANARY-kH7xQ2pLw9';
    const { moving, notifications } = here.features;
    const key = await moving.visitorKey();
    await notifications.add({ kind: 'webhook', name: 'hook', events: ['lead'], address: `https://hooks.example/${canary}`, secret: `${canary}-secret` });
    const made = await (await here.fetch(new Request('http://sprout/api/keys', { method: 'POST', headers: { 'content-type': 'application/json' }, body: '{"name":"other program"}' }))).json() as { key: string };
    expect(made.key.length).toBeGreaterThan(20);
    here.features.workspace.updateSettings({ businessName: `${canary} Ltd` });
    process.env['SPROUT_CANARY'] = canary;
    const planted = [key, canary, made.key];
    for (const target of ['compose', 'kubernetes'] as const) {
      const out = join(await temporaryFolder(), 'out');
      await moving.export({ ...composeRequest, sites: ['default'], target, inbox: true }, { out, locale: 'en' });
      const files = (await readdir(out, { recursive: true, withFileTypes: true })).filter((entry) => entry.isFile());
      expect(files.length).toBeGreaterThan(15);
      for (const entry of files) {
        const bytes = await readFile(join(entry.parentPath, entry.name));
        for (const secret of planted) {
          const forms = [secret, Buffer.from(secret).toString('base64').replace(/=+$/, '').slice(2, -2), Buffer.from(secret).toString('hex'), Buffer.from(secret, 'base64url').toString('hex')].flatMap((form) => [Buffer.from(form), Buffer.from(form, 'utf16le')]);
          for (const form of forms) expect(bytes.includes(form), `${entry.name}: ${secret.slice(0, 6)}…`).toBe(false);
        }
      }
    }
    delete process.env['SPROUT_CANARY'];
  });
});
