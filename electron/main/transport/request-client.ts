import { BodyReceiver } from './body-receiver.ts';
import { BodySender } from './body-sender.ts';
import type { ClientMessage, ServerMessage } from './messages.ts';
import type { Port } from './port.ts';

interface Exchange {
  readonly answer: PromiseWithResolvers<Response>;
  upload?: BodySender;
  download?: BodyReceiver;
  /** Takes the listener off the caller's signal. */
  release(): void;
}

/** Statuses whose response has no body by definition; `new Response` throws when given one. */
const bodiless = new Set([101, 204, 205, 304]);

/** The caller's half of `fetch` over a port. */
export class RequestClient {
  readonly #port: Port<ServerMessage, ClientMessage>;
  readonly #exchanges = new Map<number, Exchange>();
  #nextId = 1;
  #lost: Error | undefined;

  constructor(port: Port<ServerMessage, ClientMessage>) {
    this.#port = port;
    port.listen((message) => { this.#receive(message); });
  }

  /** Requests whose answer has not come to its end. */
  get pending(): number { return this.#exchanges.size; }

  /** @throws the error given to `lost`; AbortError when the request's signal fires; Error when the other end fails. */
  fetch(request: Request): Promise<Response> {
    if (this.#lost) return Promise.reject(this.#lost);
    if (request.signal.aborted) return Promise.reject(aborted());
    const id = this.#nextId++;
    const answer = Promise.withResolvers<Response>();
    const onAbort = (): void => { this.#fail(id, aborted()); this.#port.post({ type: 'request-abort', id }); };
    request.signal.addEventListener('abort', onAbort, { once: true });
    const exchange: Exchange = { answer, release: () => { request.signal.removeEventListener('abort', onAbort); } };
    this.#exchanges.set(id, exchange);
    this.#port.post({ type: 'request', id, method: request.method, url: request.url, headers: [...request.headers], hasBody: request.body !== null });
    if (request.body) {
      exchange.upload = new BodySender(request.body, {
        chunk: (bytes) => { this.#port.post({ type: 'request-chunk', id, bytes }); },
        end: () => { this.#port.post({ type: 'request-end', id }); },
        fail: (reason) => { this.#port.post({ type: 'request-error', id, reason }); },
      });
      void exchange.upload.run();
    }
    return answer.promise;
  }

  /** The other end is gone: every waiting caller and every open body gets this error, and so do later requests. */
  lost(error: Error): void {
    this.#lost = error;
    for (const id of [...this.#exchanges.keys()]) this.#fail(id, error);
  }

  #receive(message: ServerMessage): void {
    const { id } = message;
    const exchange = this.#exchanges.get(id);
    if (!exchange) return; // Aborted here while its messages were under way.
    switch (message.type) {
      case 'response': {
        const withBody = message.hasBody && !bodiless.has(message.status);
        if (withBody) {
          exchange.download = new BodyReceiver({
            credit: (bytes) => { this.#port.post({ type: 'response-credit', id, bytes }); },
            cancelled: () => { this.#close(id); this.#port.post({ type: 'request-abort', id }); },
          });
        }
        exchange.answer.resolve(new Response(exchange.download?.stream ?? null, { status: message.status, headers: message.headers.map(([name, value]) => [name, value]) }));
        if (!withBody) this.#close(id);
        return;
      }
      case 'response-chunk': return exchange.download?.push(message.bytes);
      case 'response-end':
        exchange.download?.end();
        return this.#close(id);
      case 'response-error': return this.#fail(id, new Error(message.reason));
      case 'request-credit': return exchange.upload?.grant(message.bytes);
      case 'request-cancel': return exchange.upload?.stop();
    }
  }

  #fail(id: number, error: Error): void {
    const exchange = this.#exchanges.get(id);
    exchange?.answer.reject(error);
    exchange?.download?.fail(error);
    this.#close(id);
  }

  #close(id: number): void {
    const exchange = this.#exchanges.get(id);
    if (!exchange) return;
    this.#exchanges.delete(id);
    exchange.upload?.stop();
    exchange.release();
  }
}

const aborted = (): DOMException => new DOMException('The request was cancelled.', 'AbortError');
