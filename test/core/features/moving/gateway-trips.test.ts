import { expect, it, onTestFinished } from 'vitest';
import { createMemoryRateLimiter } from '../../../../core/adapters/limits/index.ts';
import { createInboxNews, createVisits } from '../../../../core/features/visits/index.ts';
import { gatewayWork } from '../../../../core/features/moving/plan/gateway-work.ts';
import { MemoryInboxStore } from '../../../fakes/memory-inbox-store.ts';
import { MemorySecretStore } from '../../../fakes/memory-secret-store.ts';
import { indexOf, MemorySites, shopOrigin, siteSettings } from '../../../support/live-site.ts';

/** Names what is asked of a store before it is asked. */
const counted = <Store extends object>(store: Store, calls: string[]): Store => new Proxy(store, {
  get(target, name) {
    const value: unknown = Reflect.get(target, name);
    return typeof value !== 'function' ? value : (...given: unknown[]): unknown => { calls.push(String(name)); return Reflect.apply(value, target, given); };
  },
});

it('an answer of a gateway in the cloud asks its database as often, and in that order, as the plan of a move reckons', async () => {
  const calls: string[] = [];
  const sites = new MemorySites();
  const open = await indexOf();
  sites.add('default', siteSettings({}), () => Promise.resolve({ ...open, engine: { ...open.engine, answer: (...given) => { calls.push('ranking'); return open.engine.answer(...given); } } }));
  const bugs: unknown[] = [];
  const news = createInboxNews({ events: { emit: () => undefined }, tell: () => undefined });
  const visits = createVisits({
    sites, inbox: counted(new MemoryInboxStore(), calls), limiter: counted(createMemoryRateLimiter(), calls), secrets: new MemorySecretStore(), keyName: 'key', model: () => undefined, news, trustedProxy: () => 'none', shared: true, onBug: (bug) => { bugs.push(bug); },
  });
  onTestFinished(() => { visits.close(); news.close(); });
  const { token } = await visits.begin('default', shopOrigin, undefined);
  const visit = await visits.admission.visit({ site: 'default', origin: shopOrigin, purpose: 'ask', peer: '203.0.113.5', headers: new Headers({ authorization: `Bearer ${token}` }) });
  const lines = await Array.fromAsync(visits.ask(visit, { id: crypto.randomUUID(), conversation: crypto.randomUUID(), question: 'What does the gooseneck kettle cost?', locale: 'en' }));
  expect(lines.at(-1)?.type).toBe('answer-end');
  expect(calls).toEqual(['take', 'take', 'exchange', 'conversation', 'ranking', 'saveExchange']);
  expect(calls.indexOf('ranking')).toBe(gatewayWork.rankingAfter);
  expect(calls.length - 1).toBe(gatewayWork.trips);
  expect(bugs).toEqual([]);
});
