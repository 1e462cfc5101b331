import type { Hono } from 'hono';
import { endpoints, localeFrom, type Settings } from '../../contract/index.ts';
import { endpointRoute } from '../endpoint-route.ts';
import type { HttpFeatures } from '../http-features.ts';

export function programRoutes(app: Hono, { programs: { keys, port } }: Pick<HttpFeatures, 'programs'>): void {
  endpointRoute(app, endpoints.listKeys, () => ({ keys: keys.list() }));
  endpointRoute(app, endpoints.makeKey, ({ body }) => keys.make((body as { name: string }).name));
  endpointRoute(app, endpoints.revokeKey, ({ params }) => { keys.revoke(params.id ?? ''); });
  endpointRoute(app, endpoints.readProgramPort, ({ context }) => ({ port: port.state(localeFrom(context.req.header('accept-language'))) }));
  endpointRoute(app, endpoints.setProgramPort, async ({ body, context }) => {
    await port.set(body as Partial<Settings['programs']>);
    return { port: port.state(localeFrom(context.req.header('accept-language'))) };
  });
}
