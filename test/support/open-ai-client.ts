import OpenAI from 'openai';

/** The official client, talking to a core over its fetch. One try: what fails is looked at. */
export function openAiClient(core: { fetch(request: Request): Promise<Response> }, apiKey: string, headers: Record<string, string> = {}): OpenAI {
  return new OpenAI({ apiKey, baseURL: 'http://127.0.0.1/v1', maxRetries: 0, defaultHeaders: headers, fetch: (input, init) => core.fetch(new Request(input as string, init as RequestInit)) });
}
