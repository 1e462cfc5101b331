import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { createServer as createSecureServer } from 'node:https';
import type { AddressInfo, Socket } from 'node:net';
import { localCertificate } from './local-certificate.ts';

/** What a server of models does with one request. */
export type RemoteBehaviour =
  | { readonly does: 'answer'; readonly text?: string; /** Pieces are sent one by one. */ readonly pieces?: readonly string[]; /** Where the count is: in a last chunk of its own, beside the reason of the end, or nowhere. */ readonly usage?: 'last' | 'beside' | 'none'; /** Without `[DONE]` at its end. */ readonly undone?: boolean; readonly reason?: string; readonly thoughts?: string; /** In one piece, as servers that do not stream. */ readonly whole?: boolean; readonly calls?: readonly { name: string; arguments: string }[] }
  | { readonly does: 'status'; readonly status: number; readonly headers?: Readonly<Record<string, string>>; readonly body?: string }
  /** The connection breaks after so many pieces. */
  | { readonly does: 'cut'; readonly after: number }
  /** Says nothing more after so many pieces, and keeps the connection. */
  | { readonly does: 'stall'; readonly after: number }
  /** Ends properly after so many pieces, but without having said that it ends. */
  | { readonly does: 'stop-short'; readonly after: number }
  | { readonly does: 'raw'; readonly type: string; readonly body: string };

/** What services do when they are not well, by name. */
export const faults = {
  busy: { does: 'status', status: 429, headers: { 'retry-after': '30' }, body: '{"error":{"message":"Rate limit reached"}}' },
  'busy-unsaid': { does: 'status', status: 429, body: '{"error":{"message":"Too many requests"}}' },
  failed: { does: 'status', status: 500, body: '{"error":{"message":"boom"}}' },
  'key-expired': { does: 'status', status: 401, body: '{"error":{"message":"Incorrect API key provided: sk-abc***xyz"}}' },
  refused: { does: 'status', status: 400, body: '{"error":{"message":"This model\'s maximum context length is 4096 tokens"}}' },
  redirect: { does: 'status', status: 302, headers: { location: 'http://127.0.0.1:1/' } },
  'cut-at-once': { does: 'cut', after: 0 },
  cut: { does: 'cut', after: 2 },
  'stop-short': { does: 'stop-short', after: 2 },
  slow: { does: 'stall', after: 0 },
  stall: { does: 'stall', after: 2 },
  'wrong-json': { does: 'raw', type: 'application/json', body: '{"choices": [' },
  'wrong-events': { does: 'raw', type: 'text/event-stream', body: 'data: {"choices": [\n\n' },
  html: { does: 'raw', type: 'text/html', body: '<!doctype html><title>Welcome</title>' },
  'html-unsaid': { does: 'raw', type: 'text/plain', body: '<!doctype html><title>Welcome</title>' },
  'error-inside': { does: 'raw', type: 'text/event-stream', body: 'data: {"error":{"message":"The server is overloaded","code":503}}\n\n' },
  empty: { does: 'answer', text: '' },
} as const satisfies Record<string, RemoteBehaviour>;
export type FaultName = keyof typeof faults;

export interface SeenRequest { readonly method: string; readonly path: string; readonly headers: Readonly<Record<string, string | string[] | undefined>>; readonly body: string }

export interface RemoteServer {
  /** Base address with its version path. */
  readonly address: string;
  readonly port: number;
  readonly host: string;
  readonly requests: SeenRequest[];
  /** Every byte that arrived, of all connections; behind the encryption where there is one. */
  wire(): Buffer;
  /** What it counted itself, as a service's bill would: of answers that it has ended. */
  readonly counted: { calls: number; promptTokens: number; completionTokens: number };
  /** What the next requests get, one each; then `usually` again. */
  next(...behaviours: RemoteBehaviour[]): void;
  usually: RemoteBehaviour;
  /** Key that it wants; any or none without. */
  key: string | undefined;
  models: string[];
  /** Requests that were left before their end. */
  left: number;
  /** How many were opened. */
  connections: number;
  close(): Promise<void>;
}

const answered: RemoteBehaviour = { does: 'answer' };
/** Counted as a rough service would; the same for the same body. */
const tokensOf = (text: string): number => Math.ceil(text.length / 4);

/** A server on loopback that speaks OpenAI's protocol, well or not, and keeps all that it receives. */
export async function startRemoteServer({ tls = false, says = () => 'The shop opens at nine.' }: { tls?: boolean; /** Its answer to a request's messages. */ says?: (body: { model: string; messages: { role: string; content: string }[] }) => string } = {}): Promise<RemoteServer> {
  const planned: RemoteBehaviour[] = [];
  const arrived: Buffer[] = [];
  const sockets = new Set<Socket>();
  const handle = (request: IncomingMessage, response: ServerResponse): void => {
    const parts: Buffer[] = [];
    request.on('data', (part: Buffer) => { parts.push(part); });
    request.on('error', () => undefined);
    request.on('end', () => {
      const body = Buffer.concat(parts).toString('utf8');
      server.requests.push({ method: request.method ?? '', path: request.url ?? '', headers: request.headers, body });
      response.on('close', () => { if (!response.writableFinished) server.left += 1; });
      if (server.key !== undefined && request.headers.authorization !== `Bearer ${server.key}`) return send(response, 401, { 'content-type': 'application/json' }, '{"error":{"message":"Invalid key"}}');
      if (request.method === 'GET') return send(response, 200, { 'content-type': 'application/json' }, JSON.stringify({ object: 'list', data: server.models.map((id) => ({ id, object: 'model' })) }));
      void behave(planned.shift() ?? server.usually, body, response);
    });
  };
  const listener = tls ? createSecureServer({ ...localCertificate }, handle) : createServer(handle);
  listener.on(tls ? 'secureConnection' : 'connection', (socket: Socket) => {
    sockets.add(socket);
    server.connections += 1;
    socket.on('data', (part: Buffer) => { arrived.push(part); });
    socket.on('error', () => undefined);
    socket.once('close', () => { sockets.delete(socket); });
  });
  listener.on('tlsClientError', () => undefined);
  await new Promise<void>((ready) => { listener.listen(0, '127.0.0.1', ready); });
  const { port } = listener.address() as AddressInfo;

  async function behave(behaviour: RemoteBehaviour, body: string, response: ServerResponse): Promise<void> {
    if (behaviour.does === 'status') return send(response, behaviour.status, { 'content-type': 'application/json', ...behaviour.headers }, behaviour.body ?? '');
    if (behaviour.does === 'raw') return send(response, 200, { 'content-type': behaviour.type }, behaviour.body);
    const asked = JSON.parse(body) as { model: string; messages: { role: string; content: string }[] };
    const text = behaviour.does === 'answer' && behaviour.text !== undefined ? behaviour.text : says(asked);
    const pieces = behaviour.does === 'answer' && behaviour.pieces ? behaviour.pieces : text.match(/[^]{1,6}/g) ?? [];
    const usage = { prompt_tokens: tokensOf(body), completion_tokens: tokensOf(pieces.join('')), total_tokens: tokensOf(body) + tokensOf(pieces.join('')) };
    const count = (): void => { server.counted.calls += 1; server.counted.promptTokens += usage.prompt_tokens; server.counted.completionTokens += usage.completion_tokens; };
    if (behaviour.does === 'answer' && behaviour.whole) {
      count();
      return send(response, 200, { 'content-type': 'application/json' }, JSON.stringify({ choices: [{ index: 0, message: { role: 'assistant', content: pieces.join('') }, finish_reason: 'stop' }], usage }));
    }
    response.writeHead(200, { 'content-type': 'text/event-stream; charset=utf-8' });
    const chunk = (delta: object, finish: string | null = null, more: object = {}): string => `data: ${JSON.stringify({ object: 'chat.completion.chunk', model: asked.model, choices: [{ index: 0, delta, finish_reason: finish }], ...more })}\n\n`;
    response.write(`: a comment\n\n${chunk({ role: 'assistant', content: '' })}`);
    if (behaviour.does !== 'answer') {
      for (const piece of pieces.slice(0, behaviour.after)) response.write(chunk({ content: piece }));
      if (behaviour.does === 'cut') setImmediate(() => { response.socket?.destroy(); });
      else if (behaviour.does === 'stop-short') response.end();
      return;
    }
    if (behaviour.thoughts !== undefined) response.write(chunk({ reasoning_content: behaviour.thoughts }));
    for (const piece of pieces) {
      response.write(chunk({ content: piece }));
      await new Promise((next) => { setImmediate(next); });
    }
    behaviour.calls?.forEach(({ name, arguments: given }, index) => {
      response.write(chunk({ tool_calls: [{ index, id: `call_${index}`, type: 'function', function: { name, arguments: '' } }] }));
      for (const part of given.match(/[^]{1,5}/g) ?? []) response.write(chunk({ tool_calls: [{ index, function: { arguments: part } }] }));
    });
    const where = behaviour.usage ?? 'last';
    response.write(chunk({}, behaviour.reason ?? (behaviour.calls ? 'tool_calls' : 'stop'), where === 'beside' ? { usage } : {}));
    if (where === 'last') response.write(`data: ${JSON.stringify({ choices: [], usage })}\n\n`);
    count();
    response.end(behaviour.undone ? '' : 'data: [DONE]\n\n');
  }

  const server: RemoteServer = {
    address: `${tls ? 'https' : 'http'}://127.0.0.1:${port}/v1`, port, host: '127.0.0.1', requests: [], counted: { calls: 0, promptTokens: 0, completionTokens: 0 }, usually: answered, key: undefined, models: ['test-model'], left: 0, connections: 0,
    wire: () => Buffer.concat(arrived),
    next: (...behaviours) => { planned.push(...behaviours); },
    close: () => new Promise((closed) => { listener.close(() => { closed(); }); for (const socket of sockets) socket.destroy(); }),
  };
  return server;
}

function send(response: ServerResponse, status: number, headers: Readonly<Record<string, string>>, body: string): void {
  response.writeHead(status, headers);
  response.end(body);
}
