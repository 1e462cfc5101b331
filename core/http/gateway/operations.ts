import type { GatewayHandler } from '../../ports/gateway-listener.ts';

interface Served { readonly handle: GatewayHandler; /** @throws what keeps a store from answering. */ readonly check: () => Promise<void> }

export interface Operations {
  readonly fetch: GatewayHandler;
  /** From now on it is ready. */
  open(served: Served): void;
  /** From now on it is not, and takes nothing new. Resolves when what is under way has ended, or after `patienceMs`. */
  drain(patienceMs: number): Promise<void>;
}

/** Seconds after which a visitor's browser asks again, of a gateway that is ready. */
const comeAgain = 2;
/** What proxies add: who comes by one is a visitor, and the numbers are none of his. */
const byProxy = ['x-forwarded-for', 'cf-connecting-ip', 'forwarded'];

/** What the machinery around a gateway asks of it: whether it lives (`/healthz`), whether it answers (`/readyz`), and how much (`/metrics`); all else goes to the gateway. */
export function createOperations({ metrics }: { metrics: () => string }): Operations {
  let served: Served | undefined;
  let draining = false;
  let running = 0;
  let idle: (() => void) | undefined;

  function leave(): void {
    running -= 1;
    if (running === 0) idle?.();
  }

  async function answer(handle: GatewayHandler, request: Request, peer: string): Promise<Response> {
    running += 1;
    let left = false;
    const end = (): void => { if (!left) { left = true; leave(); } };
    try {
      const response = await handle(request, peer);
      if (!response.body || !response.headers.get('content-type')?.includes('ndjson')) {
        end();
        return response;
      }
      // A stream is under way until it was read to its end, or its reader has left.
      return new Response(watched(response.body, end), response);
    } catch (error) {
      end();
      throw error;
    }
  }

  async function ready(): Promise<Response> {
    const state = draining ? 'closing' : served ? await served.check().then(() => undefined, () => 'a store does not answer') : 'starting';
    return plain(state ?? 'ready', state === undefined ? 200 : 503);
  }

  return {
    fetch(request, peer) {
      const { pathname } = new URL(request.url);
      if (pathname === '/healthz') return Promise.resolve(plain('alive', 200));
      if (pathname === '/readyz') return ready();
      if (pathname === '/metrics') return Promise.resolve(byProxy.some((header) => request.headers.has(header)) ? plain('not found', 404) : plain(metrics(), 200));
      if (!served || draining) return Promise.resolve(new Response('not ready', { status: 503, headers: { 'retry-after': String(comeAgain), connection: 'close' } }));
      return answer(served.handle, request, peer);
    },
    open(given) { served = given; },
    async drain(patienceMs) {
      draining = true;
      if (running === 0) return;
      const { promise, resolve } = Promise.withResolvers<void>();
      idle = resolve;
      const timer = setTimeout(resolve, patienceMs);
      await promise;
      clearTimeout(timer);
    },
  };
}

function watched(body: ReadableStream<Uint8Array>, end: () => void): ReadableStream<Uint8Array> {
  const reader = body.getReader();
  return new ReadableStream<Uint8Array>({
    async pull(controller) {
      try {
        const { done, value } = await reader.read();
        if (!done) { controller.enqueue(value); return; }
        controller.close();
        end();
      } catch (error) {
        end();
        throw error;
      }
    },
    async cancel(reason) {
      end();
      await reader.cancel(reason);
    },
  });
}

const plain = (text: string, status: number): Response => new Response(text, { status, headers: { 'content-type': 'text/plain; version=0.0.4; charset=utf-8', 'cache-control': 'no-store' } });
