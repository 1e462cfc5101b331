import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface Counted { readonly promptTokens: number; readonly completionTokens: number }
export interface CountingEndpoint {
  readonly address: string;
  /** What each body that came is billed, by the body; what was refused is not. */
  readonly billed: ReadonlyMap<string, Counted>;
  /** How many came, the refused ones too. */
  readonly requests: () => number;
  /** Called with each request that comes. */
  onRequest: () => void;
  close(): Promise<void>;
}

const words = ['Nine', ' to', ' five', ',', ' every', ' day', '.'];

/**
 * A service that keeps its own count and bills all it took, to the last word, also where its answer breaks off or it forgets to say how much it was.
 * Of ten questions it answers six well, one without a count, breaks one off, refuses one as busy and fails at one.
 */
export async function startCountingEndpoint(): Promise<CountingEndpoint> {
  const billed = new Map<string, Counted>();
  let requests = 0;
  const endpoint = { onRequest: (): void => undefined };
  const server = createServer((request, response) => {
    const parts: Buffer[] = [];
    request.on('data', (part: Buffer) => { parts.push(part); });
    request.on('end', () => {
      const body = Buffer.concat(parts).toString('utf8');
      const way = requests % 10;
      requests += 1;
      endpoint.onRequest();
      if (way === 8) return void response.writeHead(429).end('{}');
      if (way === 9) return void response.writeHead(500).end('{}');
      const { messages } = JSON.parse(body) as { messages: { content: string }[] };
      const count = { promptTokens: Math.ceil(messages.reduce((sum, { content }) => sum + content.length, 0) / 2) + 3, completionTokens: words.length };
      billed.set(body, count);
      response.writeHead(200, { 'content-type': 'text/event-stream' });
      const send = (chunk: object): void => { response.write(`data: ${JSON.stringify(chunk)}\n\n`); };
      for (const [at, word] of words.entries()) {
        if (way === 7 && at === 3) return void setTimeout(() => { response.destroy(); }, 2);
        send({ choices: [{ index: 0, delta: { content: word } }] });
      }
      send({ choices: [{ index: 0, delta: {}, finish_reason: 'stop' }] });
      if (way !== 6) send({ choices: [], usage: { prompt_tokens: count.promptTokens, completion_tokens: count.completionTokens, total_tokens: count.promptTokens + count.completionTokens } });
      response.end('data: [DONE]\n\n');
    });
  });
  await new Promise<void>((resolve) => { server.listen(0, '127.0.0.1', resolve); });
  const { port } = server.address() as AddressInfo;
  return Object.assign(endpoint, {
    address: `http://127.0.0.1:${port}/v1`, billed, requests: () => requests,
    close: () => new Promise<void>((resolve) => { server.closeAllConnections(); server.close(() => { resolve(); }); }),
  });
}
