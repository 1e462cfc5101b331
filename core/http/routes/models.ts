import type { Hono } from 'hono';
import { endpoints, type Locale, type ModelRole } from '../../contract/index.ts';
import { endpointRoute } from '../endpoint-route.ts';
import type { HttpFeatures } from '../http-features.ts';

export function modelRoutes(app: Hono, { models }: Pick<HttpFeatures, 'models'>): void {
  endpointRoute(app, endpoints.listModels, () => models.list());
  endpointRoute(app, endpoints.modelCatalogue, async () => ({ models: await models.catalogue() }));
  endpointRoute(app, endpoints.recommendModels, ({ query, locale }) => models.recommend((query.locale as Locale | undefined) ?? locale));
  endpointRoute(app, endpoints.measureMachine, ({ signal }) => models.measure(signal));
  endpointRoute(app, endpoints.addModel, async ({ body }) => ({ models: await models.add((body as { path: string }).path) }));
  endpointRoute(app, endpoints.getModel, ({ body }) => models.get(body as { id?: string; address?: string; sha256?: string }));
  endpointRoute(app, endpoints.awaitDownload, ({ params }) => models.arrived(params.id ?? ''));
  endpointRoute(app, endpoints.pauseDownload, ({ params }) => models.pause(params.id ?? ''));
  endpointRoute(app, endpoints.cancelDownload, ({ params }) => models.cancel(params.id ?? ''));
  endpointRoute(app, endpoints.chooseModel, ({ body }) => { const { role, id } = body as { role: ModelRole; id: string | null }; return models.choose(role, id); });
  endpointRoute(app, endpoints.unloadModel, ({ params }) => models.unload(params.id ?? ''));
  endpointRoute(app, endpoints.removeModel, ({ params }) => models.remove(params.id ?? ''));
}
