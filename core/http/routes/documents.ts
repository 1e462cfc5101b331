import type { Hono } from 'hono';
import { endpoints, SproutError, type BodyOf, type CoreEvent } from '../../contract/index.ts';
import { localWarning } from '../../features/health/index.ts';
import type { EventHub } from '../../shared/event-hub.ts';
import { endpointRoute } from '../endpoint-route.ts';
import type { HttpFeatures } from '../http-features.ts';

type DocumentFeatures = Pick<HttpFeatures, 'documents' | 'events' | 'health' | 'workspace'>;

export function documentRoutes(app: Hono, { documents, events, health, workspace }: DocumentFeatures): void {
  endpointRoute(app, endpoints.events, ({ signal }) => eventStream(events, signal));
  endpointRoute(app, endpoints.listDocuments, () => ({ documents: documents.list() }));
  endpointRoute(app, endpoints.uploadDocuments, async ({ context }) => {
    const form = await context.req.formData();
    const files = form.getAll('file').filter((part): part is File => typeof part !== 'string');
    if (files.length === 0) throw new SproutError('input-invalid', { reason: 'no field "file"' });
    const accepted = [];
    for (const file of files) accepted.push(await documents.importUpload(file.name, new Uint8Array(await file.arrayBuffer())));
    return { documents: accepted.map(({ id }) => id) };
  });
  endpointRoute(app, endpoints.importPaths, async ({ body, signal }) => {
    const { paths, password } = body as BodyOf<'importPaths'>;
    const accepted = await documents.importPaths(paths, { signal, ...(password === undefined ? {} : { password }) });
    return { documents: accepted.map(({ id }) => id), accepted };
  });
  endpointRoute(app, endpoints.settledDocuments, async ({ body, locale }) => {
    const { documents: ids } = body as BodyOf<'settledDocuments'>;
    await documents.settled(ids);
    const others = await health.warnings(locale);
    // One may have been deleted meanwhile.
    const known = new Map(documents.list().map((document) => [document.id, document]));
    return { documents: ids.flatMap((id) => known.get(id) ?? []).map((document) => ({ ...document, warnings: [...document.warnings.map((warning) => localWarning(warning, locale)), ...others.get(document.id) ?? []] })) };
  });
  endpointRoute(app, endpoints.importAddress, async ({ body, signal }) => ({ documents: [(await documents.importAddress((body as { address: string }).address, signal)).id] }));
  endpointRoute(app, endpoints.cancelImports, ({ body }) => ({ cancelled: documents.cancel((body as { documents?: string[] }).documents) }));
  endpointRoute(app, endpoints.readDocument, ({ params }) => documents.reading(params.id ?? ''));
  endpointRoute(app, endpoints.original, async ({ params }) => {
    const document = documents.get(params.id ?? '');
    const { size, stream } = await workspace.openOriginal(documents.originalPath(document.id));
    return new Response(stream, { headers: { ...asFile(document.name, size), 'content-type': safeType(document.mime) } });
  });
  endpointRoute(app, endpoints.retryDocument, ({ params, body }) => documents.retry(params.id ?? '', (body as { password?: string }).password));
  endpointRoute(app, endpoints.updateDocument, ({ params, body }) => documents.setPrivate(params.id ?? '', (body as { private: boolean }).private));
  endpointRoute(app, endpoints.deleteDocument, ({ params }) => documents.delete(params.id ?? ''));
  endpointRoute(app, endpoints.listFolders, () => ({ folders: documents.folders.list() }));
  endpointRoute(app, endpoints.addFolder, ({ body }) => documents.folders.add((body as { path: string }).path));
  endpointRoute(app, endpoints.removeFolder, ({ params }) => documents.folders.remove(params.id ?? ''));
  endpointRoute(app, endpoints.listLeftOut, ({ params }) => ({ files: documents.folders.leftOut(params.id ?? '') }));
  endpointRoute(app, endpoints.deleteFolderDocuments, async ({ params }) => ({ deleted: await documents.folders.deleteDocuments(params.id ?? '') }));
}

/** An original is data, never a page of ours: only what a viewer needs keeps its type, and nothing is rendered. */
const shownTypes = /^(application\/pdf|image\/(png|jpeg|gif|webp|bmp|tiff))$/;
const safeType = (mime: string): string => (shownTypes.test(mime) ? mime : 'application/octet-stream');

export function asFile(name: string, size?: number): Record<string, string> {
  const plain = name.replaceAll(/[^\x20-\x7e]|["\\]/g, '_');
  return {
    'content-disposition': `attachment; filename="${plain}"; filename*=UTF-8''${encodeURIComponent(name)}`,
    'x-content-type-options': 'nosniff',
    'content-security-policy': "default-src 'none'; sandbox",
    ...(size === undefined ? {} : { 'content-length': String(size) }),
  };
}

/** Milliseconds between signs of life, so that a proxy or a sleeping laptop notices a dead connection. */
const pingEvery = 15_000;

async function* eventStream(events: EventHub, signal: AbortSignal): AsyncGenerator<CoreEvent> {
  const waiting: CoreEvent[] = [{ type: 'ping' }];
  let wake = (): void => {};
  const stop = events.listen((event) => {
    waiting.push(event);
    wake();
  });
  const onAbort = (): void => wake();
  signal.addEventListener('abort', onAbort);
  try {
    while (!signal.aborted) {
      const next = waiting.shift();
      if (next) {
        yield next;
        continue;
      }
      let timer: ReturnType<typeof setTimeout> | undefined;
      await new Promise<void>((resolve) => {
        wake = resolve;
        timer = setTimeout(() => {
          waiting.push({ type: 'ping' });
          resolve();
        }, pingEvery);
      });
      clearTimeout(timer);
    }
  } finally {
    stop();
    signal.removeEventListener('abort', onAbort);
  }
}
