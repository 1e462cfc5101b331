import type { Hono } from 'hono';
import { endpoints, localeFrom, SproutError, type BodyOf } from '../../contract/index.ts';
import { endpointRoute } from '../endpoint-route.ts';
import type { HttpFeatures } from '../http-features.ts';

export function tuningRoutes(app: Hono, { tuning: { recipes, datasets, runs } }: Pick<HttpFeatures, 'tuning'>): void {
  endpointRoute(app, endpoints.listRecipes, async () => ({ recipes: await recipes() }));
  endpointRoute(app, endpoints.listDatasets, () => ({ datasets: datasets.list() }));
  endpointRoute(app, endpoints.createDataset, ({ body }) => datasets.create(body as BodyOf<'createDataset'>));
  endpointRoute(app, endpoints.readDataset, ({ params }) => datasets.get(params.id ?? ''));
  endpointRoute(app, endpoints.updateDataset, ({ params, body }) => datasets.update(params.id ?? '', body as BodyOf<'updateDataset'>));
  endpointRoute(app, endpoints.deleteDataset, ({ params }) => { datasets.delete(params.id ?? ''); });

  endpointRoute(app, endpoints.pasteExamples, ({ params, body }) => { const { text, speaker } = body as BodyOf<'pasteExamples'>; return datasets.paste(params.id ?? '', text, speaker); });
  endpointRoute(app, endpoints.uploadExamples, async ({ params, context }) => {
    const form = await context.req.formData();
    const files = form.getAll('file').filter((part): part is File => typeof part !== 'string');
    if (files.length === 0) throw new SproutError('input-invalid', { reason: 'no field "file"' });
    const speaker = form.get('speaker');
    const read = await Promise.all(files.map(async (file) => ({ name: file.name, bytes: new Uint8Array(await file.arrayBuffer()) })));
    return datasets.upload(params.id ?? '', read, typeof speaker === 'string' && speaker !== '' ? speaker : undefined);
  });
  endpointRoute(app, endpoints.importExamples, ({ params, body }) => { const { paths, speaker } = body as BodyOf<'importExamples'>; return datasets.importPaths(params.id ?? '', paths, speaker); });
  endpointRoute(app, endpoints.examplesFromDocuments, ({ params, body, signal }) => datasets.fromDocuments(params.id ?? '', body as BodyOf<'examplesFromDocuments'>, signal));

  endpointRoute(app, endpoints.listExamples, ({ params }) => ({ examples: datasets.examples(params.id ?? '') }));
  endpointRoute(app, endpoints.checkExamples, async ({ params, query, context }) => ({ findings: await datasets.check(params.id ?? '', { base: query.base as string | undefined, locale: localeFrom(context.req.header('accept-language')) }) }));
  endpointRoute(app, endpoints.changeExamples, ({ params, body }) => datasets.change(params.id ?? '', (body as BodyOf<'changeExamples'>).changes));
  endpointRoute(app, endpoints.settleExamples, ({ params, body }) => { const { state, base } = body as BodyOf<'settleExamples'>; return datasets.settle(params.id ?? '', state, base); });

  endpointRoute(app, endpoints.listRuns, () => ({ runs: runs.list() }));
  endpointRoute(app, endpoints.estimateRun, ({ body, signal }) => runs.estimate(body as BodyOf<'estimateRun'>, signal));
  endpointRoute(app, endpoints.startRun, ({ body }) => runs.start(body as BodyOf<'startRun'>));
  endpointRoute(app, endpoints.readRun, ({ params }) => runs.get(params.id ?? ''));
  endpointRoute(app, endpoints.pauseRun, ({ params }) => runs.pause(params.id ?? ''));
  endpointRoute(app, endpoints.resumeRun, ({ params }) => runs.resume(params.id ?? ''));
  endpointRoute(app, endpoints.cancelRun, ({ params }) => runs.cancel(params.id ?? ''));
  endpointRoute(app, endpoints.deleteRun, ({ params }) => runs.delete(params.id ?? ''));
  endpointRoute(app, endpoints.judgeRun, ({ params }) => runs.judge(params.id ?? ''));
  endpointRoute(app, endpoints.blindPairs, async ({ params }) => ({ pairs: await runs.blindPairs(params.id ?? '') }));
  endpointRoute(app, endpoints.chooseBlind, ({ params, body }) => { const { pair, choice } = body as BodyOf<'chooseBlind'>; return runs.chooseBlind(params.id ?? '', pair, choice); });
  endpointRoute(app, endpoints.exportRun, async ({ params, body, signal }) => { const { format } = body as BodyOf<'exportRun'>; return { files: await runs.export(params.id ?? '', format, undefined, signal) }; });
  endpointRoute(app, endpoints.importAdapter, async ({ body, signal }) => ({ model: await runs.importAdapter(body as BodyOf<'importAdapter'>, signal) }));
}
