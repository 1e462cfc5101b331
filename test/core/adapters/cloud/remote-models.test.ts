import { createServer } from 'node:net';
import { afterEach, describe, expect, test } from 'vitest';
import { createRemoteModels } from '../../../../core/adapters/cloud/index.ts';
import type { RemoteCall, RemoteEvent } from '../../../../core/ports/remote-model.ts';
import { localCertificate } from '../../../support/local-certificate.ts';
import { faults, startRemoteServer, type FaultName, type RemoteServer } from '../../../support/remote-server.ts';

const servers: RemoteServer[] = [];
afterEach(async () => { await Promise.all(servers.splice(0).map((server) => server.close())); });

async function server(options: Parameters<typeof startRemoteServer>[0] = {}): Promise<RemoteServer> {
  const started = await startRemoteServer(options);
  servers.push(started);
  return started;
}

const remotes = createRemoteModels();
const call = (address: string, more: Partial<RemoteCall> = {}): RemoteCall => ({ address, model: 'test-model', messages: [{ role: 'user', content: 'When do you open?' }], maxTokens: 100, signal: new AbortController().signal, patienceMs: 300, onSend: () => Promise.resolve(), ...more });

async function heard(events: AsyncIterable<RemoteEvent>): Promise<{ text: string; end: Extract<RemoteEvent, { type: 'end' }> | undefined; error: { code?: string; name: string; fields?: object } | undefined }> {
  let text = '';
  let end: Extract<RemoteEvent, { type: 'end' }> | undefined;
  try {
    for await (const event of events) if (event.type === 'text') text += event.text; else end = event;
    return { text, end, error: undefined };
  } catch (error) {
    return { text, end, error: error as Error };
  }
}

describe('a call that goes well', () => {
  test('streams the words, and ends with the count', async () => {
    const remote = await server();
    const { text, end } = await heard(remotes.complete(call(remote.address, { key: 'sk-secret' })));
    expect(text).toBe('The shop opens at nine.');
    expect(end).toMatchObject({ reason: 'stop', usage: { promptTokens: remote.counted.promptTokens, completionTokens: remote.counted.completionTokens } });
    expect(remote.requests[0]?.headers.authorization).toBe('Bearer sk-secret');
  });

  test('the body that it is told of is the body that leaves, byte for byte, and none leaves before it agreed', async () => {
    const remote = await server();
    let told = '';
    let seenBefore = -1;
    await heard(remotes.complete(call(remote.address, { messages: [{ role: 'user', content: '几点开门？ ✓ 😀' }], onSend: async (body) => { told = body; await new Promise((next) => { setTimeout(next, 20); }); seenBefore = remote.wire().length; } })));
    expect(seenBefore).toBe(0);
    expect(remote.requests[0]?.body).toBe(told);
    expect(remote.wire().includes(Buffer.from(told))).toBe(true);
  });

  test('what refuses to let it go keeps every byte here', async () => {
    const remote = await server();
    const { error } = await heard(remotes.complete(call(remote.address, { onSend: () => Promise.reject(new Error('not allowed')) })));
    expect(error).toMatchObject({ message: 'not allowed' });
    expect(remote.wire()).toHaveLength(0);
  });

  test.each([
    ['the count beside the end', { does: 'answer', usage: 'beside' }, true], ['no count', { does: 'answer', usage: 'none' }, false], ['no [DONE]', { does: 'answer', undone: true }, true], ['neither', { does: 'answer', undone: true, usage: 'none' }, false], ['all in one piece', { does: 'answer', whole: true }, true],
  ] as const)('servers differ: %s', async (_, behaviour, counted) => {
    const remote = await server();
    remote.next(behaviour);
    const { text, end, error } = await heard(remotes.complete(call(remote.address)));
    expect(error).toBeUndefined();
    expect(text).toBe('The shop opens at nine.');
    expect(end?.usage !== undefined).toBe(counted);
  });

  test('thoughts come between their marks, calls of tools as models write them', async () => {
    const remote = await server();
    remote.next({ does: 'answer', thoughts: 'Let me see.', text: 'At nine.' }, { does: 'answer', text: '', calls: [{ name: 'hours', arguments: '{"day":"Sunday"}' }] });
    expect((await heard(remotes.complete(call(remote.address)))).text).toBe('<think>Let me see.</think>At nine.');
    expect((await heard(remotes.complete(call(remote.address, { tools: [{ name: 'hours', parameters: { type: 'object' } }] })))).text).toBe('<tool_call>{"name":"hours","arguments":{"day":"Sunday"}}</tool_call>');
    expect(JSON.parse(remote.requests[1]?.body ?? '')).toMatchObject({ tools: [{ type: 'function', function: { name: 'hours', parameters: { type: 'object' } } }] });
  });

  test('a limit that was reached is told', async () => {
    const remote = await server();
    remote.next({ does: 'answer', reason: 'length' });
    expect((await heard(remotes.complete(call(remote.address)))).end?.reason).toBe('length');
  });

  test('asks for the count, and with a schema for JSON', async () => {
    const remote = await server();
    await heard(remotes.complete(call(remote.address, { jsonSchema: { type: 'object' }, temperature: 0, seed: 7, stop: ['\n'] })));
    expect(JSON.parse(remote.requests[0]?.body ?? '')).toMatchObject({ model: 'test-model', stream: true, stream_options: { include_usage: true }, max_tokens: 100, temperature: 0, seed: 7, stop: ['\n'], response_format: { type: 'json_schema', json_schema: { name: 'answer', schema: { type: 'object' } } } });
  });

  test('lists the models', async () => {
    const remote = await server();
    remote.models = ['one', 'two'];
    expect(await remotes.models({ address: remote.address, signal: new AbortController().signal })).toEqual(['one', 'two']);
  });

  test('a connection serves the next request too', async () => {
    const remote = await server();
    const own = createRemoteModels();
    for (let at = 0; at < 3; at += 1) await heard(own.complete(call(remote.address)));
    expect(remote.requests).toHaveLength(3);
    expect(remote.connections).toBeLessThan(3);
  });
});

describe('a call that fails', () => {
  const expected: Readonly<Record<FaultName, { code: string; text?: string; fields?: object }>> = {
    busy: { code: 'remote-busy', fields: { seconds: 30 } }, 'busy-unsaid': { code: 'remote-busy', fields: { seconds: 5 } }, failed: { code: 'remote-failed', fields: { status: 500 } }, 'key-expired': { code: 'remote-key' },
    refused: { code: 'remote-refused', fields: { status: 400, reason: 'This model\'s maximum context length is 4096 tokens' } }, redirect: { code: 'remote-refused', fields: { status: 302 } },
    'cut-at-once': { code: 'remote-cut' }, cut: { code: 'remote-cut', text: 'The shop ope' }, 'stop-short': { code: 'remote-cut', text: 'The shop ope' }, slow: { code: 'remote-slow' }, stall: { code: 'remote-slow', text: 'The shop ope' },
    'wrong-json': { code: 'remote-garbled' }, 'wrong-events': { code: 'remote-garbled' }, html: { code: 'remote-garbled' }, 'html-unsaid': { code: 'remote-garbled' }, 'error-inside': { code: 'remote-failed' }, empty: { code: 'remote-garbled' },
  };

  test.each(Object.keys(expected) as FaultName[])('%s is a failure of its own', async (name) => {
    const remote = await server();
    remote.next(faults[name]);
    const { code, text = '', fields = {} } = expected[name];
    const heardOf = await heard(remotes.complete(call(remote.address)));
    expect(heardOf.error).toMatchObject({ code, fields });
    expect(heardOf.text).toBe(text);
    expect(heardOf.end).toBeUndefined();
    // One request, one try.
    expect(remote.requests).toHaveLength(1);
  });

  test('when it may be asked again is also read from a date', async () => {
    const remote = await server();
    remote.next({ does: 'status', status: 429, headers: { 'retry-after': new Date(Date.now() + 60_000).toUTCString() } });
    const { error } = await heard(remotes.complete(call(remote.address)));
    const { seconds } = error?.fields as { seconds: number };
    expect(seconds).toBeGreaterThan(50);
    expect(seconds).toBeLessThanOrEqual(60);
  });

  test('a certificate that nobody vouches for stops it before a byte of the request leaves', async () => {
    const remote = await server({ tls: true });
    let sent = false;
    const { error } = await heard(remotes.complete(call(remote.address, { key: 'sk-secret', onSend: () => { sent = true; return Promise.resolve(); } })));
    expect(error).toMatchObject({ code: 'remote-tls' });
    expect(sent).toBe(false);
    expect(remote.wire()).toHaveLength(0);
  });

  test('a certificate that is trusted lets it through', async () => {
    const remote = await server({ tls: true });
    expect((await heard(createRemoteModels({ ca: localCertificate.cert }).complete(call(remote.address)))).text).toBe('The shop opens at nine.');
  });

  test('nobody there, and a name that there is not', async () => {
    const remote = await server();
    await remote.close();
    expect((await heard(remotes.complete(call(remote.address)))).error).toMatchObject({ code: 'remote-unreachable', fields: { reason: 'ECONNREFUSED' } });
    const nameless = createRemoteModels({ resolve: () => Promise.reject(Object.assign(new Error('no'), { code: 'ENOTFOUND' })) });
    expect((await heard(nameless.complete(call('https://models.example/v1')))).error).toMatchObject({ code: 'remote-unreachable', fields: { reason: 'ENOTFOUND' } });
  });

  test('who leaves ends the request at the server', async () => {
    const remote = await server();
    remote.next(faults.stall);
    for await (const event of remotes.complete(call(remote.address, { patienceMs: 60_000 }))) if (event.type === 'text') break;
    await expect.poll(() => remote.left).toBe(1);
  });

  test('an abort while it waits is a cancellation, not a failure', async () => {
    const remote = await server();
    remote.next(faults.slow);
    const leaving = new AbortController();
    const waiting = heard(remotes.complete(call(remote.address, { patienceMs: 60_000, signal: leaving.signal })));
    await expect.poll(() => remote.requests.length).toBe(1);
    leaving.abort();
    expect((await waiting).error).toMatchObject({ name: 'AbortError' });
  });

  test('no key is in what it says, whatever the server repeats', async () => {
    const remote = await server();
    remote.next({ does: 'status', status: 400, body: '{"error":{"message":"bad key canary-1234567 and sk-live-abcdef"}}' });
    const { error } = await heard(remotes.complete(call(remote.address, { key: 'canary-1234567' })));
    expect(JSON.stringify({ ...error, message: (error as unknown as Error).message })).not.toMatch(/canary|abcdef/);
  });

  test('a key with a line break is a wrong key, not a crash', async () => {
    const remote = await server();
    expect((await heard(remotes.complete(call(remote.address, { key: 'sk\r\nx-other: 1' })))).error).toMatchObject({ code: 'remote-key' });
    expect(remote.wire()).toHaveLength(0);
  });

  test('a server that speaks something else', async () => {
    const other = createServer((socket) => { socket.on('error', () => undefined); socket.resume().end('SSH-2.0-OpenSSH_9.2\r\n'); });
    await new Promise<void>((ready) => { other.listen(0, '127.0.0.1', ready); });
    const { port } = other.address() as { port: number };
    expect((await heard(remotes.complete(call(`http://127.0.0.1:${port}/v1`)))).error).toMatchObject({ code: 'remote-garbled' });
    await new Promise((closed) => { other.close(closed); });
  });
});
