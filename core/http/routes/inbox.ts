import type { Hono } from 'hono';
import { endpoints, localeFrom, type BodyOf, type QueryOf } from '../../contract/index.ts';
import { endpointRoute } from '../endpoint-route.ts';
import type { HttpFeatures } from '../http-features.ts';
import { asFile } from './documents.ts';

type Page = { before?: string | undefined; limit: number };

/** The owner's side of visits: inbox, notifications, the switch of the gateway. */
export function inboxRoutes(app: Hono, { inbox, gateway, notifications, reachability }: Pick<HttpFeatures, 'inbox' | 'gateway' | 'notifications' | 'reachability'>): void {
  endpointRoute(app, endpoints.inboxCounts, ({ params, query }) => inbox.counts(params['id'] ?? '', query['days'] as number));
  endpointRoute(app, endpoints.listLeads, async ({ params, query }) => ({ leads: await inbox.leads(params['id'] ?? '', query as Page) }));
  endpointRoute(app, endpoints.updateLead, ({ params, body }) => inbox.markLead(params['id'] ?? '', params['lead'] ?? '', (body as BodyOf<'updateLead'>).done));
  endpointRoute(app, endpoints.listVisits, async ({ params, query }) => ({ conversations: await inbox.visits(params['id'] ?? '', query as Page & Pick<NonNullable<QueryOf<'listVisits'>>, 'only'>) }));
  endpointRoute(app, endpoints.listMissed, async ({ params, query }) => ({ exchanges: await inbox.missed(params['id'] ?? '', query as Page) }));
  endpointRoute(app, endpoints.answerMissed, async ({ params, body }) => ({ approved: await inbox.answer(params['id'] ?? '', params['exchange'] ?? '', body as BodyOf<'answerMissed'>) }));
  endpointRoute(app, endpoints.listTestQuestions, async ({ params }) => (
    new Response(await inbox.testQuestions(params['id'] ?? ''), { headers: { ...asFile(`${params['id'] ?? ''}-questions.jsonl`), 'content-type': 'application/x-ndjson; charset=utf-8' } })));
  endpointRoute(app, endpoints.exportInbox, async ({ params, query, context }) => {
    const { name, csv } = await inbox.exported(params['id'] ?? '', query['what'] as 'leads', localeFrom(context.req.header('accept-language')));
    return new Response(csv, { headers: { ...asFile(name), 'content-type': 'text/csv; charset=utf-8' } });
  });
  endpointRoute(app, endpoints.deleteVisitor, async ({ params }) => ({ deleted: await inbox.deleteVisitor(params['id'] ?? '', params['visitor'] ?? '') }));

  endpointRoute(app, endpoints.listNotificationTargets, async () => ({ targets: await notifications.list() }));
  endpointRoute(app, endpoints.addNotificationTarget, ({ body }) => notifications.add(body as BodyOf<'addNotificationTarget'>));
  endpointRoute(app, endpoints.testNotificationTarget, ({ params, context }) => notifications.test(params['id'] ?? '', localeFrom(context.req.header('accept-language'))));
  endpointRoute(app, endpoints.deleteNotificationTarget, ({ params }) => notifications.delete(params['id'] ?? ''));

  endpointRoute(app, endpoints.readGateway, ({ context }) => gateway.state(localeFrom(context.req.header('accept-language'))));
  endpointRoute(app, endpoints.setGateway, async ({ body, context }) => {
    await gateway.set(body as Parameters<typeof gateway.set>[0]);
    return gateway.state(localeFrom(context.req.header('accept-language')));
  });
  endpointRoute(app, endpoints.testReachability, ({ params, body, context }) => reachability.test(params['id'] ?? '', (body as BodyOf<'testReachability'>).address, localeFrom(context.req.header('accept-language'))));
}
