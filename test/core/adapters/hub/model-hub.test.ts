import { randomBytes } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { execPath } from 'node:process';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createModelHub, type ModelHubOptions } from '../../../../core/adapters/hub/index.ts';
import type { TransferProgress } from '../../../../core/ports/model-hub.ts';
import { sha256Of, startHubServer, type Fault, type HubServer } from '../../../support/hub-server.ts';
import { newFolder } from '../../../support/new-folder.ts';

const model = (bytes = 1_500_000): Buffer => Buffer.concat([Buffer.from('GGUF'), randomBytes(bytes - 4)]);
const path = '/Qwen/Tiny/resolve/main/tiny.gguf';
/** Everything small, so that minutes become milliseconds. */
const quick: ModelHubOptions = {
  connections: 3, parallelFromBytes: 200_000, pieceBytes: 128 * 1024, spaceMarginBytes: 0, connectMs: 1000, silenceMs: 150,
  minimumBytesPerSecond: 5000, rateWindowMs: 200, retries: 4, retriesWithAlternative: 1, backoffMs: 2, longestWaitMs: 200, checkpointMs: 10,
};

let server: HubServer;
beforeEach(async () => { server = await startHubServer(); });
afterEach(() => server.close());
const target = (): string => join(newFolder(), 'tiny.gguf');
const get = (to: string, options: ModelHubOptions = {}, sha256?: string): ReturnType<ReturnType<typeof createModelHub>['fetch']> =>
  createModelHub({ ...quick, ...options }).fetch({ addresses: [server.origin + path], ...(sha256 === undefined ? {} : { sha256 }) }, to, {});

describe('a model from a hub', () => {
  it('comes over several connections, is checked against the hub’s checksum, and leaves nothing else behind', async () => {
    const body = model();
    server.put(path, { body });
    server.bytesPerSecond = 4_000_000;
    const to = target();
    const seen: TransferProgress[] = [];
    const result = await createModelHub(quick).fetch({ addresses: [server.origin + path] }, to, { onProgress: (progress) => { seen.push(progress); } });
    expect(result).toEqual({ bytes: body.length, sha256: sha256Of(body) });
    expect(readFileSync(to).equals(body)).toBe(true);
    expect(readdirSync(join(to, '..'))).toEqual(['tiny.gguf']);
    expect(server.mostAtOnce()).toBeGreaterThan(1);
    // Three, and one that the server does not yet know to be over.
    expect(server.mostAtOnce()).toBeLessThanOrEqual(4);
    expect(new Set(seen.map(({ stage }) => stage))).toEqual(new Set(['running', 'checking']));
    expect(seen.every(({ total }) => total === body.length)).toBe(true);
  });

  it('is not fetched twice after it was stopped: what was there is kept', async () => {
    const body = model();
    server.put(path, { body });
    server.bytesPerSecond = 1_000_000;
    const to = target();
    const hub = createModelHub(quick);
    const stop = new AbortController();
    const running = hub.fetch({ addresses: [server.origin + path] }, to, { signal: stop.signal });
    await expect.poll(() => server.requests.reduce((sum, { sent }) => sum + sent, 0)).toBeGreaterThan(400_000);
    stop.abort();
    await expect(running).rejects.toMatchObject({ name: 'AbortError' });
    const kept = await hub.received(to);
    expect(kept).toBeGreaterThan(200_000);
    expect(existsSync(to)).toBe(false);
    server.bytesPerSecond = Infinity;
    server.requests.length = 0;
    await get(to);
    expect(readFileSync(to).equals(body)).toBe(true);
    expect(server.requests.reduce((sum, { sent }) => sum + sent, 0)).toBeLessThanOrEqual(body.length - kept + 16);
    await hub.discard(to);
    expect(await hub.received(to)).toBe(0);
  });

  it('survives kill -9, again and again, and ends whole', { timeout: 60_000 }, async () => {
    const body = model(2_000_000);
    server.put(path, { body });
    server.bytesPerSecond = 700_000;
    const to = target();
    const hub = createModelHub(quick);
    let last = 0;
    for (let round = 0; round < 4; round++) {
      const child = spawn(execPath, ['--disable-warning=ExperimentalWarning', join(import.meta.dirname, '../../../support/hub-fetch-loop.ts'), server.origin + path, to], { stdio: ['ignore', 'pipe', 'inherit'] });
      const aim = last + 250_000;
      await expect.poll(() => hub.received(to), { interval: 10 }).toBeGreaterThan(aim);
      child.kill('SIGKILL');
      await once(child, 'exit');
      expect(existsSync(to)).toBe(false);
      last = await hub.received(to);
      expect(last).toBeGreaterThan(aim);
    }
    server.bytesPerSecond = Infinity;
    server.requests.length = 0;
    await get(to);
    expect(readFileSync(to).equals(body)).toBe(true);
    expect(server.requests.reduce((sum, { sent }) => sum + sent, 0)).toBeLessThan(body.length - last + 16);
  });

  it('begins anew when the file behind the address was exchanged in between', async () => {
    const [first, second] = [model(), model()];
    server.put(path, { body: first });
    server.bytesPerSecond = 1_000_000;
    const to = target();
    const stop = new AbortController();
    const running = createModelHub(quick).fetch({ addresses: [server.origin + path] }, to, { signal: stop.signal });
    await expect.poll(() => server.requests.reduce((sum, { sent }) => sum + sent, 0)).toBeGreaterThan(300_000);
    server.put(path, { body: second });
    server.bytesPerSecond = Infinity;
    await running.catch(() => undefined);
    await get(to).catch(() => undefined);
    expect(readFileSync(to).equals(second)).toBe(true);
  });
});

/** Each happens to the first requests; then the server behaves. */
const mended: [string, Fault][] = [
  ['is cut', { kind: 'cut', after: 50_000 }], ['is cut before the first byte', { kind: 'cut', after: 0 }], ['falls silent', { kind: 'stall', after: 30_000 }],
  ['trickles (slow loris)', { kind: 'trickle' }], ['gives another range', { kind: 'shifted' }], ['ends empty', { kind: 'empty' }],
  ['answers 500', { kind: 'status', status: 500 }], ['answers 503', { kind: 'status', status: 503 }], ['answers 429 with a pause', { kind: 'status', status: 429, retryAfter: '0' }],
  ['answers 416', { kind: 'status', status: 416 }], ['answers 403 (a signature ran out)', { kind: 'status', status: 403 }], ['sends more than announced', { kind: 'longer' }],
];
describe('a connection that', () => {
  it.each(mended)('%s is mended', async (_, fault) => {
    const body = model(700_000);
    server.put(path, { body });
    server.faults = ({ number }) => (number > 0 && number < 3 ? fault : undefined);
    const to = target();
    await get(to);
    expect(readFileSync(to).equals(body)).toBe(true);
  });

  it.each<[string, Fault, string]>([
    ['always is cut', { kind: 'cut', after: 0 }, 'download-unreachable'], ['always falls silent', { kind: 'stall', after: 0 }, 'download-unreachable'],
    ['always trickles', { kind: 'trickle' }, 'download-unreachable'], ['redirects in a circle', { kind: 'loop' }, 'download-unreachable'],
    ['always answers 503', { kind: 'status', status: 503 }, 'download-unreachable'], ['wants a long pause', { kind: 'status', status: 429, retryAfter: '3600' }, 'download-unreachable'],
    ['needs a password', { kind: 'status', status: 401 }, 'download-refused'], ['has no such file', { kind: 'status', status: 404 }, 'download-refused'],
    ['always answers 416', { kind: 'status', status: 416 }, 'download-unreachable'], ['shows a sign-in page', { kind: 'page' }, 'download-damaged'],
    ['compresses', { kind: 'gzip' }, 'download-unreachable'], ['always gives another range', { kind: 'shifted' }, 'download-unreachable'],
    ['has spoiled bytes', { kind: 'corrupt' }, 'download-damaged'],
  ])('%s ends with a clear reason, soon, and nothing that could pass for a model', async (_, fault, code) => {
    server.put(path, { body: model(300_000) });
    // The first four bytes are asked for alone; to spoil those would only be another way to show no model.
    server.faults = ({ range }) => (fault.kind === 'corrupt' && range === 'bytes=0-3' ? undefined : fault);
    const to = target();
    await expect(get(to)).rejects.toMatchObject({ name: 'SproutError', code });
    expect(existsSync(to)).toBe(false);
  });
});

describe('a server', () => {
  it('without ranges gives the whole file', async () => {
    const body = model();
    server.put(path, { body, ranges: false });
    const to = target();
    await get(to);
    expect(readFileSync(to).equals(body)).toBe(true);
  });
  it('without length, checksum and validator, too', async () => {
    const body = model();
    server.put(path, { body, ranges: false, chunked: true, plain: true, etag: null, declaredSha256: null });
    server.faults = ({ number }) => (number === 1 ? { kind: 'cut', after: 300_000 } : undefined);
    const to = target();
    await get(to);
    expect(readFileSync(to).equals(body)).toBe(true);
  });
  it.each([['checksum', { declaredSha256: 'a'.repeat(64) }], ['length', { declaredBytes: 77 }]])('whose hub declares a wrong %s is not believed', async (_, wrong) => {
    server.put(path, { body: model(), ...wrong });
    const to = target();
    await expect(get(to)).rejects.toMatchObject({ code: 'download-damaged' });
    expect(existsSync(to)).toBe(false);
    expect(existsSync(`${to}.part`)).toBe(false);
  });
  it('is refused when its file is not the one that was wanted', async () => {
    server.put(path, { body: model() });
    await expect(get(target(), {}, 'b'.repeat(64))).rejects.toMatchObject({ code: 'download-damaged' });
  });
  it('that cannot be reached is replaced by the next, which goes on where the first stopped', async () => {
    const body = model();
    server.put(path, { body });
    server.put('/models/Qwen/Tiny/resolve/master/tiny.gguf', { body });
    server.faults = ({ path: asked, number }) => (asked === path && number > 6 ? { kind: 'cut', after: 0 } : undefined);
    const to = target();
    const addresses = ['http://127.0.0.1:1/none.gguf', server.origin + path, `${server.origin}/models/Qwen/Tiny/resolve/master/tiny.gguf`];
    await createModelHub({ ...quick, connectMs: 200 }).fetch({ addresses }, to, {});
    expect(readFileSync(to).equals(body)).toBe(true);
    const second = server.requests.filter(({ cdn, path: asked }) => cdn && asked !== path).reduce((sum, { sent }) => sum + sent, 0);
    expect(second).toBeLessThan(body.length);
  });
  it('says within its patience whether it is there', async () => {
    const hub = createModelHub({ reachableMs: 300 });
    expect(await hub.reachable(server.origin)).toBe(true);
    expect(await hub.reachable('http://127.0.0.1:1')).toBe(false);
    expect(await hub.reachable('nonsense')).toBe(false);
  });
});

describe('the disk', () => {
  it('is asked first: what cannot fit is not begun', async () => {
    server.put(path, { body: model() });
    const to = target();
    await expect(get(to, { freeBytes: () => Promise.resolve(1_000_000) })).rejects.toMatchObject({ code: 'disk-full' });
    expect(server.requests.reduce((sum, { sent }) => sum + sent, 0)).toBeLessThan(100);
  });
  it('may spoil what was received: it is found before the file gets its name, and fetched again', async () => {
    const body = model();
    server.put(path, { body });
    server.bytesPerSecond = 1_500_000;
    const to = target();
    const stop = new AbortController();
    const running = createModelHub(quick).fetch({ addresses: [server.origin + path] }, to, { signal: stop.signal });
    await expect.poll(() => server.requests.reduce((sum, { sent }) => sum + sent, 0)).toBeGreaterThan(500_000);
    stop.abort();
    await running.catch(() => undefined);
    const part = readFileSync(`${to}.part`);
    part[10] = (part[10] ?? 0) ^ 1;
    writeFileSync(`${to}.part`, part);
    server.bytesPerSecond = Infinity;
    await get(to);
    expect(readFileSync(to).equals(body)).toBe(true);
  });
});

it('ends every one of 60 seeded runs with the right file or with none', { timeout: 120_000 }, async () => {
  const kinds: Fault[] = mended.map(([, fault]) => fault).concat({ kind: 'corrupt' });
  let seed = 7;
  const random = (below: number): number => { seed = seed * 1103515245 + 12345 & 0x7fffffff; return (seed >> 8) % below; };
  const body = model(400_000);
  server.put(path, { body });
  server.faults = () => (random(3) === 0 ? kinds[random(kinds.length)] : undefined);
  let whole = 0;
  for (let run = 0; run < 60; run++) {
    const to = target();
    await get(to, { silenceMs: 60, rateWindowMs: 80, retries: 6 }).catch((error: unknown) => { expect(error).toMatchObject({ name: 'SproutError' }); });
    if (!existsSync(to)) continue;
    whole += 1;
    expect(statSync(to).size).toBe(body.length);
    expect(readFileSync(to).equals(body)).toBe(true);
  }
  expect(whole).toBeGreaterThan(20);
});
