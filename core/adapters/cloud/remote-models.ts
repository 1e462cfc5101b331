import type { IncomingMessage } from 'node:http';
import { SproutError } from '../../contract/index.ts';
import type { RemoteEvent, RemoteModels } from '../../ports/remote-model.ts';
import { CompletionReader } from './completion-reader.ts';
import { createConnections, type ConnectionOptions } from './connection.ts';
import { networkFailure, statusFailure } from './failures.ts';
import { partsOf, textOf } from './read-body.ts';
import { requestBody } from './request-body.ts';
import { ServerSentEvents } from './server-sent-events.ts';

/** Bytes that are read of an error, of a list of models, and of an answer in one piece. */
const errorBytes = 16_384;
const listBytes = 4_000_000;
const wholeBytes = 8_000_000;
/** Characters of a streamed answer at most. */
const longestAnswer = 4_000_000;
/** For the count after the last word: some servers send none and keep the connection open. */
const countMs = 1000;
const listMs = 5000;

interface Waiting { readonly host: string; readonly patienceMs: number; readonly signal: AbortSignal }

/**
 * Servers that speak OpenAI's protocol, over Node's own HTTP: the body that is logged is the body that leaves, the address that was checked is the one
 * that is connected to, and there is no second try that nobody asked for.
 */
export function createRemoteModels(options: ConnectionOptions = {}): RemoteModels {
  const connections = createConnections(options);

  async function failure(response: IncomingMessage, key: string | undefined, waiting: Waiting): Promise<SproutError> {
    const { text } = await textOf(response, errorBytes, waiting).catch(() => ({ text: '' }));
    waiting.signal.throwIfAborted();
    return statusFailure({ status: response.statusCode ?? 0, retryAfter: response.headers['retry-after'], body: text }, waiting.host, key);
  }

  return {
    async* complete(call) {
      const { address, key, signal, patienceMs } = call;
      const { response, host } = await connections.send({
        address, key, signal, patienceMs, method: 'POST', path: '/chat/completions',
        body: async () => { const body = requestBody(call, new URL(address).hostname); await call.onSend(body); return body; },
      });
      const waiting = { host, patienceMs, signal };
      if (response.statusCode !== 200) throw await failure(response, key, waiting);
      const kind = response.headers['content-type'] ?? '';
      if (/html/i.test(kind)) { response.destroy(); throw new SproutError('remote-garbled', { host }); }
      yield* /json/i.test(kind) && !/event-stream/i.test(kind) ? whole(response, key, waiting) : streamed(response, key, waiting);
    },
    async models({ address, key, signal }) {
      const waiting = { signal, patienceMs: listMs };
      const { response, host } = await connections.send({ ...waiting, address, key, method: 'GET', path: '/models', body: () => Promise.resolve(undefined) });
      if (response.statusCode !== 200) throw await failure(response, key, { ...waiting, host });
      const { text, whole: all } = await textOf(response, listBytes, { ...waiting, host });
      const ids = all ? idsOf(text) : undefined;
      if (!ids) throw new SproutError('remote-garbled', { host });
      return ids;
    },
  };
}

/** A server that does not stream. */
async function* whole(response: IncomingMessage, key: string | undefined, waiting: Waiting): AsyncGenerator<RemoteEvent> {
  const { text, whole: all } = await textOf(response, wholeBytes, waiting);
  if (!all) throw new SproutError('remote-garbled', { host: waiting.host });
  const reader = new CompletionReader(waiting.host, key);
  const words = reader.read(text);
  const { text: rest, reason } = reader.end();
  if (words + rest !== '') yield { type: 'text', text: words + rest };
  yield { type: 'end', reason, usage: reader.usage };
}

async function* streamed(response: IncomingMessage, key: string | undefined, { host, patienceMs, signal }: Waiting): AsyncGenerator<RemoteEvent> {
  const events = new ServerSentEvents();
  const reader = new CompletionReader(host, key);
  let done = false;
  let news = false;
  let characters = 0;
  let heard = false;
  const take = function* (data: readonly string[]): Generator<RemoteEvent> {
    for (const each of data) {
      if (done) return;
      heard = true;
      if (each.trim() === '[DONE]') { done = true; return; }
      const text = reader.read(each);
      if (text === '') continue;
      news = true;
      characters += text.length;
      if (characters > longestAnswer) throw new SproutError('remote-garbled', { host });
      yield { type: 'text', text };
    }
  };
  const told = (): boolean => { const was = news; news = false; return was; };
  // Its last part is only the count: nobody waits long for it.
  const counting = countingOf(response);
  try {
    for await (const part of partsOf(response, { host, patienceMs, signal, told, enough: () => done || (reader.ended && reader.usage !== undefined) })) {
      yield* take(events.push(part));
      if (done || (reader.ended && reader.usage)) break;
      if (reader.ended) counting.begin();
    }
    if (!done) yield* take(events.end());
  } catch (error) {
    signal.throwIfAborted();
    if (!reader.ended) throw error instanceof RangeError ? new SproutError('remote-garbled', { host }) : networkFailure(error, host, true);
  } finally {
    counting.end();
  }
  if (!heard) throw new SproutError('remote-garbled', { host });
  if (!done && !reader.ended) throw new SproutError('remote-cut', { host });
  const { text, reason } = reader.end();
  if (text !== '') yield { type: 'text', text };
  yield { type: 'end', reason, usage: reader.usage };
}

/** Ends an answer whose count does not come. */
function countingOf(response: IncomingMessage): { begin(): void; end(): void } {
  let timer: ReturnType<typeof setTimeout> | undefined;
  return { begin: () => { timer ??= setTimeout(() => { response.destroy(); }, countMs); }, end: () => { clearTimeout(timer); } };
}

function idsOf(text: string): string[] | undefined {
  try {
    const { data } = JSON.parse(text) as { data?: unknown };
    return Array.isArray(data) ? data.flatMap((each) => { const { id } = (each ?? {}) as { id?: unknown }; return typeof id === 'string' ? [id] : []; }) : undefined;
  } catch {
    return undefined;
  }
}
