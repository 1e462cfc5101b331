import { readFile } from 'node:fs/promises';
import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { createWebPage } from '../../../../core/adapters/web/index.ts';

const closers: (() => Promise<void>)[] = [];
afterEach(async () => { for (const close of closers.splice(0)) await close(); });

/** A server on this machine that counts what reaches it. */
async function serve(listener: RequestListener): Promise<{ port: number; requests: () => number }> {
  let requests = 0;
  const server = createServer((request, response) => { requests += 1; listener(request, response); });
  await new Promise<void>((resolve) => { server.listen(0, '127.0.0.1', resolve); });
  closers.push(() => new Promise((resolve) => { server.closeAllConnections(); server.close(() => { resolve(); }); }));
  return { port: (server.address() as AddressInfo).port, requests: () => requests };
}
const page: RequestListener = (_, response) => { response.setHeader('content-type', 'text/html'); response.end('<html><title>Shop</title><p>Open from nine.'); };

describe('a page from the web', () => {
  it('is fetched, through redirects', async () => {
    const { port } = await serve((request, response) => {
      if (request.url === '/start') { response.writeHead(302, { location: '/end' }); response.end(); } else page(request, response);
    });
    const fetched = await createWebPage({ allowPrivate: true }).fetch(`http://127.0.0.1:${port}/start`, undefined);
    expect(await readFile(fetched.path, 'utf8')).toContain('Open from nine');
    await fetched.remove();
  });

  it('is not fetched from this machine or its network, however the address is written', async () => {
    const { port, requests } = await serve(page);
    const forms = ['127.0.0.1', 'localhost', '0.0.0.0', '[::1]', '[::ffff:127.0.0.1]', '[::ffff:7f00:1]', '2130706433', '0x7f000001', '0177.0.0.1', '127.1', '0', '[::]', '127.0.0.1.', 'localhost.'];
    for (const form of forms) await expect(createWebPage().fetch(`http://${form}:${port}/`, undefined), form).rejects.toMatchObject({ name: 'SproutError' });
    expect(requests()).toBe(0);
  });

  it('is not reached by a name that leads into a private network, or partly so, or only the second time', async () => {
    const { port, requests } = await serve(page);
    const inside = { address: '127.0.0.1', family: 4 };
    const outside = { address: '93.184.215.14', family: 4 };
    for (const addresses of [[inside], [outside, inside]]) {
      await expect(createWebPage({ resolve: () => Promise.resolve(addresses) }).fetch(`http://rebinding.example:${port}/`, undefined)).rejects.toMatchObject({ code: 'address-blocked' });
    }
    expect(requests()).toBe(0);
  });

  it('is refused when it redirects without end, is too large, or is no page at all', async () => {
    const endless = await serve((request, response) => { response.writeHead(302, { location: `${request.url ?? ''}x` }); response.end(); });
    await expect(createWebPage({ allowPrivate: true }).fetch(`http://127.0.0.1:${endless.port}/`, undefined)).rejects.toMatchObject({ name: 'SproutError' });
    expect(endless.requests()).toBeLessThan(10);
    const huge = await serve((_, response) => { response.setHeader('content-type', 'text/html'); const more = (): void => { while (response.write('x'.repeat(65_536))); response.once('drain', more); }; more(); });
    await expect(createWebPage({ allowPrivate: true }).fetch(`http://127.0.0.1:${huge.port}/`, undefined)).rejects.toMatchObject({ name: 'SproutError' });
    for (const address of ['file:///etc/passwd', 'ftp://example.com/', 'javascript:alert(1)', 'not an address']) {
      await expect(createWebPage().fetch(address, undefined)).rejects.toMatchObject({ code: 'address-invalid' });
    }
  });
});
