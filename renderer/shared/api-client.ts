import { endpoints, type BodyOf, type EndpointName, type QueryOf, type ResponseOf } from '../../core/contract/api.ts';
import type { Endpoint } from '../../core/contract/endpoint.ts';
import { endpointUrl } from '../../core/contract/endpoint-url.ts';
import type { Locale } from '../../core/contract/locale.ts';
import { ApiProblem, problemFrom } from './api-problem.ts';
import { readLines } from './read-lines.ts';
import { uploadForm } from './upload-form.ts';

type QueryValues = Readonly<Record<string, unknown>> | undefined;

export interface CallOptions<Name extends EndpointName> {
  readonly params?: Readonly<Record<string, string>>;
  readonly query?: QueryOf<Name>;
  readonly body?: BodyOf<Name>;
  readonly signal?: AbortSignal;
}

export interface ApiClientOptions {
  readonly fetch?: typeof fetch;
  /** The owner's language; problem messages come in it. */
  readonly locale: () => Locale;
  /** The sentence for a server that does not answer. */
  readonly unreachable: () => string;
}

export type ApiClient = ReturnType<typeof createApiClient>;

/** The typed client of the endpoint table. @throws ApiProblem; AbortError when `signal` fires */
export function createApiClient(options: ApiClientOptions) {
  const send = options.fetch ?? globalThis.fetch.bind(globalThis);

  async function request<Name extends EndpointName>(name: Name, call: CallOptions<Name>): Promise<Response> {
    const endpoint: Endpoint = endpoints[name];
    const init: RequestInit = { method: endpoint.method, headers: { 'accept-language': options.locale(), ...(call.body === undefined ? {} : { 'content-type': 'application/json' }) } };
    if (call.body !== undefined) init.body = JSON.stringify(call.body);
    if (call.signal) init.signal = call.signal;
    let response: Response;
    try {
      response = await send(endpointUrl(endpoint.path, call.params, call.query as QueryValues), init);
    } catch (cause) {
      if (call.signal?.aborted) throw cause;
      throw new ApiProblem('unreachable', options.unreachable(), { cause });
    }
    if (!response.ok) throw problemFrom(parseJson(await response.text()), response.status);
    return response;
  }

  return {
    async call<Name extends EndpointName>(name: Name, call: CallOptions<Name> = {}): Promise<ResponseOf<Name>> {
      const response = await request(name, call);
      return endpoints[name].response.parse(await response.json()) as ResponseOf<Name>;
    },

    async *lines<Name extends EndpointName>(name: Name, call: CallOptions<Name> = {}): AsyncGenerator<ResponseOf<Name>> {
      const response = await request(name, call);
      if (!response.body) return;
      for await (const line of readLines(response.body)) yield endpoints[name].response.parse(JSON.parse(line)) as ResponseOf<Name>;
    },

    fileUrl<Name extends EndpointName>(name: Name, params: Readonly<Record<string, string>> = {}, query?: QueryOf<Name>): string {
      return endpointUrl(endpoints[name].path, params, query as QueryValues);
    },

    async upload<Name extends 'uploadDocuments' | 'uploadExamples' | 'uploadBack' | 'restore'>(name: Name, form: FormData, { params, onProgress = () => {} }: { params?: Readonly<Record<string, string>>; onProgress?: (part: number) => void } = {}): Promise<ResponseOf<Name>> {
      const { status, text } = await uploadForm(endpointUrl(endpoints[name].path, params), form, options.locale(), onProgress, options.unreachable);
      if (status < 200 || status > 299) throw problemFrom(parseJson(text), status);
      return endpoints[name].response.parse(JSON.parse(text)) as ResponseOf<Name>;
    },
  };
}

/** A proxy's HTML error page is not JSON; the caller then reports the status. */
function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
