import { connect } from 'node:net';
import { join } from 'node:path';
import { afterEach, describe, expect, it, onTestFinished } from 'vitest';
import { openSqliteStore } from '../../core/adapters/sqlite/index.ts';
import { serveGateway } from '../../core/shell/gateway/index.ts';
import { clientAddress } from '../../core/features/visits/client-address.ts';
import { reserveTokens } from '../../core/features/visits/token-budget.ts';
import { MemoryInboxStore } from '../fakes/memory-inbox-store.ts';
import { linesOf, testGateway } from '../support/gateway.ts';
import { newFolder } from '../support/new-folder.ts';

const kettle = 'What does the gooseneck kettle cost?';
const closers: (() => Promise<void>)[] = [];
afterEach(async () => { for (const close of closers.splice(0)) await close(); });

describe('the limits of visitors', () => {
  it('are ten questions a minute and address, whoever asks; then it says when to come again', async () => {
    const gateway = await testGateway();
    const tokens = await Promise.all(Array.from({ length: 12 }, () => gateway.begin()));
    const statuses = await Promise.all(tokens.map(async (token) => (await gateway.ask(token, kettle)).status));
    expect(statuses.filter((status) => status === 200)).toHaveLength(10);
    const refused = await gateway.ask(tokens[0] ?? '', kettle);
    expect(refused.status).toBe(429);
    expect(refused.headers.get('retry-after')).toBe('60');
    expect(refused.headers.get('access-control-allow-origin')).toBe('https://shop.example');
    expect(await refused.json()).toMatchObject({ error: { code: 'visit-limited' }, retryAfter: 60 });
    expect((await gateway.ask(tokens[0] ?? '', kettle, { peer: '198.51.100.7' })).status).toBe(200);
    gateway.clock.now += 60_000;
    expect((await gateway.ask(tokens[0] ?? '', kettle)).status).toBe(200);
  });

  it('are sixty questions an hour and visitor, from wherever', async () => {
    const gateway = await testGateway();
    const token = await gateway.begin();
    for (let at = 0; at < 60; at += 1) {
      const answer = await gateway.ask(token, kettle, { peer: `198.51.100.${at}` });
      expect(answer.status).toBe(200);
      await answer.text();
    }
    expect((await gateway.ask(token, kettle, { peer: '192.0.2.77' })).status).toBe(429);
    expect((await gateway.ask(await gateway.begin(), kettle, { peer: '192.0.2.77' })).status).toBe(200);
  });

  it('refuse before a body is read and before any store is asked', async () => {
    const gateway = await testGateway({ settings: { limits: { perMinutePerAddress: 1, perHourPerVisitor: 60, tokensPerDay: 0 } } });
    const token = await gateway.begin();
    await (await gateway.ask(token, kettle)).text();
    gateway.inbox.calls.length = 0;
    let read = 0;
    const body = new ReadableStream({ pull(controller) { read += 1; controller.enqueue(new Uint8Array(1000)); } }, { highWaterMark: 0 });
    const request = new Request('http://gateway.test/sites/default/ask', { method: 'POST', headers: { origin: 'https://shop.example', authorization: `Bearer ${token}` }, body, duplex: 'half' } as RequestInit);
    const { createGateway } = await import('../../core/http/gateway/gateway.ts');
    const answer = await createGateway({ visits: gateway.visits, sites: gateway.sites, onBug: (bug) => { gateway.bugs.push(bug); } }).fetch(request, '203.0.113.5');
    expect([answer.status, read, gateway.inbox.calls]).toEqual([429, 0, []]);
  });

  it.each(['memory', 'SQLite'])('let at most one answer go beyond the tokens of a day when 200 ask at once, counted in %s', async (kind) => {
    const store = kind === 'SQLite' ? openSqliteStore(join(newFolder(), 'sprout.db')) : undefined;
    onTestFinished(() => { store?.close(); });
    const inbox = store?.inbox ?? new MemoryInboxStore();
    const [tokens, cap] = [3700, 20_000];
    const reserved = await Promise.all(Array.from({ length: 200 }, () => reserveTokens(inbox, 'a', { tokens, cap })));
    const granted = reserved.filter((one) => one !== undefined);
    expect(granted.length * tokens).toBeGreaterThanOrEqual(cap);
    expect((granted.length - 1) * tokens).toBeLessThan(cap);
    await Promise.all(granted.map((one) => one.settle(1000)));
    const left = await reserveTokens(inbox, 'a', { tokens, cap });
    expect(left).toBeDefined();
  });

  it('ask no model beyond the tokens of a day when 200 visitors ask at once, and quote instead', async () => {
    const gateway = await testGateway({ settings: { model: 'fake', limits: { perMinutePerAddress: 10_000, perHourPerVisitor: 10_000, tokensPerDay: 8000 } }, says: () => 'The gooseneck kettle costs 389 yuan.' });
    const visitors = await Promise.all(Array.from({ length: 200 }, (_, at) => gateway.begin({ peer: `198.51.100.${at}` })));
    const answers = await Promise.all(visitors.map(async (token) => linesOf(await gateway.ask(token, kettle))));
    expect(answers.every((events) => JSON.stringify(events.at(-1)).includes('389'))).toBe(true);
    // Each sets 3,700 aside: the third begins below 8,000, the fourth does not.
    expect(gateway.model.requests).toHaveLength(3);
  });

  it('are two answers at a time for one visitor', async () => {
    const gateway = await testGateway({ settings: { model: 'fake' } });
    gateway.model.pieces = ['The kettle '];
    gateway.model.endless = true;
    const token = await gateway.begin();
    const open = [await gateway.ask(token, kettle), await gateway.ask(token, kettle)];
    const third = await gateway.ask(token, kettle);
    expect([...open.map(({ status }) => status), third.status]).toEqual([200, 200, 503]);
    expect(await third.json()).toMatchObject({ error: { code: 'visit-busy' }, retryAfter: 5 });
    await Promise.all(open.map((answer) => answer.body?.cancel()));
  });

  it('are 16 kB a question and 64 kB for the inbox, told or not told', async () => {
    const gateway = await testGateway();
    const headers = { authorization: `Bearer ${await gateway.begin()}` };
    const big = (kilobytes: number): string => JSON.stringify({ question: 'x'.repeat(kilobytes * 1024) });
    expect((await gateway.fetch('/sites/default/ask', { method: 'POST', headers, body: big(17) })).status).toBe(413);
    expect((await gateway.fetch('/sites/default/inbox', { method: 'POST', headers, body: big(65) })).status).toBe(413);
    expect((await gateway.fetch('/sites/default/visit', { method: 'POST', body: big(17) })).status).toBe(413);
    expect((await gateway.fetch('/sites/default/ask', { method: 'POST', headers, body: big(15) })).status).toBe(400);
    const stream = new ReadableStream({ start(controller) { for (let at = 0; at < 40; at += 1) controller.enqueue(new TextEncoder().encode('x'.repeat(1024))); controller.close(); } });
    const { createGateway } = await import('../../core/http/gateway/gateway.ts');
    const request = new Request('http://gateway.test/sites/default/ask', { method: 'POST', headers: { ...headers, origin: 'https://shop.example' }, body: stream, duplex: 'half' } as RequestInit);
    expect((await createGateway({ visits: gateway.visits, sites: gateway.sites, onBug: () => undefined }).fetch(request, '203.0.113.9')).status).toBe(413);
  });

  it('refuse what is not JSON, not an id, or hides characters, and never fail', async () => {
    const gateway = await testGateway({ settings: { limits: { perMinutePerAddress: 1000, perHourPerVisitor: 1000, tokensPerDay: 0 } } });
    const headers = { authorization: `Bearer ${await gateway.begin()}` };
    for (const body of ['', '{', '[]', 'null', '{"id":1}', JSON.stringify({ id: '../x', conversation: crypto.randomUUID(), question: 'x', locale: 'en' }), '{"__proto__":{"question":"x"}}', '\ud800']) expect((await gateway.fetch('/sites/default/ask', { method: 'POST', headers, body })).status, body).toBe(400);
    const answer = await gateway.ask(headers.authorization.slice(7), 'What does the \u202egooseneck\u202c kettle\u0000 cost?\r\nX-Evil: 1');
    expect(answer.status).toBe(200);
    await answer.text();
    const [conversation] = await gateway.inbox.conversations('default', { limit: 1 });
    expect(conversation?.exchanges[0]?.question).toBe('What does the gooseneck kettle cost?\nX-Evil: 1');
    expect(gateway.bugs).toEqual([]);
  });
});

describe('the address that limits count', () => {
  const of = (peer: string, headers: Record<string, string>, trusted: 'none' | 'cloudflare' | 'forwarded-for'): string => clientAddress({ peer, headers: new Headers(headers) }, trusted);

  it('is the connection\'s, whatever a header says, unless it comes from this computer and the owner trusts that header', () => {
    const lies = { 'cf-connecting-ip': '1.2.3.4', 'x-forwarded-for': '1.2.3.4', 'x-real-ip': '1.2.3.4', forwarded: 'for=1.2.3.4', 'true-client-ip': '1.2.3.4' };
    for (const trusted of ['none', 'cloudflare', 'forwarded-for'] as const) expect(of('203.0.113.5', lies, trusted)).toBe('203.0.113.5');
    expect(of('127.0.0.1', lies, 'none')).toBe('127.0.0.1');
    expect(of('127.0.0.1', { ...lies, 'cf-connecting-ip': '9.9.9.9' }, 'forwarded-for')).toBe('1.2.3.4');
    expect(of('::1', { ...lies, 'x-forwarded-for': '9.9.9.9' }, 'cloudflare')).toBe('1.2.3.4');
    expect(of('::ffff:127.0.0.1', lies, 'cloudflare')).toBe('1.2.3.4');
  });

  it('is the last hop, which the tunnel added; what the visitor wrote before it counts nothing', () => {
    for (let at = 0; at < 50; at += 1) expect(of('127.0.0.1', { 'x-forwarded-for': `10.0.0.${at}, 1.1.1.${at},198.51.100.9` }, 'forwarded-for')).toBe('198.51.100.9');
  });

  it('is the connection\'s where the header is none', () => {
    for (const value of ['', 'unknown', '1.2.3', '0x7f.1', '1.2.3.4.5', '<script>', '1.2.3.4, ', '999.1.1.1', '1.2.3.4:80']) expect(of('127.0.0.1', { 'x-forwarded-for': value }, 'forwarded-for'), value).toBe('127.0.0.1');
    expect(of('127.0.0.1', { 'cf-connecting-ip': '1.1.1.1, 2.2.2.2' }, 'cloudflare')).toBe('127.0.0.1');
  });

  it('is the household of an IPv6 address, and IPv4 in whatever clothes', () => {
    expect(new Set(['2001:db8:1:2::1', '2001:db8:1:2:ffff::9', '2001:0DB8:0001:0002:0:0:0:1', '2001:db8:1:2::1%eth0'].map((peer) => of(peer, {}, 'none'))).size).toBe(1);
    expect(of('2001:db8:1:3::1', {}, 'none')).not.toBe(of('2001:db8:1:2::1', {}, 'none'));
    expect(of('::ffff:203.0.113.5', {}, 'none')).toBe('203.0.113.5');
    expect(of('', {}, 'none')).toBe('unknown');
  });
});

describe('the gateway\'s listener', () => {
  it('ends connections that send their request drop by drop, and answers others meanwhile', async () => {
    const gateway = await testGateway();
    const server = await serveGateway({ port: 0, host: '127.0.0.1' }, (request, peer) => gateway.fetch(new URL(request.url).pathname, { peer }), { headers: 200, request: 400, idle: 5000, keepAlive: 1000 });
    closers.push(() => server.close());
    const closed = Array.from({ length: 20 }, (_, at) => new Promise<void>((resolve) => {
      const socket = connect(server.port, '127.0.0.1', () => { socket.write(at % 2 ? 'GET / HTTP/1.1\r\nHost: x\r\nX-Slow: ' : 'POST /sites/default/ask HTTP/1.1\r\nHost: x\r\nContent-Length: 1000\r\n\r\nx'); });
      const drop = setInterval(() => { socket.write('x'); }, 50);
      socket.on('error', () => undefined);
      socket.on('close', () => { clearInterval(drop); resolve(); });
    }));
    expect((await fetch(`http://127.0.0.1:${server.port}/absent`)).status).toBe(404);
    await Promise.all(closed);
  });

  it('hands on who is at the other end, and refuses headers that would break out of their line', async () => {
    const peers: string[] = [];
    const server = await serveGateway({ port: 0, host: '127.0.0.1' }, (_request, peer) => { peers.push(peer); return Promise.resolve(new Response('ok')); });
    closers.push(() => server.close());
    await (await fetch(`http://127.0.0.1:${server.port}/`)).text();
    expect(peers).toEqual(['127.0.0.1']);
    const raw = (text: string): Promise<string> => new Promise((resolve) => {
      let answer = '';
      const socket = connect(server.port, '127.0.0.1', () => { socket.end(text); });
      socket.on('data', (part) => { answer += part.toString(); });
      socket.on('close', () => { resolve(answer); });
    });
    for (const text of ['GET / HTTP/1.1\r\nHost: x\r\nOrigin: https://a\rX: y\r\n\r\n', 'GET / HTTP/1.1\r\nHost: x\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n', `GET / HTTP/1.1\r\nHost: x\r\nX: ${'x'.repeat(20_000)}\r\n\r\n`]) expect(await raw(text)).toMatch(/^HTTP\/1\.1 4\d\d/);
    expect(peers).toHaveLength(1);
  });

  it('says that a port is taken', async () => {
    const server = await serveGateway({ port: 0, host: '127.0.0.1' }, () => Promise.resolve(new Response('ok')));
    closers.push(() => server.close());
    await expect(serveGateway({ port: server.port, host: '127.0.0.1' }, () => Promise.resolve(new Response('ok')))).rejects.toMatchObject({ code: 'port-taken' });
  });
});
