import type { Hono } from 'hono';
import { endpoints, type BodyOf } from '../../contract/index.ts';
import { endpointRoute } from '../endpoint-route.ts';
import type { HttpFeatures } from '../http-features.ts';

export function burstRoutes(app: Hono, { burst }: Pick<HttpFeatures, 'burst'>): void {
  const { remotes } = burst;
  endpointRoute(app, endpoints.computeState, () => burst.state());
  endpointRoute(app, endpoints.remotePresets, () => ({ presets: burst.presets }));
  endpointRoute(app, endpoints.findMachines, async () => ({ found: await remotes.find() }));
  endpointRoute(app, endpoints.testRemote, ({ body, signal }) => remotes.test(body as BodyOf<'testRemote'>, signal));
  endpointRoute(app, endpoints.addRemote, ({ body }) => remotes.add(body as BodyOf<'addRemote'>));
  endpointRoute(app, endpoints.updateRemote, ({ params, body }) => remotes.update(params.id ?? '', body as BodyOf<'updateRemote'>));
  endpointRoute(app, endpoints.deleteRemote, ({ params }) => remotes.delete(params.id ?? ''));
  endpointRoute(app, endpoints.updatePolicy, ({ body }) => burst.updatePolicy(definedOf(body as BodyOf<'updatePolicy'>)));
  endpointRoute(app, endpoints.dryRun, ({ body }) => { const { policy, days = 7 } = body as BodyOf<'dryRun'>; return burst.dryRun({ policy, days }); });
}

/** Fields that were given. */
function definedOf<Given extends object>(given: Given): { [Name in keyof Given]?: Exclude<Given[Name], undefined> } {
  return Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined)) as { [Name in keyof Given]?: Exclude<Given[Name], undefined> };
}
