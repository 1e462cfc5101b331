import type { Hono } from 'hono';
import { endpoints, localeFrom, SproutError, type Locale, type Settings } from '../../contract/index.ts';
import { endpointRoute } from '../endpoint-route.ts';
import type { HttpFeatures } from '../http-features.ts';
import { asFile } from './documents.ts';

type WorkspaceFeatures = Pick<HttpFeatures, 'workspace' | 'documents' | 'starters' | 'health'>;

export function workspaceRoutes(app: Hono, { workspace, documents, starters, health }: WorkspaceFeatures): void {
  endpointRoute(app, endpoints.status, () => workspace.status());
  endpointRoute(app, endpoints.updateSettings, ({ body }) => workspace.updateSettings(body as Partial<Settings>));
  endpointRoute(app, endpoints.health, ({ context }) => health.report(localeFrom(context.req.header('accept-language'))));
  endpointRoute(app, endpoints.doctor, ({ context }) => workspace.doctor(localeFrom(context.req.header('accept-language'))));
  endpointRoute(app, endpoints.listStarters, async () => ({ starters: await starters.list() }));
  endpointRoute(app, endpoints.openStarter, async ({ params, body }) => {
    const paths = await starters.documents(params.id ?? '', (body as { locale: Locale }).locale);
    return { documents: (await documents.importPaths(paths)).map(({ id }) => id) };
  });
  endpointRoute(app, endpoints.backup, async () => {
    const { name, size, stream } = await workspace.backup();
    return new Response(stream, { headers: { ...asFile(name, size), 'content-type': 'application/octet-stream' } });
  });
  endpointRoute(app, endpoints.restore, async ({ context }) => {
    const backup = (await context.req.formData()).get('file');
    if (!backup || typeof backup === 'string') throw new SproutError('input-invalid', { reason: 'no field "file"' });
    return workspace.restore(backup);
  });
}
