import { readFileSync } from 'node:fs';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import type { PublicSite, VisitAnswer, VisitItem } from '../../../core/contract/index.ts';
import { root } from './open-sprout.ts';

/** How the gateway behaves to the next question: the steps in their order. Text is sent as one line. */
export type Step = string | { readonly queued: number } | { readonly ping: true } | { readonly wait: Promise<unknown> } | { readonly end: Partial<VisitAnswer> } | { readonly refuse: number } | { readonly cut: true } | { readonly hang: true };

export const site = (changes: Partial<PublicSite> = {}): PublicSite => ({
  format: 1, id: 'default', version: 1, languages: ['en', 'zh'], language: 'visitor', sources: 'quotes', live: '', index: { engine: 'engine-test.js', folder: 'sites/default/1/' },
  theme: {
    colour: '#2b6b3f', appearance: 'auto', corner: 'right', layout: 'bubble', avatar: null, title: { en: 'Bluebird Kitchen', zh: '蓝鸟厨具' },
    greeting: { en: 'Hello! Ask me about orders, delivery or our products.', zh: '您好！订单、配送、产品，都可以问我。' },
    starterQuestions: { en: ['How long is the warranty?', 'Do you ship abroad?'], zh: ['保修期多久？', '可以寄到国外吗？'] },
  },
  contact: { enabled: true, consent: { en: 'You may keep my message and contact details to answer me.', zh: '同意保存我的留言与联系方式，用于回复。' }, hours: [1, 2, 3, 4, 5].map((day) => ({ day, from: '09:00', to: '18:00' })), timeZone: 'Asia/Shanghai', email: 'hello@bluebird.example', phone: '+86 21 5555 0100' },
  ...changes,
});

export const answer = (text: string, changes: Partial<VisitAnswer> = {}): VisitAnswer => ({
  answer: text, sentences: [{ text, citations: [1] }], citations: [{ n: 1, name: 'Warranty.pdf', page: 3, quote: 'The warranty on kettles is two years from the date of purchase.' }], answered: true, approved: false, mode: 'live', ...changes,
});

/** A small engine that reads one real file and answers from it word for word, as the published one does. */
const engine = `export async function openEngine({ read }) {
  let lines;
  const load = async () => lines ??= new TextDecoder().decode(await read('facts.txt')).split('\\n').filter(Boolean);
  return {
    prepare() { load().catch(() => undefined); },
    async answer(question, before) {
      const words = question.toLowerCase().match(/[a-z]{4,}|[\\u4e00-\\u9fff]{2}/g) ?? [];
      const found = (await load()).filter((line) => words.some((word) => line.toLowerCase().includes(word)));
      const text = found[0] ?? 'We have no answer to that here.';
      return { answer: text, sentences: [{ text, citations: found[0] ? [1] : [] }], citations: found[0] ? [{ n: 1, name: 'facts.txt', quote: text }] : [], answered: found.length > 0, approved: false, mode: 'static', understoodAs: before.length > 0 ? question + ' +' + before.length : undefined };
    },
  };
}`;
const facts = 'The warranty on kettles is two years.\nWe ship abroad to Europe.\n水壶保修期为两年。\n';

export interface PageOptions { readonly head?: string; readonly body?: string; readonly script?: string; readonly headers?: Readonly<Record<string, string>>; /** Without a doctype. */ readonly quirks?: boolean }

/** A host page's server, a web host of the published files, and a gateway that does as it is told: three servers, so that each can be taken away. */
export class WidgetHost {
  page = '';
  files = '';
  gateway = '';
  site = site();
  /** Steps for each next question; without any, `answer('Live: ' + question)`. */
  readonly script: Step[][] = [];
  /** How the gateway is: `refusing` connections, `asleep` (takes them and says nothing), `limited` (429), `broken` (a tunnel's 502). */
  state: 'up' | 'refusing' | 'asleep' | 'limited' | 'broken' = 'up';
  /** The inbox: each delivery of each item. */
  readonly delivered: VisitItem[] = [];
  /** Requests as "METHOD /path", of files and gateway. */
  readonly requests: string[] = [];
  /** Distinct questions by id. */
  readonly asked = new Map<string, string>();
  /** Milliseconds before a file is sent. */
  slowness = 0;
  filesDown = false;
  readonly #answers = new Map<string, { readonly lines: string[]; steps: Step[] }>();
  readonly #pages = new Map<string, PageOptions>();
  readonly #tokens = new Set<string>();
  readonly #servers: Server[] = [];

  async open(): Promise<this> {
    this.page = await this.#listen((request, response) => { this.#servePage(request, response); });
    this.files = await this.#listen((request, response) => { void this.#serveFile(request, response); });
    this.gateway = await this.#listen((request, response) => { void this.#serveGateway(request, response); });
    this.reset();
    return this;
  }

  reset(): void {
    this.site = site({ live: this.gateway.slice(0, -1) });
    this.script.length = 0;
    this.state = 'up';
    this.slowness = 0;
    this.filesDown = false;
    this.delivered.length = 0;
    this.requests.length = 0;
    this.asked.clear();
    this.#answers.clear();
  }

  /** @returns the address of a host page with the widget in it. */
  add(name: string, options: PageOptions = {}): string { this.#pages.set(`/${name}`, options); return `${this.page}${name}`; }
  get snippet(): string { return `<script src="${this.files}sprout.js" data-site="default" async></script>`; }
  /** Forgets the tokens that it gave, as after a change of its key. */
  forgetTokens(): void { this.#tokens.clear(); }
  /** Forgets the answers under way, as after a restart. */
  forgetAnswers(): void { this.#answers.clear(); }
  messages(): (VisitItem & { type: 'message' })[] { return this.delivered.filter((item): item is VisitItem & { type: 'message' } => item.type === 'message'); }
  /** Cuts every connection. */
  cut(): void { for (const server of this.#servers) server.closeAllConnections(); }

  async close(): Promise<void> {
    for (const server of this.#servers) { server.closeAllConnections(); await new Promise((done) => { server.close(done); }); }
  }

  async #listen(handle: (request: IncomingMessage, response: ServerResponse) => void): Promise<string> {
    const server = createServer(handle);
    this.#servers.push(server);
    await new Promise<void>((done) => { server.listen(0, '127.0.0.1', done); });
    return `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
  }

  /** Pages; what is none is looked for among the published files: a firm may keep them beside its pages. */
  #servePage(request: IncomingMessage, response: ServerResponse): void {
    const options = this.#pages.get(new URL(request.url ?? '/', this.page).pathname);
    if (request.url === '/favicon.ico') { response.writeHead(404).end(); return; }
    if (!options) { void this.#serveFile(request, response); return; }
    response.writeHead(200, { 'content-type': 'text/html; charset=utf-8', ...options.headers });
    response.end(`${options.quirks ? '' : '<!doctype html>'}<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>Shop</title>${options.head ?? ''}</head><body>${options.body ?? '<main><h1>Shop</h1><p id="text">Welcome to the shop.</p><a href="#x" id="link">A link</a></main>'}${options.script ?? this.snippet}</body></html>`);
  }

  async #serveFile({ url = '/', method = 'GET' }: IncomingMessage, response: ServerResponse): Promise<void> {
    const { pathname } = new URL(url, this.files);
    this.requests.push(`${method} ${pathname}`);
    if (this.slowness > 0) await new Promise((done) => { setTimeout(done, this.slowness); });
    if (this.filesDown && pathname !== '/sprout.js') { response.destroy(); return; }
    const found: Record<string, () => [string, string | Buffer]> = {
      '/sprout.js': () => ['text/javascript', readFileSync(join(root, 'dist/widget/sprout.js'))],
      '/sites/default/site.json': () => ['application/json', JSON.stringify(this.site)],
      '/engine-test.js': () => ['text/javascript', engine],
      '/sites/default/1/facts.txt': () => ['application/octet-stream', facts],
    };
    const file = found[pathname]?.();
    if (!file) { response.writeHead(404, { 'access-control-allow-origin': '*' }).end(); return; }
    response.writeHead(200, { 'content-type': file[0], 'access-control-allow-origin': '*' }).end(file[1]);
  }

  async #serveGateway(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { pathname, searchParams } = new URL(request.url ?? '/', this.gateway);
    this.requests.push(`${request.method} ${pathname}`);
    if (this.state === 'refusing') { request.socket.destroy(); return; }
    if (this.state === 'asleep') return;
    const cors = { 'access-control-allow-origin': request.headers.origin ?? '*', 'access-control-allow-headers': 'authorization, content-type', 'access-control-allow-methods': 'GET, POST, DELETE', 'access-control-expose-headers': 'retry-after' };
    if (request.method === 'OPTIONS') { response.writeHead(204, cors).end(); return; }
    if (this.state === 'broken') { response.writeHead(502, cors).end('Bad gateway'); return; }
    if (this.state === 'limited') { response.writeHead(429, { ...cors, 'retry-after': '30' }).end('{}'); return; }
    let body = '';
    for await (const part of request) body += String(part);
    const json = (value: unknown): void => { response.writeHead(200, { ...cors, 'content-type': 'application/json' }).end(JSON.stringify(value)); };
    if (pathname === '/sites/default/visit' && request.method === 'POST') {
      const token = `visit-${this.#tokens.size + 1}`;
      this.#tokens.add(token);
      json({ token, validFor: 3600 });
      return;
    }
    if (!this.#tokens.has((request.headers.authorization ?? '').replace('Bearer ', ''))) { response.writeHead(401, cors).end('{}'); return; }
    if (pathname === '/sites/default/visit') { json({}); return; }
    if (pathname === '/sites/default/inbox') {
      const { items } = JSON.parse(body) as { items: VisitItem[] };
      this.delivered.push(...items);
      json({ received: items.map(({ id }) => id) });
      return;
    }
    response.on('error', () => undefined);
    const stream = { ...cors, 'content-type': 'application/x-ndjson' };
    if (pathname === '/sites/default/ask') {
      const { id, question } = JSON.parse(body) as { id: string; question: string };
      if (!this.#answers.has(id)) {
        this.asked.set(id, question);
        this.#answers.set(id, { lines: [], steps: this.script.shift() ?? [{ end: answer(`Live: ${question}`) }] });
      }
      response.writeHead(200, stream);
      await this.#play(id, 0, response);
      return;
    }
    const id = /^\/sites\/default\/answers\/(.+)$/.exec(pathname)?.[1];
    if (!id || !this.#answers.has(id)) { response.writeHead(404, cors).end('{}'); return; }
    response.writeHead(200, stream);
    await this.#play(id, Number(searchParams.get('from')), response);
  }

  /** What was said from line `from` on, then the steps that are left. */
  async #play(id: string, from: number, response: ServerResponse): Promise<void> {
    const kept = this.#answers.get(id);
    if (!kept) return;
    for (const line of kept.lines.slice(from)) response.write(line);
    for (let step = kept.steps.shift(); step !== undefined; step = kept.steps.shift()) {
      if (typeof step === 'object' && 'wait' in step) { await step.wait; continue; }
      if (typeof step === 'object' && 'cut' in step) { await new Promise((done) => { setTimeout(done, 20); }); response.destroy(); return; }
      if (typeof step === 'object' && 'hang' in step) return;
      if (typeof step === 'object' && 'ping' in step) { response.write(`${JSON.stringify({ at: kept.lines.length, type: 'ping' })}\n`); continue; }
      const at = kept.lines.length;
      const event = typeof step === 'string' ? { at, type: 'text-delta', text: step }
        : 'queued' in step ? { at, type: 'queued', place: step.queued }
          : 'refuse' in step ? { at, type: 'error', error: { code: 'too_busy', message: '' }, retryAfter: step.refuse }
            : { at, type: 'answer-end', answer: answer('', step.end) };
      const line = `${JSON.stringify(event)}\n`;
      kept.lines.push(line);
      response.write(line);
    }
    response.end();
  }
}
