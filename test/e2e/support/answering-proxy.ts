import { createServer, request as httpRequest, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Answer, AnswerEvent } from '../../../core/contract/index.ts';

export interface AnsweringProxy {
  readonly address: string;
  /** What the model says next: the pieces as they stream. */
  says: readonly string[];
  close(): Promise<void>;
}

/** A written answer whose sentences nothing supports. */
export function writtenAnswer(text: string): Answer {
  return { answer: text, sentences: text.split('\n').filter((line) => line.trim() !== '').map((line) => ({ text: line, citations: [] })), citations: [], answered: true, model: 'hostile', thoughts: text, timings: { searchMs: 1, answerMs: 1, totalMs: 2 } };
}

/**
 * Sprout with a model that says anything: everything goes to the real one but questions, and what was answered is read back from here. For
 * what no model on this machine can be made to say.
 */
export async function startAnsweringProxy(sprout: string): Promise<AnsweringProxy> {
  const target = new URL(sprout);
  const answers: { question: string; answer: Answer }[] = [];
  const proxy = { address: '', says: [] as readonly string[], close: (): Promise<void> => new Promise((resolve) => { server.closeAllConnections(); server.close(() => { resolve(); }); }) };
  const exchange = (at: number): object => ({ id: `hostile-${at}`, question: answers[at]?.question ?? '', answer: answers[at]?.answer, files: {}, askedAt: '2026-01-01T00:00:00.000Z' });

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    let body = '';
    for await (const part of request) body += String(part);
    const { question } = JSON.parse(body) as { question: string };
    const text = proxy.says.join('');
    const at = answers.push({ question, answer: writtenAnswer(text) }) - 1;
    response.writeHead(200, { 'content-type': 'application/x-ndjson' });
    const send = (event: AnswerEvent): void => { response.write(`${JSON.stringify(event)}\n`); };
    send({ type: 'answer-start', conversation: 'hostile', id: `hostile-${at}` });
    for (const piece of proxy.says) {
      send({ type: 'thought-delta', text: piece });
      send({ type: 'text-delta', text: piece });
      // The page shows each piece before the next comes.
      await new Promise((next) => { setTimeout(next, 2); });
    }
    send({ type: 'answer-end', id: `hostile-${at}`, answer: writtenAnswer(text) });
    response.end();
  }

  const server = createServer((request, response) => {
    const path = new URL(request.url ?? '/', target).pathname;
    const json = (value: object): void => { response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(value)); };
    if (path === '/api/ask') { void answer(request, response); return; }
    if (path === '/api/conversations/hostile') { json({ id: 'hostile', title: answers[0]?.question ?? '', updatedAt: '2026-01-01T00:00:00.000Z', exchanges: answers.map((_, at) => exchange(at)) }); return; }
    const stored = /^\/api\/exchanges\/hostile-(\d+)$/.exec(path);
    if (stored) { json(exchange(Number(stored[1]))); return; }
    const { host: _host, origin, ...headers } = request.headers;
    const onward = httpRequest({ host: target.hostname, port: target.port, path: request.url, method: request.method, headers: { ...headers, host: target.host, ...(origin ? { origin: target.origin } : {}) } }, (answered) => {
      response.writeHead(answered.statusCode ?? 502, answered.headers);
      answered.pipe(response);
    });
    onward.on('error', () => response.destroy());
    request.pipe(onward);
  });
  await new Promise<void>((resolve) => { server.listen(0, '127.0.0.1', resolve); });
  proxy.address = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
  return proxy;
}
