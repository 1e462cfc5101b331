import { createServer, type AddressInfo, type Server } from 'node:net';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Core } from '../../../../core/create-core.ts';
import { servePrograms } from '../../../../core/shell/loopback/index.ts';
import { realCore } from '../../../support/real-core.ts';
import { temporaryFolder } from '../../../support/temporary-folder.ts';

interface State { port: { open: boolean; port: number; address: string | null; problem?: { code: string; message: string } } | null }

let core: Core | undefined;
let home = '';
beforeEach(async () => { home = join(await temporaryFolder(), 'home'); });
afterEach(async () => { await core?.close(); core = undefined; });

const open = async (): Promise<void> => { core = await realCore(home, { servePrograms }); };
async function port(change?: object): Promise<State['port']> {
  const response = await core?.fetch(new Request('http://sprout.test/api/programs/port', change ? { method: 'PATCH', body: JSON.stringify(change), headers: { 'content-type': 'application/json', 'accept-language': 'zh' } } : { headers: { 'accept-language': 'zh' } }));
  return (await response?.json() as State).port;
}
/** A port that was free a moment ago. */
async function freePort(): Promise<number> {
  const server = await taken();
  const { port: number } = server.address() as AddressInfo;
  await new Promise((done) => server.close(done));
  return number;
}
async function taken(number = 0): Promise<Server> {
  const server = createServer();
  await new Promise<void>((done) => server.listen(number, '127.0.0.1', done));
  return server;
}
const reach = (number: number, path = '/v1/models', headers: Record<string, string> = {}): Promise<number | 'nobody'> => fetch(`http://127.0.0.1:${number}${path}`, { headers: { connection: 'close', ...headers } }).then(({ status }) => status, () => 'nobody');

describe('the port of the desktop window for other programs', () => {
  it('is closed until the owner opens it, serves /v1 alone and to keys alone, and is open again after a restart', async () => {
    await open();
    const number = await freePort();
    expect(await port()).toMatchObject({ open: false, address: null });
    expect(await port({ port: number })).toMatchObject({ open: false, address: null });
    expect(await reach(number)).toBe('nobody');
    expect(await port({ open: true })).toEqual({ open: true, port: number, address: `http://127.0.0.1:${number}/v1` });
    const key = (await core?.features.programs.keys.make('test'))?.key ?? '';
    const authorization = `Bearer ${key}`;
    expect(await reach(number)).toBe(401);
    expect(await reach(number, '/v1/models', { authorization })).toBe(200);
    for (const path of ['/', '/api/status', '/api/keys', '/v1/../api/status']) expect([path, await reach(number, path, { authorization })]).toEqual([path, 403]);
    for (const headers of [{ origin: 'https://evil.example' }, { 'sec-fetch-site': 'cross-site' }] as Record<string, string>[]) expect(await reach(number, '/v1/models', { authorization, ...headers })).toBe(403);

    await core?.close();
    expect(await reach(number)).toBe('nobody');
    await open();
    expect(await reach(number, '/v1/models', { authorization })).toBe(200);
    expect(await port({ open: false })).toMatchObject({ open: false, address: null });
    expect(await reach(number)).toBe('nobody');
  });

  it('moves to another number, and says when that is taken', async () => {
    await open();
    const [first, second] = [await freePort(), await freePort()];
    await port({ open: true, port: first });
    expect(await port({ port: second })).toMatchObject({ address: `http://127.0.0.1:${second}/v1` });
    expect([await reach(first), await reach(second)]).toEqual(['nobody', 401]);
    const other = await taken();
    const { port: number } = other.address() as AddressInfo;
    const state = await port({ port: number });
    expect(state).toMatchObject({ open: true, address: null, problem: { code: 'port-taken' } });
    expect(state?.problem?.message).toMatch(/[\u4e00-\u9fff]/);
    await new Promise((done) => other.close(done));
    expect(await port({ open: true })).toEqual({ open: true, port: number, address: `http://127.0.0.1:${number}/v1` });
  });

  it('is not offered where the shell is a port itself', async () => {
    core = await realCore(home);
    expect(await port()).toBeNull();
  });
});
