import http from 'node:http';
import https from 'node:https';
import type { AddressInfo, Socket } from 'node:net';

/** What a server of models does with the next request. */
export type RemoteBehaviour =
  | { readonly kind: 'answer'; readonly text?: string; readonly usage?: 'last' | 'with-end' | 'none'; readonly whole?: boolean; readonly thoughts?: string; readonly noDone?: boolean; readonly call?: { readonly name: string; readonly arguments: string }; readonly pieces?: number }
  | { readonly kind: 'status'; readonly status: number; readonly body?: string; readonly headers?: Readonly<Record<string, string>> }
  /** Ends the connection after so many pieces. */
  | { readonly kind: 'cut'; readonly after: number; readonly text?: string }
  /** Says nothing more after so many pieces, and keeps the connection. */
  | { readonly kind: 'stall'; readonly after: number }
  /** Says just this, as a page or a stream. */
  | { readonly kind: 'raw'; readonly type: string; readonly body: string }
  /** Ends the stream without a reason. */
  | { readonly kind: 'unfinished' }
  /** Never says anything; `afterHead` once it has said 200. */
  | { readonly kind: 'silent'; readonly afterHead?: boolean }
  | { readonly kind: 'garbled'; readonly how: 'json' | 'html' | 'shape' };

/** What services do when they are not well, by name. */
export const faults = {
  'busy': { kind: 'status', status: 429, headers: { 'retry-after': '30' } }, 'busy without a word of when': { kind: 'status', status: 429 }, 'failed': { kind: 'status', status: 500 }, 'expired key': { kind: 'status', status: 401, body: '{"error":{"message":"Incorrect API key provided: sk-abc***xyz"}}' },
  'empty account': { kind: 'status', status: 402 }, 'refused': { kind: 'status', status: 400, body: '{"error":{"message":"This model\'s maximum context length is 4096 tokens"}}' }, 'redirect': { kind: 'status', status: 302, headers: { location: 'http://127.0.0.1:1/' } },
  'cut at once': { kind: 'cut', after: 0 }, 'cut': { kind: 'cut', after: 2 }, 'unfinished': { kind: 'unfinished' }, 'slow': { kind: 'silent' }, 'slow after its head': { kind: 'silent', afterHead: true }, 'stalled': { kind: 'stall', after: 2 },
  'wrong JSON': { kind: 'raw', type: 'application/json', body: '{"choices": [' }, 'wrong events': { kind: 'garbled', how: 'json' }, 'wrong shape': { kind: 'garbled', how: 'shape' }, 'HTML': { kind: 'garbled', how: 'html' }, 'HTML that says it is text': { kind: 'raw', type: 'text/plain', body: '<!doctype html><title>Welcome</title>' },
  'error in the stream': { kind: 'raw', type: 'text/event-stream', body: 'data: {"error":{"message":"The server is overloaded","code":503}}\n\n' }, 'empty answer': { kind: 'answer', text: '' },
} as const satisfies Record<string, RemoteBehaviour>;
export type FaultName = keyof typeof faults;
export const faultNames = Object.keys(faults) as FaultName[];

export interface RemoteServerOptions { readonly models?: readonly string[]; readonly tls?: { readonly key: string; readonly cert: string }; /** Answers to a prompt; "It is 42." without. */ readonly answer?: (body: { model: string; messages: { role: string; content: string }[] }) => string }

export interface RemoteServer {
  /** With /v1. */
  readonly address: string;
  /** Every byte of every request, as it came over the wire, heads too. */
  readonly received: () => string;
  /** Bodies of the questions asked. */
  readonly bodies: () => string[];
  readonly keys: () => (string | undefined)[];
  /** Of the questions it answered: what it would bill. */
  readonly billed: () => { promptTokens: number; completionTokens: number }[];
  /** Questions that were left before their end, and connections that were opened. */
  readonly left: () => number;
  readonly connections: () => number;
  /** For the next requests in turn; the last goes on. */
  behave(...behaviours: RemoteBehaviour[]): void;
  close(): Promise<void>;
}

/** A server that speaks OpenAI's protocol on loopback, well or badly, and records what it is sent. */
export async function startRemoteServer({ models = ['test-model'], tls, answer = () => 'It is 42.' }: RemoteServerOptions = {}): Promise<RemoteServer> {
  let plan: RemoteBehaviour[] = [{ kind: 'answer' }];
  const wire: Buffer[] = [];
  const bodies: string[] = [];
  const keys: (string | undefined)[] = [];
  const billed: { promptTokens: number; completionTokens: number }[] = [];
  const sockets = new Set<Socket>();
  let left = 0;
  let connections = 0;

  const handle = (request: http.IncomingMessage, response: http.ServerResponse): void => {
    const parts: Buffer[] = [];
    request.on('data', (part: Buffer) => parts.push(part));
    request.on('end', () => {
      const body = Buffer.concat(parts).toString('utf8');
      wire.push(Buffer.from(`${request.method} ${request.url}\n${JSON.stringify(request.headers)}\n${body}\n`));
      if (request.url?.endsWith('/models') === true) {
        const [first] = plan;
        if (first?.kind === 'status') return void response.writeHead(first.status, first.headers).end(first.body ?? '');
        return void response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify({ object: 'list', data: models.map((id) => ({ id, object: 'model' })) }));
      }
      bodies.push(body);
      response.on('close', () => { if (!response.writableFinished) left += 1; });
      keys.push(request.headers.authorization);
      const behaviour = plan.length > 1 ? plan.shift() : plan[0];
      if (behaviour) void behaveSo(behaviour, body, response);
    });
  };

  async function behaveSo(behaviour: RemoteBehaviour, body: string, response: http.ServerResponse): Promise<void> {
    const asked = JSON.parse(body) as { model: string; messages: { role: string; content: string }[] };
    if (behaviour.kind === 'status') return void response.writeHead(behaviour.status, { 'content-type': 'application/json', ...behaviour.headers }).end(behaviour.body ?? JSON.stringify({ error: { message: `status ${behaviour.status}` } }));
    if (behaviour.kind === 'raw') return void response.writeHead(200, { 'content-type': behaviour.type }).end(behaviour.body);
    if (behaviour.kind === 'garbled') {
      const [type, text] = { json: ['text/event-stream', 'data: {"choices":[{"delta":{"content":"Half\n\n'], html: ['text/html', '<html><body>Welcome to the router</body></html>'], shape: ['text/event-stream', 'data: {"choices":"none"}\n\n'] }[behaviour.how] as [string, string];
      return void response.writeHead(200, { 'content-type': type }).end(text);
    }
    if (behaviour.kind === 'silent') {
      if (behaviour.afterHead === true) response.writeHead(200, { 'content-type': 'text/event-stream' }).flushHeaders();
      return;
    }
    const given = behaviour.kind === 'answer' ? behaviour : undefined;
    const text = given?.text ?? (behaviour.kind === 'cut' ? behaviour.text : undefined) ?? answer(asked);
    const usage = { promptTokens: Math.ceil(asked.messages.reduce((sum, { content }) => sum + content.length, 0) / 2), completionTokens: Math.ceil(text.length / 3) };
    const counted = { prompt_tokens: usage.promptTokens, completion_tokens: usage.completionTokens, total_tokens: usage.promptTokens + usage.completionTokens };
    if (given?.whole === true) {
      billed.push(usage);
      return void response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify({ choices: [{ index: 0, message: { role: 'assistant', content: text }, finish_reason: 'stop' }], usage: counted }));
    }
    response.writeHead(200, { 'content-type': 'text/event-stream' });
    const send = (chunk: object): void => { response.write(`data: ${JSON.stringify(chunk)}\n\n`); };
    if (given?.thoughts !== undefined) send({ choices: [{ index: 0, delta: { reasoning_content: given.thoughts } }] });
    const size = Math.max(1, Math.ceil(text.length / (given?.pieces ?? 4)));
    const pieces = text.match(new RegExp(`[\\s\\S]{1,${size}}`, 'g')) ?? [];
    for (const [at, piece] of pieces.entries()) {
      if (behaviour.kind === 'cut' && at >= behaviour.after) { await new Promise((resolve) => { setTimeout(resolve, 20); }); response.destroy(); return; }
      if (behaviour.kind === 'stall' && at >= behaviour.after) return;
      send({ choices: [{ index: 0, delta: { content: piece } }] });
    }
    if (behaviour.kind === 'cut') { await new Promise((resolve) => { setTimeout(resolve, 20); }); response.destroy(); return; }
    if (behaviour.kind === 'unfinished') return void response.end();
    if (given?.call) send({ choices: [{ index: 0, delta: { tool_calls: [{ index: 0, id: 'call_1', type: 'function', function: { name: given.call.name, arguments: '' } }] } }] });
    if (given?.call) send({ choices: [{ index: 0, delta: { tool_calls: [{ index: 0, function: { arguments: given.call.arguments } }] } }] });
    billed.push(usage);
    const how = given?.usage ?? 'last';
    send({ choices: [{ index: 0, delta: {}, finish_reason: given?.call ? 'tool_calls' : 'stop' }], ...(how === 'with-end' ? { usage: counted } : {}) });
    if (how === 'last') send({ choices: [], usage: counted });
    if (given?.noDone !== true) response.write('data: [DONE]\n\n');
    response.end();
  }

  const server = tls ? https.createServer(tls, handle) : http.createServer(handle);
  server.on('connection', (socket: Socket) => {
    sockets.add(socket);
    connections += 1;
    socket.on('close', () => sockets.delete(socket));
  });
  await new Promise<void>((resolve) => { server.listen(0, '127.0.0.1', resolve); });
  const { port } = server.address() as AddressInfo;
  return {
    address: `${tls ? 'https' : 'http'}://127.0.0.1:${port}/v1`,
    received: () => Buffer.concat(wire).toString('utf8'), bodies: () => [...bodies], keys: () => [...keys], billed: () => [...billed], left: () => left, connections: () => connections,
    behave(...behaviours) { plan = behaviours; },
    close() {
      for (const socket of sockets) socket.destroy();
      return new Promise((resolve) => { server.close(() => { resolve(); }); });
    },
  };
}
