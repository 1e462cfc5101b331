import { SproutError, type Exported, type ExportRequest, type Locale } from '../../contract/index.ts';
import type { ExportFolder, ExportFolders } from '../../ports/export-folder.ts';
import type { Models } from '../models/index.ts';
import { writeBundle, type BundleSources } from './bundle/write-bundle.ts';
import { movedModels } from './moved-models.ts';
import { chartFiles } from './objects/chart.ts';
import { composeFiles } from './objects/compose.ts';
import type { Deployment } from './objects/deployment.ts';
import { dockerfile } from './objects/dockerfile.ts';
import { makePlan } from './plan/make-plan.ts';
import { readMes } from './read-me.ts';

export interface ExportOptions extends Omit<BundleSources, 'models'> {
  readonly models: Pick<Models, 'list' | 'catalogue' | 'base'>;
  readonly folders: ExportFolders;
  /** Folder of the gateway's code as scripts/build-gateway.mjs makes it. */
  readonly gateway: string | undefined;
  readonly version: string;
  readonly workspace: string;
  readonly now: () => Date;
}

export interface ExportCall { readonly out: string; readonly locale: Locale; readonly onProgress?: ((done: number, total: number) => void) | undefined; readonly signal?: AbortSignal | undefined }

const hostName = /^(?=.{4,253}$)[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?(\.[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?)+$/;

/** Writes the whole of a move into a folder: bundle, code of the gateway, and what starts it there. @throws SproutError move-host, move-gateway-missing, export-folder-foreign, and those of `writeBundle`; what was there stays as it was then. */
export async function exportMove({ target, host: given, sites, inbox, plan: request }: ExportRequest, options: ExportOptions, { out, locale, onProgress, signal }: ExportCall): Promise<Exported> {
  const { store, models, folders, gateway, version, workspace, now } = options;
  const host = given.trim().toLowerCase();
  if (!hostName.test(host)) throw new SproutError('move-host', { host: given.slice(0, 100) });
  if (gateway === undefined) throw new SproutError('move-gateway-missing', { folder: 'dist/gateway' });
  const folder = await folders.begin(out);
  try {
    if (!await folder.copyIn(gateway, 'gateway')) throw new SproutError('move-gateway-missing', { folder: gateway });
    const records = (await store.sites.list()).filter(({ id }) => sites.includes(id));
    const moved = await movedModels(records, models);
    const digest = await writeBundle(folder, options, { sites, inbox, version, workspace, madeAt: now().toISOString(), moved, onProgress: onProgress ?? (() => undefined), signal });
    const bytes = (await folder.files('bundle')).reduce((sum, { size }) => sum + size, 0);
    const plan = request && await makePlan(request, { bytes, locale, breath: () => new Promise((resolve) => { setTimeout(resolve); }) });
    const deployment: Deployment = {
      version, digest, workspace, host, gatewayReplicas: plan?.recommended.gatewayReplicas ?? 1, databaseCores: plan?.recommended.databaseCores ?? 1, modelReplicas: plan?.recommended.modelReplicas ?? 1,
      models: moved.models.map(({ path: _path, ...model }) => model), adapterRank: await largestRank(folder, moved.models.flatMap(({ adapter }) => adapter ?? [])), baseFile: moved.base?.file ?? null,
    };
    const { entry, install } = await startOf(folder);
    const files = [...target === 'compose' ? composeFiles(deployment) : chartFiles(deployment), { path: 'Dockerfile', text: dockerfile(entry, install) }, { path: '.dockerignore', text: '.env\nmy-values.yaml\nmodels/\n' }, ...readMes({ deployment, target, plan })];
    for (const { path, text } of files) await folder.write(path, text);
    return { target, digest, out, ...await folder.finish() };
  } catch (error) {
    await folder.discard();
    throw error;
  }
}

async function largestRank(folder: ExportFolder, adapters: readonly string[]): Promise<number> {
  const ranks = await Promise.all(adapters.map(async (name) => Number((JSON.parse(await folder.read(`bundle/adapters/${name}/adapter_config.json`) ?? '{}') as { r?: number }).r ?? 0)));
  return Math.max(0, ...ranks);
}

/** What starts the gateway, as its own package.json says. */
async function startOf(folder: ExportFolder): Promise<{ entry: string; install: boolean }> {
  const { main = 'gateway.mjs', dependencies = {} } = JSON.parse(await folder.read('gateway/package.json') ?? '{}') as { main?: string; dependencies?: object };
  return { entry: main.replace(/^\.\//, ''), install: Object.keys(dependencies).length > 0 && await folder.read('gateway/package-lock.json') !== undefined };
}
