import { endpoints, endpointUrl, problemSchema, SproutError, type BodyOf, type Endpoint, type EndpointName, type Locale, type QueryOf, type ResponseOf } from '../../contract/index.ts';
import { ApiProblem } from './api-problem.ts';
import { linesOf } from './lines-of.ts';

interface CallOptions<Name extends EndpointName> {
  readonly params?: Readonly<Record<string, string>>;
  readonly query?: QueryOf<Name>;
  readonly body?: BodyOf<Name>;
  /** In the place of `interrupted`. */
  readonly signal?: AbortSignal;
  /** The core itself ends this at Ctrl-C, and clears up: so that is waited for. */
  readonly heeds?: boolean;
}

/** The API as commands use it: the same whether the core is in this process or in the app that is open. @throws ApiProblem; the reason of `interrupted`. */
export interface Api {
  /** Fires at Ctrl-C, and ends every call. */
  readonly interrupted: AbortSignal;
  /** For calls that Ctrl-C does not end: those that begin something, or clear up. */
  readonly regardless: Api;
  call<Name extends EndpointName>(name: Name, options?: CallOptions<Name>): Promise<ResponseOf<Name>>;
  /** A file, as it comes. */
  file(name: EndpointName): Promise<{ readonly bytes: number; readonly content: AsyncIterable<Uint8Array> }>;
  /** What an endpoint streams. Leaving ends it. */
  lines<Name extends EndpointName>(name: Name, options?: CallOptions<Name>): AsyncGenerator<ResponseOf<Name>>;
}

export function createApi(fetch: (request: Request) => Promise<Response>, locale: Locale, interrupted: AbortSignal = new AbortController().signal): Api {
  async function ask<Name extends EndpointName>(name: Name, { params, query, body, signal = interrupted, heeds = false }: CallOptions<Name>): Promise<Response> {
    signal.throwIfAborted();
    const { method, path }: Endpoint = endpoints[name];
    const answer = fetch(new Request(new URL(endpointUrl(path, params, query as Readonly<Record<string, unknown>> | undefined), 'http://sprout.cli'), {
      method, headers: { 'accept-language': locale, ...(body === undefined ? {} : { 'content-type': 'application/json' }) },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }), signal,
    }));
    const response = await (heeds ? answer : unlessAborted(answer, signal));
    if (response.ok) return response;
    throw new ApiProblem(problemSchema.parse((await response.json() as { error: unknown }).error));
  }
  return {
    interrupted,
    get regardless() { return createApi(fetch, locale); },
    // The core that answers is of this very version: the contract needs no second look.
    call: async (name, options = {}) => await (await ask(name, options)).json() as ResponseOf<typeof name>,
    async file(name) {
      const { headers, body } = await ask(name, {});
      if (!body) throw new SproutError('internal');
      return { bytes: Number(headers.get('content-length')), content: body.pipeThrough(new TransformStream<Uint8Array, Uint8Array>(), { signal: interrupted }) };
    },
    async* lines(name, options = {}) {
      const { signal = interrupted } = options;
      const { body } = await ask(name, options);
      if (body) for await (const line of linesOf(body, signal)) yield JSON.parse(line) as ResponseOf<typeof name>;
      // The end of what was stopped is not the end of an answer.
      signal.throwIfAborted();
    },
  };
}

/** What heeds no signal is left to end by itself. */
function unlessAborted<Result>(work: Promise<Result>, signal: AbortSignal): Promise<Result> {
  const { promise: over, reject } = Promise.withResolvers<never>();
  const abort = (): void => { reject(signal.reason as Error); };
  signal.addEventListener('abort', abort, { once: true });
  return Promise.race([work, over]).finally(() => { signal.removeEventListener('abort', abort); });
}
