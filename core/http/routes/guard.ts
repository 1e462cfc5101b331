import type { Hono } from 'hono';
import { endpoints, guardSettingsSchema, type BodyOf, type QueryOf } from '../../contract/index.ts';
import { endpointRoute } from '../endpoint-route.ts';
import type { HttpFeatures } from '../http-features.ts';
import { asFile } from './documents.ts';

/** What may leave this computer, for how much, and what did. */
export function guardRoutes(app: Hono, { budget, crossings, gate, workspace }: Pick<HttpFeatures, 'budget' | 'crossings' | 'gate' | 'workspace'>): void {
  endpointRoute(app, endpoints.readBudget, () => budget.state());
  endpointRoute(app, endpoints.updateBudget, ({ body }) => budget.update(body as Parameters<typeof budget.update>[0]));

  const guard = (): ReturnType<typeof workspace.status>['settings']['guard'] => workspace.status().settings.guard;
  endpointRoute(app, endpoints.readGuard, guard);
  endpointRoute(app, endpoints.updateGuard, ({ body }) => workspace.updateSettings({ guard: guardSettingsSchema.parse({ ...guard(), ...(body as BodyOf<'updateGuard'>) }) }).guard);
  endpointRoute(app, endpoints.previewGuard, ({ body }) => gate.preview((body as BodyOf<'previewGuard'>).text));

  endpointRoute(app, endpoints.listCrossings, ({ query }) => { const { before, limit = 50 } = query as NonNullable<QueryOf<'listCrossings'>> & { before?: number; limit?: number }; return { crossings: crossings.list(before, limit) }; });
  endpointRoute(app, endpoints.checkCrossings, () => crossings.check());
  endpointRoute(app, endpoints.exportCrossings, () => new Response([...crossings.export()].join(''), { headers: { ...asFile('sprout-crossings.jsonl'), 'content-type': 'application/x-ndjson; charset=utf-8' } }));
  endpointRoute(app, endpoints.readCrossing, ({ params }) => crossings.read(params['id'] ?? ''));
}
