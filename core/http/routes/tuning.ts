import type { Hono } from 'hono';
import { endpoints, SproutError, type BodyOf } from '../../contract/index.ts';
import { endpointRoute, type Call } from '../endpoint-route.ts';
import type { HttpFeatures } from '../http-features.ts';
import { asFile } from './documents.ts';

export function tuningRoutes(app: Hono, { tuning: { recipes, datasets, runs } }: Pick<HttpFeatures, 'tuning'>): void {
  endpointRoute(app, endpoints.listRecipes, async () => ({ recipes: await recipes() }));
  endpointRoute(app, endpoints.listDatasets, () => ({ datasets: datasets.list() }));
  endpointRoute(app, endpoints.createDataset, ({ body }) => datasets.create(body as BodyOf<'createDataset'>));
  endpointRoute(app, endpoints.readDataset, ({ params }) => datasets.get(params.id ?? ''));
  endpointRoute(app, endpoints.updateDataset, ({ params, body }) => datasets.update(params.id ?? '', body as BodyOf<'updateDataset'>));
  endpointRoute(app, endpoints.deleteDataset, ({ params }) => { datasets.delete(params.id ?? ''); });

  endpointRoute(app, endpoints.pasteExamples, ({ params, body }) => { const { text, speaker } = body as BodyOf<'pasteExamples'>; return datasets.paste(params.id ?? '', text, speaker); });
  endpointRoute(app, endpoints.uploadExamples, async ({ params, context }) => {
    const read = await uploaded(context);
    const speaker = (await context.req.formData()).get('speaker');
    return datasets.upload(params.id ?? '', read, typeof speaker === 'string' && speaker !== '' ? speaker : undefined);
  });
  endpointRoute(app, endpoints.importExamples, ({ params, body }) => { const { paths, speaker } = body as BodyOf<'importExamples'>; return datasets.importPaths(params.id ?? '', paths, speaker); });
  endpointRoute(app, endpoints.examplesFromDocuments, ({ params, body, signal }) => datasets.fromDocuments(params.id ?? '', body as BodyOf<'examplesFromDocuments'>, signal));

  endpointRoute(app, endpoints.listExamples, ({ params }) => ({ examples: datasets.examples(params.id ?? '') }));
  endpointRoute(app, endpoints.checkExamples, async ({ params, query, locale }) => ({ findings: await datasets.check(params.id ?? '', { base: query.base as string | undefined, locale }) }));
  endpointRoute(app, endpoints.changeExamples, ({ params, body }) => datasets.change(params.id ?? '', (body as BodyOf<'changeExamples'>).changes));
  endpointRoute(app, endpoints.settleExamples, ({ params, body }) => { const { state, base } = body as BodyOf<'settleExamples'>; return datasets.settle(params.id ?? '', state, base); });

  endpointRoute(app, endpoints.listRuns, () => ({ runs: runs.list() }));
  endpointRoute(app, endpoints.estimateRun, ({ body, signal }) => runs.estimate(body as BodyOf<'estimateRun'>, signal));
  endpointRoute(app, endpoints.startRun, ({ body }) => runs.start(body as BodyOf<'startRun'>));
  endpointRoute(app, endpoints.readRun, ({ params }) => runs.get(params.id ?? ''));
  endpointRoute(app, endpoints.settledRun, ({ params }) => runs.settled(params.id ?? ''));
  endpointRoute(app, endpoints.pauseRun, ({ params }) => runs.pause(params.id ?? ''));
  endpointRoute(app, endpoints.resumeRun, ({ params }) => runs.resume(params.id ?? ''));
  endpointRoute(app, endpoints.cancelRun, ({ params }) => runs.cancel(params.id ?? ''));
  endpointRoute(app, endpoints.deleteRun, ({ params }) => runs.delete(params.id ?? ''));
  endpointRoute(app, endpoints.judgeRun, ({ params }) => runs.judge(params.id ?? ''));
  endpointRoute(app, endpoints.blindPairs, async ({ params }) => ({ pairs: await runs.blindPairs(params.id ?? '') }));
  endpointRoute(app, endpoints.chooseBlind, ({ params, body }) => { const { pair, choice } = body as BodyOf<'chooseBlind'>; return runs.chooseBlind(params.id ?? '', pair, choice); });
  endpointRoute(app, endpoints.exportRun, async ({ params, body, signal }) => { const { format } = body as BodyOf<'exportRun'>; return { files: await runs.export(params.id ?? '', format, undefined, signal) }; });
  endpointRoute(app, endpoints.previewSending, ({ body, signal }) => runs.sending.preview(body as BodyOf<'previewSending'>, signal));
  endpointRoute(app, endpoints.sendRun, async ({ body, signal }) => (await runs.sending.send(body as BodyOf<'sendRun'>, undefined, signal)).run);
  endpointRoute(app, endpoints.downloadSent, async ({ params }) => {
    const { name, bytes } = await runs.sending.download(params.id ?? '');
    return new Response(bytes as Uint8Array<ArrayBuffer>, { headers: { ...asFile(name, bytes.length), 'content-type': 'application/zip' } });
  });
  endpointRoute(app, endpoints.bringBack, ({ params, body, signal }) => runs.sending.bringBack(params.id ?? '', (body as BodyOf<'bringBack'>).path, signal));
  endpointRoute(app, endpoints.uploadBack, async ({ params, context, signal }) => runs.sending.uploadBack(params.id ?? '', await uploaded(context), signal));
  endpointRoute(app, endpoints.importAdapter, async ({ body, signal }) => ({ model: await runs.importAdapter(body as BodyOf<'importAdapter'>, signal) }));
}

async function uploaded(context: Call['context']): Promise<{ name: string; bytes: Uint8Array }[]> {
  const files = (await context.req.formData()).getAll('file').filter((part): part is File => typeof part !== 'string');
  if (files.length === 0) throw new SproutError('input-invalid', { reason: 'no field "file"' });
  return Promise.all(files.map(async (file) => ({ name: file.name, bytes: new Uint8Array(await file.arrayBuffer()) })));
}
