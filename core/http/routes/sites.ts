import type { Context, Hono } from 'hono';
import { endpoints, SproutError, type BodyOf } from '../../contract/index.ts';
import { endpointRoute } from '../endpoint-route.ts';
import type { HttpFeatures } from '../http-features.ts';
import { asFile } from './documents.ts';

export function siteRoutes(app: Hono, { sites, inbox }: Pick<HttpFeatures, 'sites' | 'inbox'>): void {
  endpointRoute(app, endpoints.listSites, async () => ({ sites: await sites.list() }));
  endpointRoute(app, endpoints.createSite, ({ body }) => sites.create(body as BodyOf<'createSite'>));
  endpointRoute(app, endpoints.readSite, ({ params }) => sites.get(params.id ?? ''));
  endpointRoute(app, endpoints.updateSite, ({ params, body }) => sites.update(params.id ?? '', body as BodyOf<'updateSite'>));
  endpointRoute(app, endpoints.deleteSite, async ({ params: { id = '' } }) => {
    await sites.get(id);
    await inbox.deleteSite(id);
    await sites.delete(id);
    // What came in between.
    await inbox.deleteSite(id);
  });

  endpointRoute(app, endpoints.reviewSite, ({ params }) => sites.review(params.id ?? ''));
  endpointRoute(app, endpoints.readLeaving, async ({ params }) => ({ text: await sites.leaving(params.id ?? '', params.document ?? '') }));
  endpointRoute(app, endpoints.acceptFindings, ({ params, body }) => { const { keys, accepted } = body as BodyOf<'acceptFindings'>; return sites.accept(params.id ?? '', keys, accepted); });
  endpointRoute(app, endpoints.publishSite, ({ params }) => sites.publish(params.id ?? ''));
  endpointRoute(app, endpoints.publishedFolder, async ({ params }) => {
    const { name, bytes } = await sites.download(params.id ?? '');
    return new Response(bytes as Uint8Array<ArrayBuffer>, { headers: { ...asFile(name, bytes.length), 'content-type': 'application/zip' } });
  });
  endpointRoute(app, endpoints.listVersions, async ({ params }) => ({ versions: await sites.versions(params.id ?? '') }));
  endpointRoute(app, endpoints.putBackVersion, ({ params }) => sites.putBack(params.id ?? '', wholeNumber(params.version)));
  endpointRoute(app, endpoints.outdatedCopies, async () => ({ copies: await sites.outdatedCopies() }));
  endpointRoute(app, endpoints.renewCopy, async ({ params }) => { await sites.renewCopy(params.id ?? '', params.copy ?? ''); return { copies: await sites.outdatedCopies() }; });
  endpointRoute(app, endpoints.copyReplaced, async ({ params }) => { await sites.copyReplaced(params.id ?? '', params.copy ?? ''); return { copies: await sites.outdatedCopies() }; });
  endpointRoute(app, endpoints.previewFile, async ({ params, context }) => preview(context, params.file ?? '', await sites.file(params.id ?? '', params.file ?? '')));

  endpointRoute(app, endpoints.listApproved, async ({ params }) => ({ approved: await sites.approved(params.id ?? '') }));
  endpointRoute(app, endpoints.approveAnswer, ({ params, body }) => sites.approve(params.id ?? '', body as BodyOf<'approveAnswer'>));
  endpointRoute(app, endpoints.deleteApproved, ({ params }) => sites.deleteApproved(params.id ?? '', params.answer ?? ''));
}

function wholeNumber(text: string | undefined): number {
  const value = Number(text);
  if (!Number.isInteger(value)) throw new SproutError('input-invalid', { reason: `version: "${text ?? ''}" is not a number`, param: 'version' });
  return value;
}

const types: Readonly<Record<string, string>> = { html: 'text/html; charset=utf-8', js: 'text/javascript; charset=utf-8', css: 'text/css; charset=utf-8', json: 'application/json', bin: 'application/octet-stream' };

/** A published file as a web host would give it; the try page brings its own policy of what may run on it. */
function preview(context: Context, path: string, bytes: Uint8Array | undefined): Response {
  if (!bytes) return context.json({ error: { code: 'not-found', message: `No such file: ${path}` } }, 404);
  return new Response(bytes as Uint8Array<ArrayBuffer>, { headers: { 'content-type': types[path.split('.').at(-1) ?? ''] ?? 'application/octet-stream', 'cache-control': 'no-store', 'x-content-type-options': 'nosniff' } });
}
