import type { Hono } from 'hono';
import { endpoints, localeFrom, moveTargetSchema, SproutError, type BodyOf, type ExportRequest, type Locale, type PlanRequest, type VerifyEvent } from '../../contract/index.ts';
import type { Moving } from '../../features/moving/index.ts';
import { endpointRoute, type Call } from '../endpoint-route.ts';
import type { HttpFeatures } from '../http-features.ts';
import { asFile } from './documents.ts';

const localeOf = ({ context }: Call): Locale => localeFrom(context.req.header('accept-language'));

export function movingRoutes(app: Hono, { moving, onBug }: Pick<HttpFeatures, 'moving' | 'onBug'>): void {
  endpointRoute(app, endpoints.readInventory, (call) => moving.inventory(localeOf(call)));
  endpointRoute(app, endpoints.startPlan, () => moving.startPlan());
  endpointRoute(app, endpoints.makePlan, (call) => moving.plan(call.body as PlanRequest, localeOf(call)));
  endpointRoute(app, endpoints.exportMove, (call) => moving.export(call.body as ExportRequest, { locale: localeOf(call), signal: call.signal }));
  endpointRoute(app, endpoints.downloadExport, async ({ params }) => {
    const target = moveTargetSchema.safeParse(params['target']);
    if (!target.success) throw new SproutError('export-none', { target: params['target'] ?? '' });
    const { name, bytes } = await moving.download(target.data);
    return new Response(bytes as Uint8Array<ArrayBuffer>, { headers: { ...asFile(name, bytes.length), 'content-type': 'application/zip' } });
  });
  endpointRoute(app, endpoints.verifyMove, (call) => {
    const { address, sites } = call.body as BodyOf<'verifyMove'>;
    return verification(moving, { address, sites, locale: localeOf(call), signal: call.signal }, onBug);
  });
  endpointRoute(app, endpoints.lastVerification, async () => ({ verification: await moving.lastVerification() }));
  endpointRoute(app, endpoints.readSwitch, ({ params }) => moving.switch.read(params['site'] ?? ''));
  endpointRoute(app, endpoints.switchSite, (call) => moving.switch.to(call.params['site'] ?? '', (call.body as BodyOf<'switchSite'>).address, localeOf(call)));
}

/** What fails in the middle of the stream is its last line. */
async function* verification(moving: Moving, call: Parameters<Moving['verify']>[0], onBug: (error: unknown) => void): AsyncGenerator<VerifyEvent> {
  try {
    yield* moving.verify(call);
  } catch (error) {
    if (call.signal?.aborted) return;
    if (!(error instanceof SproutError)) onBug(error);
    yield { type: 'error', error: (error instanceof SproutError ? error : new SproutError('internal', {}, { cause: error })).toProblem(call.locale) };
  }
}
