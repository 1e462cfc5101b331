import { createServer, type AddressInfo } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { createRemoteModels } from '../../../../core/adapters/cloud/index.ts';
import type { RemoteCall, RemoteEvent } from '../../../../core/ports/remote-model.ts';
import { localCertificate } from '../../../support/local-certificate.ts';
import { startRemoteServer, type RemoteBehaviour, type RemoteServer, type RemoteServerOptions } from '../../../support/remote-server.ts';

const open: RemoteServer[] = [];
afterEach(async () => { await Promise.all(open.splice(0).map((server) => server.close())); });
async function server(options: RemoteServerOptions = {}): Promise<RemoteServer> {
  const started = await startRemoteServer(options);
  open.push(started);
  return started;
}

const call = (address: string, more: Partial<RemoteCall> = {}): RemoteCall => ({
  address, key: 'sk-secret', model: 'test-model', messages: [{ role: 'user', content: 'How much is it?' }], maxTokens: 50, signal: new AbortController().signal, patienceMs: 2000, onSend: () => Promise.resolve(), ...more,
});
async function read(events: AsyncIterable<RemoteEvent>): Promise<{ text: string; end: Extract<RemoteEvent, { type: 'end' }> | undefined; pieces: number }> {
  let text = '';
  let pieces = 0;
  let end: Extract<RemoteEvent, { type: 'end' }> | undefined;
  for await (const event of events) {
    if (event.type === 'text') { text += event.text; pieces += 1; } else end = event;
  }
  return { text, end, pieces };
}

describe('a model elsewhere', () => {
  it('streams its words and tells what they cost, however the server counts', async () => {
    const remote = await server();
    for (const usage of ['last', 'with-end'] as const) {
      remote.behave({ kind: 'answer', text: '三十八元，含早餐。', usage });
      const { text, end, pieces } = await read(createRemoteModels().complete(call(remote.address)));
      expect(text).toBe('三十八元，含早餐。');
      expect(pieces).toBeGreaterThan(2);
      expect(end).toEqual({ type: 'end', reason: 'stop', usage: { promptTokens: 8, completionTokens: 3, cachedTokens: 0 } });
    }
    remote.behave({ kind: 'answer', usage: 'none', noDone: true });
    expect((await read(createRemoteModels().complete(call(remote.address)))).end).toEqual({ type: 'end', reason: 'stop', usage: undefined });
    remote.behave({ kind: 'answer', whole: true });
    expect((await read(createRemoteModels().complete(call(remote.address)))).text).toBe('It is 42.');
  });

  it('shows the very body before it leaves, and sends nothing where that is refused', async () => {
    const remote = await server();
    let shown = '';
    await read(createRemoteModels().complete(call(remote.address, { onSend: (body) => { shown = body; expect(remote.received()).toBe(''); return Promise.resolve(); } })));
    expect(remote.bodies()).toEqual([shown]);
    expect(remote.keys()).toEqual(['Bearer sk-secret']);
    await expect(read(createRemoteModels().complete(call(remote.address, { onSend: () => Promise.reject(new Error('no')) })))).rejects.toThrow('no');
    expect(remote.bodies()).toHaveLength(1);
  });

  it('gives thoughts and calls of tools as models write them here', async () => {
    const remote = await server();
    remote.behave({ kind: 'answer', thoughts: 'Let me see.', text: 'Yes.', call: { name: 'price', arguments: '{"item":"tea"}' } });
    const { text } = await read(createRemoteModels().complete(call(remote.address, { tools: [{ name: 'price' }] })));
    expect(text).toBe('<think>Let me see.</think>Yes.<tool_call>\n{"name": "price", "arguments": {"item":"tea"}}\n</tool_call>');
    expect(JSON.parse(remote.bodies()[0] ?? '')).toMatchObject({ stream: true, max_tokens: 50, tools: [{ type: 'function', function: { name: 'price' } }] });
  });

  const faults: [RemoteBehaviour, string][] = [
    [{ kind: 'status', status: 401, body: '{"error":{"message":"Incorrect API key"}}' }, 'remote-key'], [{ kind: 'status', status: 403 }, 'remote-key'],
    [{ kind: 'status', status: 402 }, 'remote-account'], [{ kind: 'status', status: 429, body: '{"error":{"message":"You exceeded your current quota"}}' }, 'remote-account'],
    [{ kind: 'status', status: 429, headers: { 'retry-after': '7' } }, 'remote-busy'], [{ kind: 'status', status: 500 }, 'remote-failed'], [{ kind: 'status', status: 503, body: '<html>' }, 'remote-failed'],
    [{ kind: 'status', status: 400, body: '{"message":"no such model"}' }, 'remote-refused'], [{ kind: 'status', status: 302, headers: { location: 'http://127.0.0.1:1/' } }, 'remote-moved'],
    [{ kind: 'garbled', how: 'json' }, 'remote-garbled'], [{ kind: 'garbled', how: 'html' }, 'remote-garbled'], [{ kind: 'garbled', how: 'shape' }, 'remote-garbled'],
    [{ kind: 'cut', after: 2 }, 'remote-cut'], [{ kind: 'cut', after: 0 }, 'remote-cut'], [{ kind: 'unfinished' }, 'remote-cut'],
    [{ kind: 'stall', after: 2 }, 'remote-slow'], [{ kind: 'raw', type: 'application/json', body: '{"choices": [' }, 'remote-garbled'], [{ kind: 'answer', text: '' }, 'remote-garbled'], [{ kind: 'raw', type: 'text/event-stream', body: 'data: {"error":{"message":"full","code":429}}\n\n' }, 'remote-busy'],
    [{ kind: 'silent' }, 'remote-slow'], [{ kind: 'silent', afterHead: true }, 'remote-slow'],
  ];
  it.each(faults)('names what went wrong: %j', async (behaviour, code) => {
    const remote = await server();
    remote.behave(behaviour);
    await expect(read(createRemoteModels().complete(call(remote.address, { patienceMs: 200 })))).rejects.toMatchObject({ name: 'SproutError', code });
    // One call, no second try, and nobody is followed.
    expect(remote.bodies()).toHaveLength(1);
  });

  it('says nothing of a key, whatever a server repeats, and takes one that holds a line break for a wrong one', async () => {
    const remote = await server();
    remote.behave({ kind: 'status', status: 400, body: '{"error":{"message":"bad key canary-1234567 and sk-live-abcdef"}}' });
    const refused = await read(createRemoteModels().complete(call(remote.address, { key: 'canary-1234567' }))).catch((error: unknown) => error as Error & { fields: object });
    expect(JSON.stringify([refused, (refused as Error).message])).not.toMatch(/canary|abcdef/);
    const before = remote.received();
    await expect(read(createRemoteModels().complete(call(remote.address, { key: 'sk\r\nx-other: 1' })))).rejects.toMatchObject({ code: 'remote-key' });
    expect(remote.received()).toBe(before);
  });

  it('tells nobody of a request whose server cannot be reached, or is not trusted', async () => {
    const remote = await server({ tls: localCertificate });
    let told = 0;
    const onSend = (): Promise<void> => { told += 1; return Promise.resolve(); };
    await expect(read(createRemoteModels().complete(call(remote.address, { onSend })))).rejects.toMatchObject({ code: 'remote-tls' });
    await remote.close();
    await expect(read(createRemoteModels().complete(call(remote.address, { onSend })))).rejects.toMatchObject({ code: 'remote-unreachable' });
    expect(told).toBe(0);
  });

  it('uses a connection again, and ends the request of who leaves', async () => {
    const remote = await server();
    const models = createRemoteModels();
    for (let at = 0; at < 4; at += 1) await read(models.complete(call(remote.address)));
    expect(remote.connections()).toBeLessThan(4);
    remote.behave({ kind: 'stall', after: 1 });
    for await (const event of models.complete(call(remote.address))) if (event.type === 'text') break;
    await expect.poll(() => remote.left()).toBe(1);
  });

  it('a server that speaks something else is no model\'s', async () => {
    const other = createServer((socket) => { socket.on('error', () => undefined); socket.resume().end('SSH-2.0-OpenSSH_9.2\r\n'); });
    await new Promise<void>((ready) => { other.listen(0, '127.0.0.1', ready); });
    await expect(read(createRemoteModels().complete(call(`http://127.0.0.1:${(other.address() as AddressInfo).port}/v1`)))).rejects.toMatchObject({ code: 'remote-garbled' });
    await new Promise((closed) => { other.close(closed); });
  });

  it('tells when to come again', async () => {
    const remote = await server();
    remote.behave({ kind: 'status', status: 429, headers: { 'retry-after': new Date(Date.now() + 30_000).toUTCString() } });
    await expect(read(createRemoteModels().complete(call(remote.address)))).rejects.toSatisfy((error: { fields: { seconds: number } }) => error.fields.seconds > 20 && error.fields.seconds <= 31);
  });

  it('trusts no certificate that nobody vouches for, and says who could not be reached', async () => {
    const remote = await server({ tls: localCertificate });
    await expect(read(createRemoteModels().complete(call(remote.address)))).rejects.toMatchObject({ code: 'remote-tls' });
    expect(remote.received()).toBe('');
    expect((await read(createRemoteModels({ tls: { ca: localCertificate.cert } }).complete(call(remote.address)))).text).toBe('It is 42.');
    await remote.close();
    await expect(read(createRemoteModels().complete(call(remote.address.replace('https', 'http'))))).rejects.toMatchObject({ code: 'remote-unreachable' });
  });

  it('stops when nobody reads on, and when it is told to', async () => {
    const remote = await server();
    remote.behave({ kind: 'answer', text: 'one two three four five six', pieces: 6 });
    for await (const event of createRemoteModels().complete(call(remote.address))) { expect(event.type).toBe('text'); break; }
    const stop = new AbortController();
    remote.behave({ kind: 'silent' });
    const reading = read(createRemoteModels().complete(call(remote.address, { signal: stop.signal, onSend: () => { setTimeout(() => { stop.abort(); }, 50); return Promise.resolve(); } })));
    await expect(reading).rejects.toMatchObject({ name: 'AbortError' });
  });

  it('an abort after the end does nothing to a connection that is kept', async () => {
    const remote = await server();
    const models = createRemoteModels();
    const leaving = new AbortController();
    await read(models.complete(call(remote.address, { signal: leaving.signal })));
    leaving.abort();
    await new Promise((next) => { setImmediate(next); });
    expect((await read(models.complete(call(remote.address)))).text).toBe('It is 42.');
  });

  it('asks without encryption only at home, checked where it connects', async () => {
    const remote = await server();
    const { port } = new URL(remote.address);
    const resolve = (name: string): Promise<{ address: string; family: number }[]> => Promise.resolve(({ 'lan.test': ['127.0.0.1'], 'mixed.test': ['127.0.0.1', '93.184.216.34'], 'meta.test': ['169.254.169.254'] }[name] ?? ['93.184.216.34']).map((address) => ({ address, family: 4 })));
    const models = createRemoteModels({ resolve });
    expect((await read(models.complete(call(`http://lan.test:${port}/v1`)))).text).toBe('It is 42.');
    for (const host of ['93.184.216.34', '169.254.169.254', '[::ffff:8.8.8.8]', '[64:ff9b::808:808]', '0x08080808', 'mixed.test', 'meta.test', 'shop.test']) {
      await expect(read(models.complete(call(`http://${host}:${port}/v1`))), host).rejects.toMatchObject({ code: expect.stringMatching(/^remote-(?:plain|address)$/) as string });
    }
    for (const address of ['ftp://127.0.0.1/v1', 'http://user:word@127.0.0.1/v1', 'http://127.0.0.1/v1?x=1', 'file:///etc/passwd', 'nonsense']) {
      await expect(read(models.complete(call(address))), address).rejects.toMatchObject({ code: 'remote-address' });
    }
  });

  it('lists what a server has', async () => {
    const remote = await server({ models: ['qwen3-8b', 'glm-4'] });
    expect(await createRemoteModels().models({ address: remote.address, signal: new AbortController().signal })).toEqual(['qwen3-8b', 'glm-4']);
  });
});
