import { MessageChannel, type MessagePort } from 'node:worker_threads';
import { afterEach, describe, expect, it } from 'vitest';
import { windowBytes, chunkBytes, type ClientMessage, type ServerMessage } from '../../../electron/main/transport/messages.ts';
import type { Port } from '../../../electron/main/transport/port.ts';
import { RequestClient } from '../../../electron/main/transport/request-client.ts';
import { serveRequests } from '../../../electron/main/transport/request-server.ts';

const open: MessagePort[] = [];
afterEach(() => { for (const port of open.splice(0)) port.close(); });

function overNode<Incoming, Outgoing>(port: MessagePort): Port<Incoming, Outgoing> {
  open.push(port);
  return { post: (message) => { port.postMessage(message); }, listen: (listener) => { port.on('message', listener); } };
}

/** A client and a server on the two ends of a real channel, which copies messages as Electron's does. */
function connect(handle: (request: Request) => Promise<Response>): { client: RequestClient; bugs: unknown[] } {
  const { port1, port2 } = new MessageChannel();
  const bugs: unknown[] = [];
  serveRequests({ port: overNode<ClientMessage, ServerMessage>(port2), handle, onBug: (error) => bugs.push(error) });
  return { client: new RequestClient(overNode<ServerMessage, ClientMessage>(port1)), bugs };
}

const address = 'app://sprout/api/echo';

/** Waits for a state that messages under way will bring about. */
async function eventually(holds: () => boolean): Promise<void> {
  while (!holds()) await new Promise((resolve) => { setImmediate(resolve); });
}

/** Lets every message that is under way arrive: a round trip through the same channel comes after them. */
async function settled(client: RequestClient): Promise<void> {
  for (let turn = 0; turn < 5; turn += 1) await (await client.fetch(new Request('app://sprout/api/ping'))).text();
}

describe('a request over a message port', () => {
  it('carries method, address, headers, body, status and answer', async () => {
    const { client } = connect(async (request) => new Response(`${request.method} ${request.url} ${request.headers.get('accept-language')} ${await request.text()}`, { status: 201, headers: { 'x-answer': 'yes' } }));
    const response = await client.fetch(new Request(`${address}?q=%E7%A7%9F`, { method: 'POST', headers: { 'accept-language': 'zh' }, body: 'rent 租金' }));
    expect(response.status).toBe(201);
    expect(response.headers.get('x-answer')).toBe('yes');
    expect(await response.text()).toBe(`POST ${address}?q=%E7%A7%9F zh rent 租金`);
    expect(client.pending).toBe(0);
  });

  it('answers without a body where there is none', async () => {
    const { client } = connect(async () => new Response(null, { status: 204 }));
    const response = await client.fetch(new Request(address));
    expect([response.status, response.body]).toEqual([204, null]);
    expect(client.pending).toBe(0);
  });

  it('hands over each piece of an answer as it is written, before the next exists', async () => {
    const pieces = new TransformStream<Uint8Array, Uint8Array>();
    const writer = pieces.writable.getWriter();
    const { client } = connect(async () => new Response(pieces.readable));
    const reader = (await client.fetch(new Request(address))).body?.pipeThrough(new TextDecoderStream()).getReader();
    for (const piece of ['one\n', 'two\n']) {
      void writer.write(new TextEncoder().encode(piece));
      expect(await reader?.read()).toEqual({ done: false, value: piece });
    }
    void writer.close();
    expect((await reader?.read())?.done).toBe(true);
  });

  it('keeps 40 requests at once apart', async () => {
    const { client } = connect(async (request) => new Response(await request.text()));
    const texts = Array.from({ length: 40 }, (_, index) => `question ${index} `.repeat(index * 50));
    const answers = await Promise.all(texts.map(async (body) => (await client.fetch(new Request(address, { method: 'POST', body }))).text()));
    expect(answers).toEqual(texts);
  });

  it('carries 24 MB up and down unchanged', async () => {
    const bytes = new Uint8Array(24 * 1024 * 1024).map((_, index) => (index * 31) % 251);
    const { client } = connect(async (request) => new Response(request.body));
    const response = await client.fetch(new Request(address, { method: 'POST', body: bytes }));
    expect(Buffer.compare(new Uint8Array(await response.arrayBuffer()), bytes)).toBe(0);
  });

  it('stops an endless answer that nobody reads after one window', async () => {
    let produced = 0;
    const { client } = connect(async (request) => request.url.endsWith('/ping') ? new Response('pong') : new Response(new ReadableStream<Uint8Array>({
      pull: (controller) => { produced += chunkBytes; controller.enqueue(new Uint8Array(chunkBytes)); },
    }, { highWaterMark: 0 })));
    const response = await client.fetch(new Request(address));
    await eventually(() => produced >= windowBytes);
    await settled(client);
    expect(produced).toBeLessThanOrEqual(windowBytes + chunkBytes);
    const reader = response.body?.getReader();
    for (let read = 0; read < 10; read += 1) await reader?.read();
    await eventually(() => produced >= windowBytes + 10 * chunkBytes);
    await reader?.cancel();
  });

  it('stops an upload that the core does not read after one window', async () => {
    let produced = 0;
    const answer = Promise.withResolvers<Response>();
    const { client } = connect((request) => request.url.endsWith('/ping') ? Promise.resolve(new Response('pong')) : answer.promise);
    const body = new ReadableStream<Uint8Array>({ pull: (controller) => { produced += chunkBytes; controller.enqueue(new Uint8Array(chunkBytes)); } }, { highWaterMark: 0 });
    const response = client.fetch(new Request(address, { method: 'POST', body, duplex: 'half' } as RequestInit));
    await eventually(() => produced >= windowBytes);
    await settled(client);
    expect(produced).toBeLessThanOrEqual(windowBytes + chunkBytes);
    answer.resolve(new Response('enough'));
    expect(await (await response).text()).toBe('enough');
  });

  it('tells the handler when the caller gives up before the answer', async () => {
    const seen = Promise.withResolvers<void>();
    const { client } = connect((request) => new Promise(() => { request.signal.addEventListener('abort', () => { seen.resolve(); }); }));
    const giveUp = new AbortController();
    const response = client.fetch(new Request(address, { signal: giveUp.signal }));
    giveUp.abort();
    await expect(response).rejects.toMatchObject({ name: 'AbortError' });
    await seen.promise;
    expect(client.pending).toBe(0);
  });

  it('ends the source when the reader closes the page in the middle of an answer', async () => {
    const ended = Promise.withResolvers<void>();
    const { client } = connect(async () => new Response(new ReadableStream<Uint8Array>({ pull: (controller) => { controller.enqueue(new Uint8Array(10)); }, cancel: () => { ended.resolve(); } })));
    const reader = (await client.fetch(new Request(address))).body?.getReader();
    await reader?.read();
    await reader?.cancel();
    await ended.promise;
    expect(client.pending).toBe(0);
  });

  it('fails waiting callers, half-read answers and later requests when the core dies', async () => {
    const { client } = connect(async (request) => request.url.endsWith('/never') ? new Promise(() => undefined) : new Response(new ReadableStream<Uint8Array>({ start: (controller) => { controller.enqueue(new TextEncoder().encode('half')); } })));
    const waiting = client.fetch(new Request('app://sprout/api/never'));
    const reader = (await client.fetch(new Request(address))).body?.pipeThrough(new TextDecoderStream()).getReader();
    expect(await reader?.read()).toEqual({ done: false, value: 'half' });
    client.lost(new Error('the core stopped'));
    await expect(waiting).rejects.toThrow('the core stopped');
    await expect(reader?.read()).rejects.toThrow('the core stopped');
    await expect(client.fetch(new Request(address))).rejects.toThrow('the core stopped');
    expect(client.pending).toBe(0);
  });

  it('reports a handler that throws as a bug, and says nothing of it to the page', async () => {
    const { client, bugs } = connect(async () => { throw new Error('secret detail'); });
    await expect(client.fetch(new Request(address))).rejects.toThrow('The core failed to answer.');
    expect(String(bugs[0])).toContain('secret detail');
  });

  it('fails the answer when its source fails half-way', async () => {
    const { client } = connect(async () => new Response(new ReadableStream<Uint8Array>({ pull: (controller) => { controller.error(new Error('disk gone')); } })));
    await expect((await client.fetch(new Request(address))).text()).rejects.toThrow('disk gone');
  });
});
