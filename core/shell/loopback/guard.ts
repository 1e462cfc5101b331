import { localeFrom, SproutError, toOpenAiError } from '../../contract/index.ts';

/**
 * Refuses what another page could send to our loopback port: a foreign Host (DNS rebinding), a foreign Origin,
 * or a request that a browser marks as coming from another site. Exact match only.
 * @returns why the request is refused, or undefined.
 */
export function refusal(request: Request, port: number): 'host' | 'origin' | 'site' | undefined {
  const hosts = [`127.0.0.1:${port}`, `localhost:${port}`];
  const host = request.headers.get('host') ?? '';
  if (!hosts.includes(host)) return 'host';
  const origin = request.headers.get('origin');
  if (origin !== null && origin !== `http://${host}`) return 'origin';
  const site = request.headers.get('sec-fetch-site');
  if (site !== null && site !== 'same-origin' && site !== 'none') return 'site';
  return undefined;
}

/** The answer to what is refused: in a shape that our pages and OpenAI's clients both read. */
export function forbidden(request: Request): Response {
  const { status, body } = toOpenAiError(new SproutError('forbidden'), localeFrom(request.headers.get('accept-language')));
  return Response.json(body, { status });
}
