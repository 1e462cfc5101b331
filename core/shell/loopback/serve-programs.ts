import { forbidden, refusal } from './guard.ts';
import { serveLoopback } from './serve-loopback.ts';

/**
 * A loopback port for other programs: `/v1` and nothing else. Host and Origin are checked here, so that no page in a browser uses it; the key is checked by the core.
 * @throws SproutError port-taken.
 */
export function servePrograms(port: number, handle: (request: Request) => Promise<Response>): Promise<{ close(): Promise<void> }> {
  return serveLoopback(port, async (request) => {
    if (refusal(request, port) !== undefined || !isForPrograms(request)) return forbidden(request);
    return handle(request);
  });
}

export const isForPrograms = (request: Request): boolean => new URL(request.url).pathname.startsWith('/v1/');
