import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { findDoor } from '../../core/shell/door/index.ts';
import { CoreProcess } from '../../electron/main/core-process.ts';
import type { KeychainReply, KeychainRequest } from '../../electron/main/keychain-messages.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

const root = join(import.meta.dirname, '../..');
const running: CoreProcess[] = [];
afterEach(async () => { for (const core of running.splice(0)) await core.close(); });

/** A keychain that turns bytes round, in the place of the system's. */
const asked: string[] = [];
const keychain = async (request: KeychainRequest): Promise<KeychainReply> => {
  asked.push(request.ask);
  return request.ask === 'state' ? { id: request.id, state: 'ready' } : { id: request.id, bytes: request.bytes.map((byte) => byte ^ 255), stale: false };
};

async function start(onFailed: (message: string) => void, home?: string): Promise<CoreProcess> {
  const core = new CoreProcess({
    node: process.execPath, script: join(root, 'electron/core-process/main.ts'), onFailed, keychain,
    order: { home: home ?? await temporaryFolder(), workspace: 'default', version: 'test', templates: join(root, 'templates'), widget: join(root, 'dist/widget'), gateway: join(root, 'dist/gateway'), language: 'zh-CN' },
  });
  running.push(core);
  return core;
}
const unexpected = (message: string): void => { throw new Error(message); };
const get = async <Answer>(core: CoreProcess, path: string): Promise<Answer> => await (await core.fetch(new Request(`app://sprout${path}`))).json() as Answer;

describe('the core in a process of its own', { timeout: 60_000 }, () => {
  it('takes a file and answers from it, over messages alone', async () => {
    const core = await start(unexpected);
    const form = new FormData();
    form.append('file', new File(['Parking costs 2 euros an hour.'], 'parking.txt'));
    const { documents } = await (await core.fetch(new Request('app://sprout/api/documents', { method: 'POST', body: form }))).json() as { documents: string[] };
    expect(documents).toHaveLength(1);
    await expect.poll(async () => (await get<{ documents: { status: string }[] }>(core, '/api/documents')).documents[0]?.status, { timeout: 20_000 }).toBe('ready');
    const answer = await (await core.fetch(new Request('app://sprout/api/ask', { method: 'POST', body: JSON.stringify({ question: 'What does parking cost?' }), headers: { 'content-type': 'application/json' } }))).text();
    expect(answer).toContain('2 euros');
  });

  it('is started again when it is killed; the next request waits for it, and nothing stored is lost', async () => {
    const core = await start(unexpected);
    const before = await get<{ settings: { locale: string } }>(core, '/api/status');
    const pid = core.pid;
    if (pid === undefined) throw new Error('no process');
    process.kill(pid, 'SIGKILL');
    // What was under way may fail; what comes after the end may not.
    await expect.poll(() => core.pid, { timeout: 20_000 }).not.toBe(pid);
    expect(await get(core, '/api/status')).toMatchObject({ settings: before.settings });
    expect(core.pid).not.toBe(pid);
  });

  it('opens a port for other programs when the owner wants, and no other', async () => {
    const core = await start(unexpected);
    const number = 20_000 + process.pid % 30_000;
    const set = async (change: object): Promise<unknown> => await (await core.fetch(new Request('app://sprout/api/programs/port', { method: 'PATCH', body: JSON.stringify(change), headers: { 'content-type': 'application/json' } }))).json();
    const reach = (): Promise<number | 'nobody'> => fetch(`http://127.0.0.1:${number}/v1/models`, { headers: { connection: 'close' } }).then(({ status }) => status, () => 'nobody' as const);
    expect(await set({ port: number })).toMatchObject({ port: { open: false, address: null } });
    expect(await reach()).toBe('nobody');
    expect(await set({ open: true })).toMatchObject({ port: { address: `http://127.0.0.1:${number}/v1` } });
    expect(await reach()).toBe(401);
    await core.close();
    expect(await reach()).toBe('nobody');
  });

  it('lets the command line in by a door that goes with it', async () => {
    const home = await temporaryFolder();
    const core = await start(unexpected, home);
    const status = await get<object>(core, '/api/status');
    const call = await findDoor(home, 'default', 'test');
    expect(await (await call?.(new Request('http://x/api/status')))?.json()).toEqual(status);
    await core.close();
    expect(await readdir(join(home, 'run'))).toEqual([]);
  });

  it('keeps the key of its secrets in the shell\'s keychain', async () => {
    const home = await temporaryFolder();
    const core = await start(unexpected, home);
    asked.length = 0;
    const added = await core.fetch(new Request('app://sprout/api/notifications', { method: 'POST', body: JSON.stringify({ kind: 'slack', name: 'Shop', events: ['lead'], address: 'https://hooks.slack.com/services/T/B/canary' }), headers: { 'content-type': 'application/json' } }));
    expect(added.status, await added.clone().text()).toBeLessThan(300);
    expect(asked).toEqual(['state', 'wrap', 'unwrap']);
    expect((await readdir(join(home, 'secrets'))).filter((name) => name.startsWith('key'))).toEqual(['key.wrapped']);
  });

  it('says in the owner\'s language why it cannot start, and tries again when asked to', async () => {
    const home = await temporaryFolder();
    const first = await start(unexpected, home);
    await get(first, '/api/status');
    const reason = Promise.withResolvers<string>();
    const second = await start(reason.resolve, home);
    expect(await reason.promise).toMatch(/[\u4e00-\u9fff]/);
    await first.close();
    second.restart();
    expect(await get<object>(second, '/api/status')).toHaveProperty('version');
  });
});
