import { BodyReceiver } from './body-receiver.ts';
import { BodySender } from './body-sender.ts';
import type { ClientMessage, ServerMessage } from './messages.ts';
import type { Port } from './port.ts';

interface Exchange {
  readonly abort: AbortController;
  readonly upload?: BodyReceiver;
  download?: BodySender;
}

export interface RequestServerOptions {
  readonly port: Port<ClientMessage, ServerMessage>;
  handle(request: Request): Promise<Response>;
  /** A handler that threw: it should answer with a problem instead. */
  onBug(error: unknown): void;
}

/** The answering half of `fetch` over a port: runs the handler for each request, many at a time. */
export function serveRequests({ port, handle, onBug }: RequestServerOptions): void {
  const exchanges = new Map<number, Exchange>();

  async function answer(id: number, request: Request, exchange: Exchange): Promise<void> {
    try {
      const response = await handle(request);
      if (exchange.abort.signal.aborted) return await response.body?.cancel();
      port.post({ type: 'response', id, status: response.status, headers: [...response.headers], hasBody: response.body !== null });
      if (!response.body) return;
      exchange.download = new BodySender(response.body, {
        chunk: (bytes) => { port.post({ type: 'response-chunk', id, bytes }); },
        end: () => { port.post({ type: 'response-end', id }); },
        fail: (reason) => { port.post({ type: 'response-error', id, reason }); },
      });
      await exchange.download.run();
    } catch (error) {
      if (exchange.abort.signal.aborted) return;
      onBug(error);
      port.post({ type: 'response-error', id, reason: 'The core failed to answer.' });
    } finally {
      exchanges.delete(id);
    }
  }

  port.listen((message) => {
    const { id } = message;
    if (message.type === 'request') {
      const upload = message.hasBody
        ? new BodyReceiver({
            credit: (bytes) => { port.post({ type: 'request-credit', id, bytes }); },
            cancelled: () => { port.post({ type: 'request-cancel', id }); },
          })
        : undefined;
      const exchange: Exchange = { abort: new AbortController(), ...(upload ? { upload } : {}) };
      exchanges.set(id, exchange);
      const request = new Request(message.url, {
        method: message.method, headers: message.headers.map(([name, value]) => [name, value]), signal: exchange.abort.signal,
        ...(upload ? { body: upload.stream, duplex: 'half' } : {}),
      });
      void answer(id, request, exchange);
      return;
    }
    const exchange = exchanges.get(id);
    if (!exchange) return; // Answered already.
    switch (message.type) {
      case 'request-chunk': return exchange.upload?.push(message.bytes);
      case 'request-end': return exchange.upload?.end();
      case 'request-error': return exchange.upload?.fail(new Error(message.reason));
      case 'response-credit': return exchange.download?.grant(message.bytes);
      case 'request-abort':
        exchange.abort.abort();
        exchange.upload?.fail(new DOMException('The request was cancelled.', 'AbortError'));
        exchange.download?.stop();
        exchanges.delete(id);
        return;
    }
  });
}
