import { endpoints, problemSchema, type BodyOf, type Endpoint, type EndpointName, type Locale, type QueryOf, type ResponseOf } from '../../contract/index.ts';
import { ApiProblem } from './api-problem.ts';
import { linesOf } from './lines-of.ts';

interface CallOptions<Name extends EndpointName> {
  readonly params?: Readonly<Record<string, string>>;
  readonly query?: QueryOf<Name>;
  readonly body?: BodyOf<Name>;
  readonly signal?: AbortSignal;
}

/** The API as commands use it: the same whether the core is in this process or in the app that is open. @throws ApiProblem. */
export interface Api {
  call<Name extends EndpointName>(name: Name, options?: CallOptions<Name>): Promise<ResponseOf<Name>>;
  /** What an endpoint streams. Leaving ends it. */
  lines<Name extends EndpointName>(name: Name, options?: CallOptions<Name>): AsyncGenerator<ResponseOf<Name>>;
}

export function createApi(fetch: (request: Request) => Promise<Response>, locale: Locale): Api {
  async function ask<Name extends EndpointName>(name: Name, { params = {}, query, body, signal }: CallOptions<Name>): Promise<Response> {
    const { method, path }: Endpoint = endpoints[name];
    const url = new URL(path.replaceAll(/\{(\w+)\}/g, (_, param: string) => encodeURIComponent(params[param] ?? '')), 'http://sprout.cli');
    for (const [key, value] of Object.entries(query ?? {})) if (value !== undefined) url.searchParams.set(key, String(value));
    const response = await fetch(new Request(url, {
      method, headers: { 'accept-language': locale, ...(body === undefined ? {} : { 'content-type': 'application/json' }) },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }), ...(signal ? { signal } : {}),
    }));
    if (response.ok) return response;
    throw new ApiProblem(problemSchema.parse((await response.json() as { error: unknown }).error));
  }
  return {
    // The core that answers is of this very version: the contract needs no second look.
    call: async (name, options = {}) => await (await ask(name, options)).json() as ResponseOf<typeof name>,
    async* lines(name, options = {}) {
      const { body } = await ask(name, options);
      if (body) for await (const line of linesOf(body, options.signal)) yield JSON.parse(line) as ResponseOf<typeof name>;
    },
  };
}
