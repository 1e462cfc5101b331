import { createHash } from 'node:crypto';
import { openBundle } from './adapters/bundle/index.ts';
import { createRemoteModels } from './adapters/cloud/index.ts';
import { SproutError, type GatewayEnvironment, type GatewayState } from './contract/index.ts';
import { createCloudSites, createMetrics, createServedModels, takeBundle } from './features/cloud/index.ts';
import { ownWords } from './features/sites/index.ts';
import { createInboxNews, createVisits, keepRetention, sitesForVisits } from './features/visits/index.ts';
import { createGateway } from './http/gateway/gateway.ts';
import { createOperations } from './http/gateway/operations.ts';
import { openCloudStores, type OpenCloudStores } from './open-cloud-stores.ts';
import type { Bundle } from './ports/bundle.ts';
import type { GatewayHandler } from './ports/gateway-listener.ts';
import { createEventHub } from './shared/event-hub.ts';
import { readBundleModels } from './shared/bundle/index.ts';

export interface CloudGatewayOptions {
  readonly environment: GatewayEnvironment;
  /** Of this process, for what it does beside answering. Never given a secret or what visitors wrote. */
  readonly onNews: (what: string) => void;
  readonly onBug: (error: unknown) => void;
}

export interface CloudGateway {
  /** Answers from the first moment: that it is not ready yet. */
  readonly fetch: GatewayHandler;
  /** Takes the bundle in and opens what is served. @throws SproutError of the environment, the bundle and the stores. */
  start(): Promise<void>;
  /** Takes the bundle in, and no more. @returns whether there was anything to do. */
  takeBundle(): Promise<boolean>;
  /** Takes no new questions, lets those under way end, and closes. @param patienceMs after which what is left is cut. */
  close(patienceMs: number): Promise<void>;
}

/** The laptop's gateway with the adapters that its environment names. */
export function createCloudGateway({ environment, onNews, onBug }: CloudGatewayOptions): CloudGateway {
  const metrics = createMetrics();
  const operations = createOperations({ metrics: () => metrics.text() });
  const closing: (() => unknown)[] = [];

  async function openAll(): Promise<{ bundle: Bundle; stores: OpenCloudStores }> {
    const bundle = await openBundle(environment.SPROUT_BUNDLE, { digest: environment.SPROUT_BUNDLE_DIGEST });
    const stores = await openCloudStores(environment, onBug);
    closing.push(() => stores.close());
    return { bundle, stores };
  }

  async function take(bundle: Bundle, stores: OpenCloudStores): Promise<boolean> {
    const taken = await takeBundle(bundle, stores);
    onNews(`bundle ${bundle.digest.slice(0, 12)} ${taken ? 'taken in' : 'is here already'}`);
    return taken;
  }

  return {
    fetch: operations.fetch,
    async takeBundle() {
      const { bundle, stores } = await openAll();
      return take(bundle, stores);
    },
    async start() {
      const { bundle, stores } = await openAll();
      await take(bundle, stores);
      const events = createEventHub(onBug);
      const sites = await createCloudSites(bundle, stores);
      closing.push(() => sites.close());
      const visited = sitesForVisits({ sites, events, ownWords });
      // Owners are told on their own computer, of what they fetch from here.
      const news = createInboxNews({ events, tell: () => undefined });
      closing.push(() => { news.close(); });
      const { SPROUT_MODEL_URL: address, SPROUT_MODEL_KEY: key, SPROUT_MODEL_PATIENCE: patience } = environment;
      const model = address === undefined ? () => undefined : createServedModels(await readBundleModels(bundle), { address, key, patienceMs: patience * 1000 }, createRemoteModels());
      const visits = createVisits({
        sites: visited, inbox: stores.inbox, limiter: stores.limiter, secrets: visitorSecret(environment.SPROUT_VISITOR_KEY), keyName: 'visitor-key', model, news, onBug,
        trustedProxy: () => trustedProxy(environment.SPROUT_TRUSTED_PROXY), proxies: 'private-network', shared: stores.shared, onAnswer: metrics.begin,
      });
      closing.push(() => { visits.close(); });
      const retention = keepRetention({ inbox: stores.inbox, sites: visited, onBug });
      closing.push(() => { retention.close(); });
      await sites.open();
      operations.open({ handle: createGateway({ visits, sites: visited, onBug }).fetch, check: stores.check });
      onNews(`serves ${(await visits.sites()).length} sites`);
    },
    async close(patienceMs) {
      await operations.drain(patienceMs);
      while (closing.length > 0) await closing.pop()?.();
    },
  };
}

const keyBytes = 32;

/** The key that signs visits: the laptop's own as it is, any other text by its hash, which has the length that is needed. */
function visitorSecret(given: string): Parameters<typeof createVisits>[0]['secrets'] {
  const own = Buffer.from(given, 'base64url');
  const key = own.length === keyBytes && own.toString('base64url') === given ? given : createHash('sha256').update(given).digest('base64url');
  return { get: async () => key, set: () => Promise.reject(new Error('The key of visits comes from the environment.')), delete: () => Promise.reject(new Error('The key of visits comes from the environment.')) };
}

/** @throws SproutError gateway-environment. */
export function trustedProxy(given: string): GatewayState['trustedProxy'] {
  const known: Readonly<Record<string, GatewayState['trustedProxy']>> = { none: 'none', 'x-forwarded-for': 'forwarded-for', 'forwarded-for': 'forwarded-for', 'cf-connecting-ip': 'cloudflare', cloudflare: 'cloudflare' };
  const found = Object.hasOwn(known, given) ? known[given] : undefined;
  if (found === undefined) throw new SproutError('gateway-environment', { name: 'SPROUT_TRUSTED_PROXY', reason: `it is none of ${Object.keys(known).join(', ')}` });
  return found;
}
