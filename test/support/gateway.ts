import { onTestFinished } from 'vitest';
import { createMemoryRateLimiter } from '../../core/adapters/limits/index.ts';
import type { CoreEvent, SiteSettings, VisitEvent } from '../../core/contract/index.ts';
import type { Happening } from '../../core/features/notifications/index.ts';
import { createInboxNews, createVisits, type PublishedIndex, type Visits } from '../../core/features/visits/index.ts';
import { createGateway } from '../../core/http/gateway/gateway.ts';
import type { InboxStore } from '../../core/ports/inbox-store.ts';
import { MemoryInboxStore } from '../fakes/memory-inbox-store.ts';
import { MemorySecretStore } from '../fakes/memory-secret-store.ts';
import { FakeLanguageModel } from '../fakes/fake-language-model.ts';
import { indexOf, MemorySites, shopOrigin, siteSettings } from './live-site.ts';

export interface TestGateway {
  readonly sites: MemorySites;
  readonly inbox: MemoryInboxStore;
  readonly secrets: MemorySecretStore;
  readonly visits: Visits;
  readonly events: CoreEvent[];
  readonly told: Happening[];
  readonly bugs: unknown[];
  readonly model: FakeLanguageModel;
  /** Now, in milliseconds; tests move it. */
  readonly clock: { now: number };
  fetch(path: string, options?: { method?: string; headers?: Record<string, string>; body?: unknown; peer?: string; origin?: string | null }): Promise<Response>;
  /** A visit of a new visitor. */
  begin(options?: { site?: string; origin?: string; peer?: string; token?: string }): Promise<string>;
  ask(token: string, question: string, more?: Partial<{ id: string; conversation: string; site: string; peer: string; locale: string; origin: string }>): Promise<Response>;
}

export interface TestGatewayOptions { readonly settings?: Partial<SiteSettings>; readonly index?: PublishedIndex; readonly trustedProxy?: 'none' | 'cloudflare' | 'forwarded-for'; readonly says?: () => string; readonly inbox?: InboxStore; /** What answers for a site; the fake model without. */ readonly models?: Parameters<typeof createVisits>[0]['model'] }

/** The gateway's handler over the sample shop as the sites `default` and `other`, with everything real but stores, sites and model. */
export async function testGateway({ settings = {}, index, trustedProxy = 'none', says, models }: TestGatewayOptions = {}): Promise<TestGateway> {
  const sites = new MemorySites();
  const open = index ?? await indexOf();
  sites.add('default', siteSettings(settings), () => Promise.resolve(open));
  sites.add('other', siteSettings({ origins: ['https://other.example'] }), () => Promise.resolve(open));
  const inbox = new MemoryInboxStore();
  const secrets = new MemorySecretStore();
  const events: CoreEvent[] = [];
  const told: Happening[] = [];
  const bugs: unknown[] = [];
  const clock = { now: Date.UTC(2026, 2, 2, 12) };
  const model = new FakeLanguageModel(says);
  const news = createInboxNews({ events: { emit: (event) => { events.push(event); } }, tell: (happening) => { told.push(happening); } });
  const visits = createVisits({
    sites, inbox, secrets, news, limiter: createMemoryRateLimiter({ now: () => clock.now }), keyName: 'key', model: models ?? ((_site, id) => (id === null ? undefined : () => Promise.resolve(model))), trustedProxy: () => trustedProxy, onBug: (bug) => { bugs.push(bug); }, now: () => new Date(clock.now),
  });
  onTestFinished(() => { visits.close(); news.close(); });
  const handler = createGateway({ visits, sites, onBug: (bug) => { bugs.push(bug); } });

  const gateway: TestGateway = {
    sites, inbox, secrets, visits, events, told, bugs, model, clock,
    fetch(path, { method = 'GET', headers = {}, body, peer = '203.0.113.5', origin = shopOrigin } = {}) {
      const all = new Headers(headers);
      // `Request` sets no Origin of its own and takes none in a browser; in Node it does.
      if (origin !== null) all.set('origin', origin);
      if (body !== undefined && !all.has('content-type')) all.set('content-type', 'application/json');
      return handler.fetch(new Request(`http://gateway.test${path}`, { method, headers: all, ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }) }), peer);
    },
    async begin({ site = 'default', origin = shopOrigin, peer = '203.0.113.5', token } = {}) {
      const response = await gateway.fetch(`/sites/${site}/visit`, { method: 'POST', body: token === undefined ? {} : { token }, origin, peer });
      if (response.status !== 200) throw new Error(`visit: ${response.status} ${await response.text()}`);
      return (await response.json() as { token: string }).token;
    },
    ask(token, question, { id = crypto.randomUUID(), conversation = crypto.randomUUID(), site = 'default', peer = '203.0.113.5', locale = 'en', origin = shopOrigin } = {}) {
      return gateway.fetch(`/sites/${site}/ask`, { method: 'POST', headers: { authorization: `Bearer ${token}` }, body: { id, conversation, question, locale }, peer, origin });
    },
  };
  return gateway;
}

/** All lines of a stream. */
export async function linesOf(response: Response): Promise<VisitEvent[]> {
  return (await response.text()).split('\n').filter((line) => line !== '').map((line) => JSON.parse(line) as VisitEvent);
}

export function endOf(events: readonly VisitEvent[]): Extract<VisitEvent, { type: 'answer-end' }>['answer'] {
  const last = events.at(-1);
  if (last?.type !== 'answer-end') throw new Error(`no answer: ${JSON.stringify(events)}`);
  return last.answer;
}
