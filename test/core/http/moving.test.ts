import { join } from 'node:path';
import { writeFile } from 'node:fs/promises';
import { unzipSync } from 'fflate';
import { describe, expect, it } from 'vitest';
import { exportedSchema, inventorySchema, movePlanSchema, planRequestSchema, switchedSchema, verifyEventSchema } from '../../../core/contract/index.ts';
import type { Core } from '../../../core/create-core.ts';
import { composeRequest, openCore, openShop } from '../../support/moving.ts';
import { sprout } from '../../support/sprout-cli.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';

async function call(core: Core, method: string, path: string, body?: unknown, language = 'en'): Promise<Response> {
  return core.fetch(new Request(`http://sprout/api/moving/${path}`, { method, headers: { 'accept-language': language, 'content-type': 'application/json' }, ...(body === undefined ? {} : { body: JSON.stringify(body) }) }));
}
const codeOf = async (response: Response): Promise<unknown> => (await response.json() as { error?: { code: string } }).error?.code;

describe('the routes of a move', () => {
  it('take the inventory, plan, export, and give the export as a zip', async () => {
    const core = await openShop(await temporaryFolder());
    const inventory = inventorySchema.parse(await (await call(core, 'GET', 'inventory')).json());
    expect(inventory.sites).toMatchObject([{ id: 'default', published: true, documents: 3 }]);
    expect(inventory.items.find(({ kind }) => kind === 'documents')).toMatchObject({ count: 3, moves: true });
    for (const kind of ['private-documents', 'originals', 'conversations', 'secrets']) expect(inventory.items.find((item) => item.kind === kind)?.moves, kind).toBe(false);
    const request = planRequestSchema.parse(await (await call(core, 'GET', 'plan')).json());
    const plan = movePlanSchema.parse(await (await call(core, 'POST', 'plan', request, 'zh')).json());
    expect(plan.assumptions.join('')).toMatch(/网关/);

    expect((await call(core, 'GET', 'exports/compose/download')).status).toBe(404);
    const exported = exportedSchema.parse(await (await call(core, 'POST', 'exports', { ...composeRequest, plan: request })).json());
    const zip = unzipSync(new Uint8Array(await (await call(core, 'GET', 'exports/compose/download')).arrayBuffer()));
    expect(Object.keys(zip)).toEqual(expect.arrayContaining(['compose.yaml', 'Caddyfile', '.env.example', 'Dockerfile', 'README.md', 'README.zh-CN.md', 'bundle/manifest.json', 'gateway/gateway.mjs']));
    expect(new TextDecoder().decode(zip['compose.yaml'])).toContain(exported.digest);
    expect(new TextDecoder().decode(zip['Dockerfile'])).toContain('ENTRYPOINT ["node", "gateway.mjs"]');
    expect(await codeOf(await call(core, 'GET', 'exports/elsewhere/download'))).toBe('export-none');
    expect(await codeOf(await call(core, 'POST', 'exports', { ...composeRequest, host: 'x' }))).toBe('move-host');
  });

  it.each([['en', 'keychain'], ['zh', '钥匙串']])('say that keys are in a keychain that is locked, and what to do, rather than that there are none: %s', async (language, word) => {
    const home = await temporaryFolder();
    const open = await openShop(home);
    await open.features.moving.visitorKey();
    const problemsOf = async (core: Core): Promise<unknown[]> => inventorySchema.parse(await (await call(core, 'GET', 'inventory', undefined, language)).json()).problems;
    expect(await problemsOf(open)).toEqual([]);
    await open.close();
    const locked = await openCore(home, { keyWrapper: { state: () => Promise.resolve('locked'), wrap: () => Promise.reject(new Error('locked')), unwrap: () => Promise.reject(new Error('locked')) } });
    expect(await problemsOf(locked)).toEqual([{ code: 'secrets-locked', message: expect.stringContaining(word) as string }]);
    const { items } = inventorySchema.parse(await (await call(locked, 'GET', 'inventory')).json());
    expect(items.find(({ kind }) => kind === 'secrets')).toMatchObject({ count: 1, moves: false });
  });

  it('stream the proof, tell what fails in its last line, and read and refuse a switch', async () => {
    const core = await openShop(await temporaryFolder());
    const lines = async (body: unknown): Promise<unknown[]> => (await (await call(core, 'POST', 'verify', body)).text()).trim().split('\n').map((line) => verifyEventSchema.parse(JSON.parse(line)));
    expect(await lines({ address: 'https://ask.shop.example' })).toMatchObject([{ type: 'error', error: { code: 'verify-none' } }]);
    expect(await lines({ address: 'gopher://x' })).toMatchObject([{ type: 'error', error: { code: 'verify-address' } }]);
    expect(await (await call(core, 'GET', 'verify')).json()).toEqual({ verification: null });
    expect(switchedSchema.parse(await (await call(core, 'GET', 'switch/default')).json())).toEqual({ site: 'default', address: null, before: null, switchedAt: null });
    expect(await codeOf(await call(core, 'POST', 'switch/default', { address: null }))).toBe('switch-nowhere');
    expect(await codeOf(await call(core, 'POST', 'switch/nothing', { address: null }))).toBe('site-not-found');
  });
});

describe('the command cloud', () => {
  it('plans, says how it is used, brings a bundle back, names the file of one that was changed, and prints the key', async () => {
    const home = await temporaryFolder();
    const core = await openShop(home);
    const out = join(await temporaryFolder(), 'out');
    await core.features.moving.export({ ...composeRequest, sites: ['default'] }, { out, locale: 'en' });
    await core.close();
    const data = join(await temporaryFolder(), 'plan.json');
    await writeFile(data, JSON.stringify({ questionsPerSecond: 30, quotedShare: 0 }));
    const planned = (await sprout(['cloud', 'plan', '--home', home, '--data', data, '--json'])).json<{ plan: unknown; inventory: unknown }>();
    expect(movePlanSchema.parse(planned.plan).request).toMatchObject({ questionsPerSecond: 30, quotedShare: 0 });
    inventorySchema.parse(planned.inventory);
    for (const wrong of [['cloud', 'fly'], ['cloud', 'export', '--target', 'moon', '--out', out, '--host', 'a.example'], ['cloud', 'verify'], ['cloud', 'switch']]) expect((await sprout([...wrong, '--home', home])).code, wrong.join(' ')).toBe(2);

    const other = await temporaryFolder();
    const imported = await sprout(['cloud', 'import', out, '--home', other, '--json']);
    expect(imported.json()).toMatchObject({ sites: ['default'], documents: 3 });
    expect((await sprout(['ask', 'How long does a repair of a teapot take?', '--home', other, '--json'])).json()).toMatchObject({ answered: true });
    await writeFile(join(out, 'bundle/sites.json'), '{}');
    const refused = await sprout(['cloud', 'import', out, '--home', await temporaryFolder(), '--json']);
    expect(refused.code).toBe(1);
    expect(refused.json<{ error: { code: string; message: string } }>().error).toMatchObject({ code: 'bundle-damaged', message: expect.stringContaining('sites.json') as string });
    expect((await sprout(['cloud', 'key', '--home', home, '--json'])).json<{ visitorKey: string }>().visitorKey).toMatch(/^[\w-]{43}$/);
  });
});
