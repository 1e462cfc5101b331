import { describe, expect, it, vi } from 'vitest';
import { SproutError, visitAnswerSchema, visitEventSchema, type VisitEvent, type VisitItem } from '../../../core/contract/index.ts';
import { endOf, linesOf, testGateway } from '../../support/gateway.ts';
import { indexOf, shopPages, shopOrigin } from '../../support/live-site.ts';

const at = '2026-03-02T11:59:00.000Z';
const uuid = (): string => crypto.randomUUID();
const lead = (more: Partial<Extract<VisitItem, { type: 'message' }>> = {}): VisitItem => (
  { type: 'message', id: uuid(), at, conversation: null, name: 'Ann', contact: 'ann@example.org', question: 'Please call.', consent: true, consentText: 'I agree.', locale: 'en', ...more });

describe('the live gateway', () => {
  it('answers a visitor from the published documents, cited, and keeps the exchange', async () => {
    const { begin, ask, inbox, events } = await testGateway();
    const response = await ask(await begin(), 'What does the gooseneck kettle cost?', { id: '0b3f1c5e-8d5c-4a86-9e52-6b7a6a1f1a11' });
    expect(response.status).toBe(200);
    expect(response.headers.get('content-type')).toContain('application/x-ndjson');
    const lines = await linesOf(response);
    for (const line of lines) visitEventSchema.parse(line);
    expect(lines.map(({ at: number }) => number)).toEqual(lines.map((_, number) => number));
    const answer = visitAnswerSchema.parse(endOf(lines));
    expect(answer).toMatchObject({ answered: true, mode: 'live', approved: false });
    expect(answer.answer).toContain('389');
    expect(answer.citations[0]).toMatchObject({ name: 'prices.md', quote: 'The gooseneck kettle costs 389 yuan.' });
    expect(await inbox.exchange('default', '0b3f1c5e-8d5c-4a86-9e52-6b7a6a1f1a11')).toMatchObject({ question: 'What does the gooseneck kettle cost?', answered: true, mode: 'live' });
    expect(events).toEqual([{ type: 'inbox-changed', site: 'default', what: 'other' }]);
  });

  it('understands a follow-up from what the visitor asked before, also when it was restarted since', async () => {
    const gateway = await testGateway();
    const token = await gateway.begin();
    const conversation = uuid();
    await linesOf(await gateway.ask(token, 'When are you open on weekdays?', { conversation }));
    expect(endOf(await linesOf(await gateway.ask(token, 'And on Sundays?', { conversation }))).answer).toContain('10 on Sundays');
    // Another visitor's conversation of the same name is not his.
    expect(endOf(await linesOf(await gateway.ask(await gateway.begin(), 'And on Sundays?', { conversation }))).understoodAs).toBeUndefined();
    const fresh = await testGateway();
    for (const exchange of await gateway.inbox.conversation('default', (await gateway.inbox.conversations('default', { limit: 9 })).find(({ exchanges }) => exchanges.length === 2)?.visitor ?? '', conversation)) await fresh.inbox.saveExchange('default', exchange);
    fresh.secrets.secrets.set('key', gateway.secrets.secrets.get('key') ?? '');
    expect(endOf(await linesOf(await fresh.ask(token, 'And on holidays?', { conversation }))).understoodAs).toContain('on holidays?');
  });

  it('keeps what a model took for an answer, for the owner alone', async () => {
    const { begin, ask, inbox } = await testGateway({ settings: { model: 'fake' }, says: () => 'The gooseneck kettle costs 389 yuan.' });
    const id = uuid();
    const lines = await linesOf(await ask(await begin(), 'What does the gooseneck kettle cost?', { id }));
    expect((await inbox.exchange('default', id))?.usage).toMatchObject({ model: 'fake', promptTokens: 5, waitMs: expect.any(Number) as number });
    expect(JSON.stringify(lines)).not.toMatch(/waitMs|promptTokens/);
  });

  it('tells the owner of a question without an answer, and says so to the visitor', async () => {
    const { begin, ask, events, told } = await testGateway();
    expect(endOf(await linesOf(await ask(await begin(), 'Who won the election in Norway?'))).answered).toBe(false);
    expect(events).toEqual([{ type: 'inbox-changed', site: 'default', what: 'missed' }]);
    expect(told).toEqual([{ site: 'default', kind: 'missed', question: 'Who won the election in Norway?' }]);
  });

  it('gives the same answer again to the same question id, counts it once, and goes on from any line', async () => {
    const { begin, ask, fetch, inbox } = await testGateway();
    const token = await begin();
    const id = uuid();
    const first = await linesOf(await ask(token, 'What does a gift box cost?', { id }));
    expect(await linesOf(await ask(token, 'What does a gift box cost?', { id }))).toEqual(first);
    const resumed = await fetch(`/sites/default/answers/${id}?from=1`, { headers: { authorization: `Bearer ${token}` } });
    expect(await linesOf(resumed)).toEqual(first.slice(1));
    expect(await inbox.conversations('default', { limit: 9 })).toHaveLength(1);
    expect(inbox.calls.filter((call) => call === 'saveExchange')).toHaveLength(1);
  });

  it('forgets an answer two minutes after its end', async () => {
    vi.useFakeTimers();
    try {
      const { begin, ask, fetch } = await testGateway();
      const token = await begin();
      const id = uuid();
      await linesOf(await ask(token, 'What does a gift box cost?', { id }));
      await vi.advanceTimersByTimeAsync(121_000);
      expect((await fetch(`/sites/default/answers/${id}`, { headers: { authorization: `Bearer ${token}` } })).status).toBe(404);
    } finally {
      vi.useRealTimers();
    }
  });

  it('keeps the visitor the same with an earlier token, another where it was tampered with', async () => {
    const { begin, ask, inbox } = await testGateway();
    const token = await begin();
    const renewed = await begin({ token });
    const forged = await begin({ token: `${token.slice(0, -2)}${token.endsWith('A') ? 'B' : 'A'}${token.slice(-1)}` });
    for (const one of [token, renewed, forged]) await linesOf(await ask(one, 'What does a gift box cost?'));
    const visitors = (await inbox.conversations('default', { limit: 9 })).map(({ visitor }) => visitor);
    expect(new Set(visitors).size).toBe(2);
  });

  it('admits a visit for a day, and knows its visitor again for half a year', async () => {
    const gateway = await testGateway();
    const token = await gateway.begin();
    gateway.clock.now += 25 * 3_600_000;
    expect((await gateway.ask(token, 'What does a gift box cost?')).status).toBe(401);
    const renewed = await gateway.begin({ token });
    expect((await gateway.ask(renewed, 'What does a gift box cost?')).status).toBe(200);
    const payload = (text: string): unknown => JSON.parse(atob(text.split('.')[0]?.replaceAll('-', '+').replaceAll('_', '/') ?? ''));
    expect(payload(renewed)).toMatchObject({ visitor: (payload(token) as { visitor: string }).visitor });
  });

  it('takes messages, ratings and exchanges once, however often they come', async () => {
    const { begin, fetch, inbox, told } = await testGateway();
    const token = await begin();
    const exchange = uuid();
    const items: VisitItem[] = [
      lead(), { type: 'rating', id: uuid(), at, exchange, rating: 'down' },
      { type: 'exchange', id: exchange, at: '2036-01-01T00:00:00.000Z', conversation: uuid(), question: '周末送货吗？', answer: '可以。', answered: true },
    ];
    for (let round = 0; round < 3; round += 1) {
      const response = await fetch('/sites/default/inbox', { method: 'POST', headers: { authorization: `Bearer ${token}` }, body: { items } });
      expect(await response.json()).toEqual({ received: items.map(({ id }) => id) });
    }
    expect(await inbox.leads('default', { limit: 9 })).toMatchObject([{ name: 'Ann', contact: 'ann@example.org', sentAt: at, consentText: 'I agree.' }]);
    // A clock that is ahead keeps nothing for longer.
    expect(await inbox.exchange('default', exchange)).toMatchObject({ rating: 'down', mode: 'static', askedAt: '2026-03-02T12:00:00.000Z' });
    expect(told).toEqual([{ site: 'default', kind: 'lead', question: 'Please call.' }]);
  });

  it('acknowledges only what is kept: a store that fails receives nothing', async () => {
    const gateway = await testGateway();
    const token = await gateway.begin();
    gateway.inbox.failing = new Error('disk');
    const send = (): Promise<Response> => gateway.fetch('/sites/default/inbox', { method: 'POST', headers: { authorization: `Bearer ${token}` }, body: { items: [lead()] } });
    expect((await send()).status).toBe(500);
    gateway.inbox.failing = undefined;
    expect((await send()).status).toBe(200);
    expect(await gateway.inbox.leads('default', { limit: 9 })).toHaveLength(1);
  });

  it('answers although the exchange cannot be kept', async () => {
    const gateway = await testGateway();
    const token = await gateway.begin();
    gateway.inbox.failing = new Error('disk');
    expect(endOf(await linesOf(await gateway.ask(token, 'What does a gift box cost?'))).answered).toBe(true);
    expect(gateway.bugs).toHaveLength(1);
  });

  it('says no more of a failure of ours than that it failed', async () => {
    const index = await indexOf();
    const failing = await testGateway({ index: { ...index, engine: { ...index.engine, answer: () => Promise.reject(new SproutError('database-damaged', { file: '/home/owner/sprout.db' })) } } });
    const lines = await linesOf(await failing.ask(await failing.begin(), 'What does a gift box cost?'));
    expect(lines).toMatchObject([{ type: 'error', error: { code: 'visit-failed' } }]);
    expect(JSON.stringify(lines)).not.toContain('owner');
    expect(failing.bugs).toHaveLength(1);
  });

  it('takes no message without consent', async () => {
    const { begin, fetch, inbox } = await testGateway();
    const headers = { authorization: `Bearer ${await begin()}` };
    for (const consent of [false, null, 'true', undefined]) expect((await fetch('/sites/default/inbox', { method: 'POST', headers, body: { items: [{ ...lead(), consent }] } })).status).toBe(400);
    expect(await inbox.leads('default', { limit: 9 })).toEqual([]);
  });

  it('deletes all of a visitor who asks for it, and of nobody else', async () => {
    const { begin, ask, fetch, inbox } = await testGateway();
    const [token, other] = [await begin(), await begin()];
    const id = uuid();
    for (const one of [token, other]) await linesOf(await ask(one, 'What does a gift box cost?', one === token ? { id } : {}));
    const headers = { authorization: `Bearer ${token}` };
    await fetch('/sites/default/inbox', { method: 'POST', headers, body: { items: [lead()] } });
    expect((await fetch('/sites/default/visit', { method: 'DELETE', headers })).status).toBe(200);
    expect(await inbox.leads('default', { limit: 9 })).toEqual([]);
    expect(await inbox.conversations('default', { limit: 9 })).toHaveLength(1);
    expect((await fetch(`/sites/default/answers/${id}`, { headers })).status).toBe(404);
  });

  it('serves the published files and nothing else, each with its type, and what has not changed not again', async () => {
    const gateway = await testGateway();
    const put = (path: string, text: string, immutable = false): void => { gateway.sites.files.set(path, { bytes: new TextEncoder().encode(text), immutable }); };
    put('sprout.js', 'script');
    put('index.html', '<!doctype html>');
    put('sites/default/site.json', '{}');
    put('sites/default/3/index-0a1b2c3d.bin', 'x', true);
    const get = (path: string, headers: Record<string, string> = {}): Promise<Response> => gateway.fetch(path, { headers, origin: null });
    const script = await get('/sprout.js');
    expect([script.headers.get('content-type'), script.headers.get('x-content-type-options'), script.headers.get('cross-origin-resource-policy')]).toEqual(['text/javascript; charset=utf-8', 'nosniff', 'cross-origin']);
    // A module is read across origins, or not at all.
    expect((await gateway.fetch('/sprout.js', { origin: 'https://shop.example' })).headers.get('access-control-allow-origin')).toBe('*');
    expect((await gateway.fetch('/sites/default/site.json')).headers.get('access-control-allow-origin')).toBe(shopOrigin);
    expect((await get('/')).headers.get('content-security-policy')).toContain("default-src 'self'");
    const site = await get('/sites/default/site.json');
    expect(site.headers.get('cache-control')).toBe('no-cache');
    expect((await get('/sites/default/site.json', { 'if-none-match': site.headers.get('etag') ?? '' })).status).toBe(304);
    expect((await get('/sites/default/3/index-0a1b2c3d.bin')).headers.get('cache-control')).toContain('immutable');
    for (const path of ['/api/status', '/v1/models', '/absent.js', '/sites/default/../default/site.json/x', '/..%2fsprout.js', '/.hidden', '/sites/default/', '/sites//site.json', '/api/sites', '/sites/default/ask']) expect((await get(path)).status, path).toBe(404);
    for (const method of ['POST', 'PUT', 'PATCH', 'DELETE']) expect((await gateway.fetch('/sprout.js', { method, origin: null })).status, method).toBe(404);
  });

  it('tells a browser what a page may do, for its very origin and without cookies', async () => {
    const { fetch } = await testGateway();
    const preflight = await fetch('/sites/default/ask', { method: 'OPTIONS', headers: { 'access-control-request-method': 'POST' } });
    expect(preflight.status).toBe(204);
    expect(preflight.headers.get('access-control-allow-origin')).toBe(shopOrigin);
    expect(preflight.headers.get('access-control-allow-headers')).toBe('authorization, content-type');
    expect(preflight.headers.has('access-control-allow-credentials')).toBe(false);
    expect(preflight.headers.get('vary')).toContain('origin');
    expect((await fetch('/sites/default/ask', { method: 'OPTIONS', origin: 'https://evil.example' })).status).toBe(403);
  });
});

describe('an answer by a model', () => {
  const settings = { model: 'fake', instructions: 'Be kind. 语气亲切。' };

  it('is written from the published passages, with the owner\'s instructions before all that changes', async () => {
    const { begin, ask, model } = await testGateway({ settings, says: () => 'The gooseneck kettle costs 389 yuan.' });
    const lines = await linesOf(await ask(await begin(), 'What does the gooseneck kettle cost?'));
    expect(lines.map(({ type }) => type).filter((type, index, all) => type !== all[index - 1])).toEqual(['queued', 'text-delta', 'answer-end']);
    expect(endOf(lines).citations).toMatchObject([{ name: 'prices.md', quote: 'The gooseneck kettle costs 389 yuan.' }]);
    const [request] = model.requests;
    expect(request?.priority).toBe('visitor');
    expect(request?.tools).toBeUndefined();
    expect(request?.messages[0]?.content).toMatch(/Be kind\. 语气亲切。$/);
    expect(request?.messages.filter(({ role }) => role === 'system')).toHaveLength(1);
    expect(request?.messages[0]?.content).not.toContain('gooseneck');
  });

  it('shows of its sources what the owner allows', async () => {
    for (const [sources, shown] of [['none', []], ['names', [{ n: 1, name: 'prices.md' }]]] as const) {
      const { begin, ask } = await testGateway({ settings: { ...settings, sources }, says: () => 'The gooseneck kettle costs 389 yuan.' });
      const answer = endOf(await linesOf(await ask(await begin(), 'What does the gooseneck kettle cost?')));
      expect(answer.citations).toEqual(shown);
      expect(answer.sentences.flatMap(({ citations }) => citations)).toEqual(sources === 'none' ? [] : [1]);
    }
  });

  it('gives way to the owner\'s own words, and the model is not asked', async () => {
    const { begin, ask, model } = await testGateway({ settings, index: await indexOf(shopPages, { 'Do you gift-wrap?': 'Yes, with a ribbon.' }), says: () => 'No.' });
    expect(endOf(await linesOf(await ask(await begin(), 'Do you gift-wrap?')))).toMatchObject({ answer: 'Yes, with a ribbon.', approved: true });
    expect(model.requests).toEqual([]);
  });

  it('is replaced by quotes where the model fails, declines, or today\'s tokens are used up', async () => {
    const broken = await testGateway({ settings });
    broken.model.pieces = ['The kettle ', new Error('died')];
    expect(endOf(await linesOf(await broken.ask(await broken.begin(), 'What does the gooseneck kettle cost?'))).answer).toContain('389');
    expect(broken.bugs).toHaveLength(1);
    const declining = await testGateway({ settings, says: () => 'This is not in your documents.' });
    const lines = await linesOf(await declining.ask(await declining.begin(), 'What does the gooseneck kettle cost?'));
    expect(lines.some(({ type }) => type === 'text-delta')).toBe(false);
    expect(endOf(lines).answer).toContain('389');
    const used = await testGateway({ settings: { ...settings, limits: { perMinutePerAddress: 10, perHourPerVisitor: 60, tokensPerDay: 0 } }, says: () => 'x' });
    expect(endOf(await linesOf(await used.ask(await used.begin(), 'What does the gooseneck kettle cost?'))).answer).toContain('389');
    expect(used.model.requests).toEqual([]);
  });

  it('costs what it read and wrote, not what was set aside', async () => {
    const { begin, ask, inbox } = await testGateway({ settings, says: () => 'The gooseneck kettle costs 389 yuan.' });
    await linesOf(await ask(await begin(), 'What does the gooseneck kettle cost?'));
    const today = new Date(Date.UTC(2026, 2, 2, 12));
    const day = `${today.getFullYear()}-03-${String(today.getDate()).padStart(2, '0')}`;
    // The fake counts 5 tokens read and one for each piece of 7 letters.
    expect(await inbox.addTokens('default', day, 0)).toBe(5 + 6);
  });

  it('goes on for a visitor whose connection broke, and ends when nobody comes back', async () => {
    vi.useFakeTimers();
    try {
      const { begin, ask, fetch, model } = await testGateway({ settings });
      model.pieces = ['The kettle costs 389 yuan. '];
      model.endless = true;
      const token = await begin();
      const id = uuid();
      const response = await ask(token, 'What does the gooseneck kettle cost?', { id });
      const reader = response.body?.getReader();
      const first = JSON.parse(new TextDecoder().decode((await reader?.read())?.value).split('\n')[0] ?? '') as VisitEvent;
      expect(first.at).toBe(0);
      await reader?.cancel();
      await vi.advanceTimersByTimeAsync(10_000);
      const again = (await fetch(`/sites/default/answers/${id}?from=1`, { headers: { authorization: `Bearer ${token}` } })).body?.getReader();
      expect((JSON.parse(new TextDecoder().decode((await again?.read())?.value).split('\n')[0] ?? '') as VisitEvent).at).toBe(1);
      expect(model.left).toBe(0);
      await again?.cancel();
      await vi.advanceTimersByTimeAsync(21_000);
      await vi.waitFor(() => { expect(model.left).toBe(1); });
    } finally {
      vi.useRealTimers();
    }
  });
});
