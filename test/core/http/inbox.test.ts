import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { approvedAnswerSchema, dayCountSchema, gatewayStateSchema, inboxCountsSchema, leadSchema, notificationTargetSchema, visitConversationSchema, visitExchangeSchema } from '../../../core/contract/index.ts';
import type { Core } from '../../../core/create-core.ts';
import { serveGateway } from '../../../core/shell/gateway/index.ts';
import { indexOf, MemorySites, shopOrigin, siteSettings } from '../../support/live-site.ts';
import { realCore } from '../../support/real-core.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';

let core: Core | undefined;
afterEach(async () => { await core?.close(); core = undefined; });

async function call<Body>(method: string, path: string, body?: object): Promise<{ status: number; body: Body; response: Response }> {
  const response = await core?.fetch(new Request(`http://sprout.test${path}`, { method, ...(body ? { body: JSON.stringify(body), headers: { 'content-type': 'application/json' } } : {}) }));
  if (!response) throw new Error('no core');
  const text = await response.clone().text();
  return { status: response.status, response, body: (response.headers.get('content-type')?.startsWith('application/json') ? JSON.parse(text) : text) as Body };
}

describe('the inbox over HTTP', () => {
  it('shows what visitors of the gateway said, from the port that the owner opened to the export', async () => {
    const sites = new MemorySites();
    const index = await indexOf();
    sites.add('default', siteSettings(), () => Promise.resolve(index));
    core = await realCore(join(await temporaryFolder(), 'home'), { sites, serveGateway });
    // Any free port: the contract's own begin at 1024.
    const { port } = await core.features.gateway.open({ port: 0, host: '127.0.0.1' });
    expect(gatewayStateSchema.parse((await call('GET', '/api/gateway')).body)).toMatchObject({ open: false, address: `http://127.0.0.1:${port}` });
    const visitor = async (path: string, body: object, token?: string): Promise<Response> => fetch(`http://127.0.0.1:${port}/sites/default/${path}`, { method: 'POST', body: JSON.stringify(body), headers: { origin: shopOrigin, 'content-type': 'application/json', ...(token ? { authorization: `Bearer ${token}` } : {}) } });
    const { token } = await (await visitor('visit', {})).json() as { token: string };
    const exchange = crypto.randomUUID();
    await (await visitor('ask', { id: exchange, conversation: crypto.randomUUID(), question: 'Who won the election in Norway?', locale: 'en' }, token)).text();
    const at = new Date().toISOString();
    await (await visitor('inbox', { items: [{ type: 'message', id: crypto.randomUUID(), at, conversation: null, name: '=Ann', contact: 'ann@example.org', question: 'Call?', consent: true, consentText: 'yes', locale: 'en' }] }, token)).text();

    const counts = (await call<{ waiting: unknown; days: unknown[] }>('GET', '/api/sites/default/inbox')).body;
    expect(inboxCountsSchema.parse(counts.waiting)).toEqual({ leads: 1, missed: 1, disliked: 0 });
    expect(dayCountSchema.parse(counts.days[0])).toMatchObject({ questions: 1, leads: 1, visitors: 1 });
    const [lead] = (await call<{ leads: unknown[] }>('GET', '/api/sites/default/leads')).body.leads.map((one) => leadSchema.parse(one));
    expect(leadSchema.parse((await call('PATCH', `/api/sites/default/leads/${lead?.id ?? ''}`, { done: true })).body).done).toBe(true);
    const [conversation] = (await call<{ conversations: unknown[] }>('GET', '/api/sites/default/visits?only=missed')).body.conversations.map((one) => visitConversationSchema.parse(one));
    expect((await call<{ exchanges: unknown[] }>('GET', '/api/sites/default/missed?limit=5')).body.exchanges.map((one) => visitExchangeSchema.parse(one).id)).toEqual([exchange]);
    const csv = await call<string>('GET', '/api/sites/default/export?what=leads');
    expect([csv.response.headers.get('content-type'), csv.response.headers.get('content-disposition')]).toEqual(['text/csv; charset=utf-8', expect.stringContaining('.csv')]);
    expect(csv.body).toContain(`"'=Ann"`);
    expect(approvedAnswerSchema.parse((await call<{ approved: unknown }>('POST', `/api/sites/default/missed/${exchange}`, { answer: 'We do not know.' })).body.approved).answer).toBe('We do not know.');
    expect((await call<string>('GET', '/api/sites/default/questions')).body).toBe('{"question":"Who won the election in Norway?","answers":["We do not know."]}\n');
    expect((await call('DELETE', `/api/sites/default/visitors/${conversation?.visitor ?? ''}`)).body).toEqual({ deleted: 2 });
    expect((await call('GET', '/api/sites/default/visits')).body).toEqual({ conversations: [] });
  });

  it('refuses what there is not, by name', async () => {
    core = await realCore(join(await temporaryFolder(), 'home'));
    expect((await call('GET', '/api/sites/absent/leads')).status).toBe(404);
    expect(await call('DELETE', '/api/notifications/absent')).toMatchObject({ status: 404, body: { error: { code: 'notification-not-found' } } });
    expect((await call('GET', '/api/sites/absent/leads?limit=1000')).status).toBe(400);
    expect(await call('PATCH', '/api/gateway', { port: 80 })).toMatchObject({ status: 400 });
    // A shell without a listener.
    expect(await call('PATCH', '/api/gateway', { open: true })).toMatchObject({ status: 200, body: { open: true, address: null, problem: { code: 'gateway-unavailable' } } });
  });

  it('keeps where the owner is told, and shows no address', async () => {
    core = await realCore(join(await temporaryFolder(), 'home'));
    const target = { kind: 'feishu', name: '办公室', events: ['lead', 'missed'], address: 'https://open.feishu.example/hook/canary', secret: 'canary' };
    const made = notificationTargetSchema.parse((await call('POST', '/api/notifications', target)).body);
    const list = await call<{ targets: unknown[] }>('GET', '/api/notifications');
    expect(list.body.targets).toEqual([made]);
    expect(JSON.stringify(list.body)).not.toContain('canary');
    expect(await call('POST', '/api/notifications', { ...target, address: 'http://open.feishu.example' })).toMatchObject({ status: 400, body: { error: { code: 'notification-address' } } });
    expect((await call('DELETE', `/api/notifications/${made.id}`)).status).toBe(200);
  });
});
