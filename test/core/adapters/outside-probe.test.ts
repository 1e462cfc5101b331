import { createServer, type RequestListener } from 'node:http';
import { createServer as createSecureServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { createOutsideProbe } from '../../../core/adapters/web/index.ts';
import { localCertificate } from '../../support/local-certificate.ts';

const closers: (() => Promise<void>)[] = [];
afterEach(async () => { for (const close of closers.splice(0)) await close(); });

async function serve(listener: RequestListener, secure = true): Promise<number> {
  const server = secure ? createSecureServer(localCertificate, listener) : createServer(listener);
  await new Promise<void>((resolve) => { server.listen(0, '127.0.0.1', resolve); });
  closers.push(() => new Promise((resolve) => { server.closeAllConnections(); server.close(() => { resolve(); }); }));
  return (server.address() as AddressInfo).port;
}
const toHere = { allowPrivate: true, resolve: () => Promise.resolve([{ address: '127.0.0.1', family: 4 }]) };
const trusting = createOutsideProbe({ ...toHere, tls: { ca: localCertificate.cert }, timeout: 500 });

describe('a look from outside', () => {
  it('gives what was answered, with the headers that were asked for and sent', async () => {
    const port = await serve((request, response) => { response.setHeader('sprout-proof', request.headers['sprout-probe'] ?? ''); response.statusCode = 418; response.end('你好'); });
    const found = await trusting.get(`https://chat.test:${port}/x`, { 'sprout-probe': 'abc' });
    if (found.failed !== undefined) throw new Error(found.detail);
    expect([found.status, found.body, found.header('sprout-proof'), found.header('absent')]).toEqual([418, '你好', 'abc', null]);
  });

  it('says what kept it from getting there', async () => {
    const port = await serve((_, response) => { response.end(); });
    const plain = await serve((_, response) => { response.end(); }, false);
    const silent = await serve(() => undefined);
    const cut = await serve((request) => { request.socket.destroy(); });
    const closed = await serve(() => undefined);
    await closers.pop()?.();
    const failed = async (probe: ReturnType<typeof createOutsideProbe>, address: string): Promise<string | undefined> => (await probe.get(address, {})).failed;
    expect(await failed(createOutsideProbe(toHere), `https://chat.test:${port}/`)).toBe('certificate');
    expect(await failed(trusting, `https://another.test:${port}/`)).toBe('certificate');
    expect(await failed(trusting, `https://chat.test:${plain}/`)).toBe('encryption');
    expect(await failed(trusting, `https://chat.test:${silent}/`)).toBe('timeout');
    expect(await failed(trusting, `https://chat.test:${cut}/`)).toBe('broken');
    expect(await failed(trusting, `https://chat.test:${closed}/`)).toBe('refused');
    expect(await failed(createOutsideProbe({ resolve: () => Promise.reject(Object.assign(new Error('x'), { code: 'ENOTFOUND' })) }), 'https://chat.test/')).toBe('name');
    for (const address of ['https://127.0.0.1/', 'https://[::1]/', 'https://10.1.2.3/', 'https://localhost/']) expect(await failed(createOutsideProbe(), address), address).toBe('private');
  });

  it('reads no more than it needs', async () => {
    const port = await serve((_, response) => { const write = (): void => { while (response.write('x'.repeat(10_000))); response.once('drain', write); }; write(); });
    const found = await trusting.get(`https://chat.test:${port}/`, {});
    expect(found.failed === undefined && found.body.length < 70_000).toBe(true);
  });
});
