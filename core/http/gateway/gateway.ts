import { Hono, type Context } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import type { z } from 'zod';
import { localeFrom, SproutError, visitEndpoints, type askLiveSchema, type Locale, type VisitItem } from '../../contract/index.ts';
import { addressTeller, type SitesForVisits, type Visit, type VisitPurpose, type Visits } from '../../features/visits/index.ts';
import type { GatewayHandler } from '../../ports/gateway-listener.ts';
import { endpointRoute } from '../endpoint-route.ts';
import { publishedFile } from './published-file.ts';
import { refusal } from './refusal.ts';

export interface GatewayFeatures { readonly visits: Visits; readonly sites: Pick<SitesForVisits, 'published' | 'file'>; readonly onBug: (error: unknown) => void }

const kilobyte = 1024;
/** Largest bodies in kB. A message of 4,000 Chinese characters, or an answer of 8,000 that was given without us, is more than a question. */
const bodies = { ask: 16, visit: 16, deliver: 64 } as const;
/** Seconds that a browser may remember what a page is allowed. */
const preflightFor = 600;

/**
 * The live gateway: the public routes of `visitEndpoints`, the published files, and nothing else. In this order, so that a refusal costs little: origin,
 * address, visit, then the body, then what is kept.
 */
export function createGateway({ visits, sites, onBug }: GatewayFeatures): { fetch: GatewayHandler } {
  const app = new Hono();
  app.onError((error, context) => refusal(error, localeOf(context), onBug));
  app.notFound((context) => refusal(new SproutError('address-unknown', { method: context.req.method, path: context.req.path }), localeOf(context), onBug));

  app.use(async (context, next) => {
    await next();
    const { headers } = context.res;
    headers.set('x-content-type-options', 'nosniff');
    headers.set('referrer-policy', 'no-referrer');
    headers.set('cross-origin-resource-policy', 'cross-origin');
    headers.append('vary', 'origin');
    // The owner's test asks for a proof that no other server can give.
    const challenge = context.req.header('sprout-probe') ?? '';
    if (/^[\w-]{16,64}$/.test(challenge)) {
      headers.set('sprout-proof', await visits.prove(challenge));
      headers.set('sprout-addresses', addressTeller({ peer: peerOf(context), headers: context.req.raw.headers }));
    }
    // A page is told who may read the answer only where its very origin is allowed; cookies are never taken.
    const origin = originOf(context);
    if (origin !== undefined) headers.set('access-control-allow-origin', origin);
    if (origin !== undefined) headers.set('access-control-expose-headers', 'retry-after');
  });

  app.options('/sites/:site/*', async (context) => {
    await allowOrigin(context);
    return new Response(null, { status: 204, headers: { 'access-control-allow-methods': 'GET, POST, DELETE', 'access-control-allow-headers': 'authorization, content-type', 'access-control-max-age': String(preflightFor) } });
  });

  /** @throws SproutError live-site-not-found, origin-refused. */
  async function allowOrigin(context: Context): Promise<void> {
    const origin = context.req.header('origin') ?? null;
    await visits.admission.origin(context.req.param('site') ?? '', origin);
    keepOrigin(context, origin ?? '');
  }

  const request = (context: Context, purpose: VisitPurpose): Parameters<Visits['admission']['request']>[0] => (
    { site: context.req.param('site') ?? '', origin: context.req.header('origin') ?? null, peer: peerOf(context), headers: context.req.raw.headers, purpose });

  /** Admits who has a visit. */
  function admit(method: string, path: string, purpose: VisitPurpose): void {
    app.on(method, path, async (context, next) => {
      // The origin first: a page that is allowed may read why it was refused.
      await allowOrigin(context);
      keepVisit(context, await visits.admission.visit(request(context, purpose)));
      await next();
    });
  }
  const limited = (kilobytes: number): ReturnType<typeof bodyLimit> => bodyLimit({ maxSize: kilobytes * kilobyte, onError: () => { throw new SproutError('body-too-large', { limit: kilobytes }); } });

  app.post('/sites/:site/visit', async (context, next) => {
    await allowOrigin(context);
    await visits.admission.request(request(context, 'visit'));
    await next();
  }, limited(bodies.visit));
  admit('DELETE', '/sites/:site/visit', 'forget');
  admit('POST', '/sites/:site/ask', 'ask');
  app.post('/sites/:site/ask', limited(bodies.ask));
  admit('GET', '/sites/:site/answers/:id', 'resume');
  admit('POST', '/sites/:site/inbox', 'deliver');
  app.post('/sites/:site/inbox', limited(bodies.deliver));

  endpointRoute(app, visitEndpoints.beginVisit, ({ params, body, context }) => visits.begin(params['site'] ?? '', context.req.header('origin') ?? '', (body as { token?: string }).token));
  endpointRoute(app, visitEndpoints.askLive, ({ body, context }) => visits.ask(visitOf(context), body as z.output<typeof askLiveSchema>));
  endpointRoute(app, visitEndpoints.resumeAnswer, ({ params, query, context }) => visits.resume(visitOf(context), params['id'] ?? '', query['from'] as number));
  endpointRoute(app, visitEndpoints.deliver, async ({ body, context }) => ({ received: await visits.deliver(visitOf(context), (body as { items: VisitItem[] }).items) }));
  endpointRoute(app, visitEndpoints.forgetVisitor, async ({ params, context }) => { await visits.forgetVisitor(params['site'] ?? '', visitOf(context).visitor); });

  app.get('*', async (context) => {
    const path = context.req.path.slice(1);
    const site = /^sites\/([^/]+)\//.exec(path)?.[1];
    // Public files are for everyone to fetch; to read them from another page it must be allowed.
    if (site !== undefined && context.req.header('origin') !== undefined) await readable(context, site);
    const file = await publishedFile(sites, path, context.req.header('if-none-match') ?? null);
    if (!file) throw new SproutError('address-unknown', { method: context.req.method, path: context.req.path });
    // Script and engine belong to all sites and hold nothing of any; a browser reads a module only where it may.
    if (site === undefined) file.headers.set('access-control-allow-origin', '*');
    return file;
  });

  /** Lets the page read the answer, if the site allows its origin. */
  async function readable(context: Context, site: string): Promise<void> {
    const origin = context.req.header('origin') ?? null;
    const allowed = await visits.admission.origin(site, origin).then(() => true, (error: unknown) => { if (error instanceof SproutError) return false; throw error; });
    if (allowed) keepOrigin(context, origin ?? '');
  }

  return { fetch: async (incoming, peer) => app.fetch(incoming, { peer }) };
}

// Hono's contexts know no names where the routes are made from the contract's table.
const keepVisit = (context: Context, visit: Visit): void => { context.set('visit', visit); };
const visitOf = (context: Context): Visit => context.get('visit') as Visit;
const keepOrigin = (context: Context, origin: string): void => { context.set('origin', origin); };
const originOf = (context: Context): string | undefined => context.get('origin') as string | undefined;
const peerOf = (context: Context): string => (context.env as { peer: string }).peer;
const localeOf = (context: Context): Locale => localeFrom(context.req.header('accept-language'));
