import type { IncomingMessage } from 'node:http';
import { z } from 'zod';
import { SproutError } from '../../contract/index.ts';
import type { RemoteCall, RemoteEvent, RemoteModels, RemoteServer } from '../../ports/remote-model.ts';
import { connect, createAgents, type ConnectOptions } from './connect.ts';
import { connectionFailure, statusFailure } from './failures.ts';
import { requestBody } from './request-body.ts';
import { StreamReader } from './stream-reader.ts';

/** Silence in the middle of an answer that counts as its end. */
const silenceMs = 30_000;
/** Of one event, and of an answer that comes whole. */
const largestEvent = 4 * 1024 * 1024;
const largestFailure = 16 * 1024;
const modelListSchema = z.looseObject({ data: z.array(z.looseObject({ id: z.string() })) });

export interface RemoteModelsOptions extends ConnectOptions { /** Longest silence within an answer, in milliseconds. */ readonly silenceMs?: number }

/** Servers that speak OpenAI's protocol, over HTTP. */
export function createRemoteModels(options: RemoteModelsOptions = {}): RemoteModels {
  const agents = createAgents();
  const silence = options.silenceMs ?? silenceMs;
  return {
    async* complete(call) {
      const url = endpointOf(call, 'chat/completions');
      const body = requestBody(call);
      call.signal.throwIfAborted();
      await call.onSend(body);
      const startedAt = performance.now();
      const response = await connect({ url, method: 'POST', key: call.key, body, signal: call.signal, patienceMs: call.patienceMs }, agents, options);
      try {
        await requireOk(response, url.host, call.signal);
        yield* answerOf(response, call, url.host, startedAt, silence);
      } finally {
        // Leaving early closes the connection: the server stops writing.
        response.destroy();
      }
    },
    async models(server) {
      const url = endpointOf(server, 'models');
      const response = await connect({ url, method: 'GET', key: server.key, signal: server.signal, patienceMs: silence }, agents, options);
      try {
        await requireOk(response, url.host, server.signal);
        const text = await wholeText(response, largestEvent);
        const parsed = modelListSchema.safeParse(parseJson(text));
        if (!parsed.success) throw new SproutError('remote-garbled', { host: url.host });
        return parsed.data.data.map(({ id }) => id);
      } catch (error) {
        server.signal.throwIfAborted();
        throw connectionFailure(error, url.host, true);
      } finally {
        response.destroy();
      }
    },
  };
}

/** @throws SproutError remote-address. */
function endpointOf({ address }: RemoteServer, path: string): URL {
  const url = URL.parse(address.endsWith('/') ? address : `${address}/`);
  if (!url || !['https:', 'http:'].includes(url.protocol) || url.username !== '' || url.password !== '' || url.search !== '' || url.hash !== '') throw new SproutError('remote-address', { address });
  return new URL(path, url);
}

async function requireOk(response: IncomingMessage, host: string, signal: AbortSignal): Promise<void> {
  const status = response.statusCode ?? 0;
  if (status === 200) return;
  const text = await wholeText(response, largestFailure).catch(() => '');
  signal.throwIfAborted();
  throw statusFailure(status, host, text, response.headers['retry-after']);
}

/** The events of a stream; or an answer that comes whole, from servers that do not stream. */
async function* answerOf(response: IncomingMessage, call: RemoteCall, host: string, startedAt: number, silence: number): AsyncGenerator<RemoteEvent> {
  const reader = new StreamReader(host);
  const type = response.headers['content-type'] ?? '';
  let begun = false;
  // Patience is for the first word; a server that answers 200 at once may still think for long.
  const watch = (): void => { response.setTimeout(0); clearTimeout(timer); timer = setTimeout(() => { response.destroy(begun ? new SproutError('remote-cut', { host }) : new SproutError('remote-slow', { host, seconds: Math.round(call.patienceMs / 1000) })); }, begun ? silence : Math.max(1, call.patienceMs - (performance.now() - startedAt))); };
  let timer = setTimeout(() => undefined, 0);
  watch();
  try {
    if (type.includes('json')) {
      yield* reader.read(await wholeText(response, largestEvent));
    } else {
      if (!type.includes('event-stream')) throw new SproutError('remote-garbled', { host });
      for await (const data of eventsOf(response, host)) {
        if (data === '[DONE]') break;
        for (const event of reader.read(data)) {
          begun = true;
          watch();
          yield event;
        }
        if (begun) watch();
      }
    }
    // Some servers end without [DONE], none without a reason.
    if (!reader.finished) throw new SproutError('remote-cut', { host });
    yield* reader.end();
  } catch (error) {
    call.signal.throwIfAborted();
    throw connectionFailure(error, host, true);
  } finally {
    clearTimeout(timer);
  }
}

/** The data of server-sent events. @throws SproutError remote-garbled where one is too large. */
async function* eventsOf(response: IncomingMessage, host: string): AsyncGenerator<string> {
  const decoder = new TextDecoder();
  let held = '';
  const take = function* (text: string): Generator<string> {
    held += text;
    for (let end = held.search(/\r?\n/); end >= 0; end = held.search(/\r?\n/)) {
      const line = held.slice(0, end);
      held = held.slice(end + (held[end] === '\r' ? 2 : 1));
      const data = /^data: ?(.*)$/.exec(line)?.[1];
      if (data !== undefined) yield data.trim();
    }
    if (held.length > largestEvent) throw new SproutError('remote-garbled', { host });
  };
  for await (const bytes of response as AsyncIterable<Uint8Array>) yield* take(decoder.decode(bytes, { stream: true }));
  yield* take(`${decoder.decode()}\n`);
}

async function wholeText(response: IncomingMessage, most: number): Promise<string> {
  const parts: Uint8Array[] = [];
  let bytes = 0;
  for await (const part of response as AsyncIterable<Uint8Array>) {
    bytes += part.length;
    if (bytes > most) throw new Error('answer too large');
    parts.push(part);
  }
  return Buffer.concat(parts).toString('utf8');
}

function parseJson(text: string): unknown {
  try { return JSON.parse(text); } catch { return undefined; }
}
