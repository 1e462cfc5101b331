import type { Context, Hono } from 'hono';
import type { Endpoint } from '../contract/index.ts';
import { localeFrom, SproutError, retelling, type Locale } from '../contract/index.ts';

/** What a handler is given: path parameters, parsed query and body, and the request for the rest. */
export interface Call {
  readonly params: Readonly<Record<string, string>>;
  readonly query: Readonly<Record<string, unknown>>;
  readonly body: unknown;
  readonly context: Context;
  readonly signal: AbortSignal;
  /** Of the caller. */
  readonly locale: Locale;
}

/** Answers one endpoint of the contract: JSON for a value, NDJSON for an async iterable, a Response as it is. */
export function endpointRoute(app: Hono, endpoint: Endpoint, handle: (call: Call) => unknown): void {
  // A file's path goes on to the end of the address.
  app.on(endpoint.method, endpoint.path.replace(/\{file\}$/, ':file{.+}').replaceAll(/\{(\w+)\}/g, ':$1'), async (context) => {
    const locale = localeFrom(context.req.header('accept-language'));
    const answer = await handle({
      params: context.req.param() as Record<string, string>,
      query: parse(endpoint.query, context.req.query()) as Record<string, unknown>,
      body: endpoint.body ? parse(endpoint.body, await jsonBody(context)) : undefined,
      context,
      signal: leaving(context.req.raw.signal),
      locale,
    });
    if (answer instanceof Response) return answer;
    if (endpoint.answers === 'lines') return lines(answer as AsyncIterable<unknown>, locale);
    return context.body(JSON.stringify(answer ?? {}, retelling(locale)), 200, { 'content-type': 'application/json' });
  });
}

/** Fires when the caller leaves. The signal of a connection says why by a text, which nobody takes for the cancellation that it is. */
function leaving(signal: AbortSignal): AbortSignal {
  const left = new AbortController();
  const leave = (): void => { left.abort(); };
  if (signal.aborted) leave();
  else signal.addEventListener('abort', leave, { once: true });
  return left.signal;
}

function parse(schema: Endpoint['body'], value: unknown): unknown {
  if (!schema) return {};
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  const issue = parsed.error.issues[0];
  const param = issue?.path.join('.') || 'body';
  throw new SproutError('input-invalid', { reason: `${param}: ${issue?.message ?? 'not valid'}`, param });
}

async function jsonBody(context: Context): Promise<unknown> {
  try {
    return await context.req.json();
  } catch (cause) {
    throw new SproutError('input-invalid', { reason: 'the body is not JSON' }, { cause });
  }
}

/** Streams values as JSON, one a line. The reader's leaving ends the iterator, which frees what it holds. */
function lines(values: AsyncIterable<unknown>, locale: Locale): Response {
  const iterator = values[Symbol.asyncIterator]();
  const encoder = new TextEncoder();
  const body = new ReadableStream<Uint8Array>({
    async pull(controller) {
      const { done, value } = await iterator.next();
      if (done) controller.close();
      else controller.enqueue(encoder.encode(`${JSON.stringify(value, retelling(locale))}\n`));
    },
    async cancel() {
      await iterator.return?.();
    },
  });
  return new Response(body, { headers: { 'content-type': 'application/x-ndjson; charset=utf-8', 'cache-control': 'no-store', 'x-accel-buffering': 'no' } });
}
