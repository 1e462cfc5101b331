/** The live gateway over XQuAD in English and Chinese as a published site, in a process of its own: `bench/gateway-load.ts` asks it. */
import { mkdtempSync, rmSync } from 'node:fs';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import { createEncryptedSecrets } from '../../core/adapters/disk/index.ts';
import { openEngineThreads } from '../../core/adapters/engine-thread/index.ts';
import { createMemoryRateLimiter } from '../../core/adapters/limits/index.ts';
import { openSqliteStore } from '../../core/adapters/sqlite/index.ts';
import type { SiteSettings } from '../../core/contract/index.ts';
import { createInboxNews, createVisits, type PublishedIndex, type SitesForVisits } from '../../core/features/visits/index.ts';
import { createGateway } from '../../core/http/gateway/gateway.ts';
import { serveGateway } from '../../core/shell/gateway/index.ts';
import { createEventHub } from '../../core/shared/event-hub.ts';

const origin = 'https://shop.example';
const engine = await openEngineThreads({ module: new URL('./xquad-engine.ts', import.meta.url).href, read: () => Promise.reject(new Error('it has all it needs')), threads: Math.max(1, availableParallelism() - 1) });
/** For models alone, and there is none. */
const search: PublishedIndex['search'] = { nameOf: (document) => document, toHit: () => { throw new Error('no model'); }, rank: () => Promise.reject(new Error('no model')) };

const settings = (limits: SiteSettings['limits']): SiteSettings => ({
  name: 'XQuAD', documents: null, model: null, instructions: '', languages: ['en', 'zh'], language: 'visitor', sources: 'quotes', origins: [origin], liveAddress: null, retentionDays: 90, limits,
  theme: { colour: '#225577', appearance: 'auto', corner: 'right', layout: 'bubble', avatar: null, title: {}, greeting: {}, starterQuestions: {} }, contact: { enabled: true, consent: {}, hours: [], timeZone: 'UTC', email: '', phone: '' },
});
/** `load` has its limits raised, by configuration alone; `limited` has those that are usual. */
const sites = new Map([['load', settings({ perMinutePerAddress: 10_000, perHourPerVisitor: 10_000, tokensPerDay: 0 })], ['limited', settings({ perMinutePerAddress: 10, perHourPerVisitor: 60, tokensPerDay: 0 })]]);
const indexed = { engine, search };
const forVisits: SitesForVisits = {
  published: (id) => { const found = sites.get(id); return Promise.resolve(found && { id, settings: found, index: () => Promise.resolve(indexed) }); },
  ids: () => Promise.resolve([...sites.keys()]), settings: (id) => Promise.resolve(sites.get(id) ?? settings({ perMinutePerAddress: 1, perHourPerVisitor: 1, tokensPerDay: 0 })),
  approve: () => Promise.reject(new Error('not asked for')), file: () => Promise.resolve(undefined),
};

const folder = mkdtempSync(join(tmpdir(), 'sprout-gateway-'));
process.once('exit', () => { rmSync(folder, { recursive: true, force: true }); });
const store = openSqliteStore(join(folder, 'sprout.db'));
const onBug = (error: unknown): void => { process.send?.({ bug: String(error) }); };
const news = createInboxNews({ events: createEventHub(onBug), tell: () => undefined });
const visits = createVisits({
  sites: forVisits, inbox: store.inbox, limiter: createMemoryRateLimiter(), secrets: createEncryptedSecrets(join(folder, 'secrets')), keyName: 'key', model: () => Promise.reject(new Error('no model')), trustedProxy: () => 'forwarded-for', news, onBug,
});
const { port } = await serveGateway({ port: 0, host: '127.0.0.1' }, createGateway({ visits, sites: forVisits, onBug }).fetch);
process.send?.({ port });
/** With `--collect`: what is really held. */
const collect = (globalThis as { gc?: () => void }).gc;
setInterval(() => { collect?.(); process.send?.({ memory: process.memoryUsage.rss(), heap: process.memoryUsage().heapUsed, cpu: process.cpuUsage() }); }, 1000);
process.once('disconnect', () => { store.close(); process.exit(0); });
