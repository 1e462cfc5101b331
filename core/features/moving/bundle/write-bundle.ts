import type { BundlePassage } from '../../../contract/index.ts';
import type { AdapterExchange } from '../../../ports/adapter-exchange.ts';
import type { ExportFolder } from '../../../ports/export-folder.ts';
import type { SiteFolders } from '../../../ports/site-folders.ts';
import type { WorkspaceStore } from '../../../ports/workspace-store.ts';
import { bundlePlaces, digestFile, manifestFile, writeManifest } from '../../../shared/bundle/index.ts';
import type { Models } from '../../models/index.ts';
import type { MovedModels } from '../moved-models.ts';
import { collectDocument, collectInbox, collectQuestions, collectSite, shownDocuments } from './collect.ts';

export interface BundleSources {
  readonly store: WorkspaceStore;
  readonly siteFiles: Pick<SiteFolders, 'list' | 'read'>;
  readonly models: Pick<Models, 'base'>;
  readonly exchange: Pick<AdapterExchange, 'exportPeft'>;
}

export interface BundleWish { readonly sites: readonly string[]; readonly inbox: boolean; readonly version: string; readonly workspace: string; readonly madeAt: string; readonly moved: MovedModels; readonly onProgress: (done: number, total: number) => void; readonly signal?: AbortSignal | undefined }

/** Passages of a file. */
const portion = 5000;
const lines = (rows: readonly unknown[]): string => rows.map((row) => `${JSON.stringify(row)}\n`).join('');

/** Writes `bundle/` into an export. @returns its digest. @throws SproutError of `collectSite`; adapter-damaged, disk-full; AbortError. */
export async function writeBundle(folder: ExportFolder, { store, siteFiles, models, exchange }: BundleSources, { sites: wanted, inbox, version, workspace, madeAt, moved, onProgress, signal }: BundleWish): Promise<string> {
  const write = (path: string, content: string | Uint8Array): Promise<void> => folder.write(`bundle/${path}`, content);
  const ids = [...new Set(wanted)].sort();
  const sites = [];
  for (const id of ids) sites.push(await collectSite(store, id));
  const documents = shownDocuments(store, sites);
  const adapters = moved.models.filter((model): model is typeof model & { adapter: string; path: string } => model.adapter !== null && model.path !== undefined);
  const total = sites.length + documents.length + adapters.length + 1;
  let done = 0;
  const step = (): void => { signal?.throwIfAborted(); done += 1; onProgress(done, total); };

  for (const { site, version: { version: number } } of sites) {
    for (const path of await siteFiles.list(site.id, number)) {
      const bytes = await siteFiles.read(site.id, number, path);
      if (bytes) await write(bundlePlaces.published(site.id, number, path), bytes);
    }
    step();
  }
  await write(bundlePlaces.sites, `${JSON.stringify({ sites })}\n`);
  const subjects = new Map(store.documents.subjects().map(({ id, subject }) => [id, subject]));
  const rows: string[] = [];
  let passages: BundlePassage[] = [];
  let files = 0;
  const flush = async (): Promise<void> => { await write(bundlePlaces.passages(files), lines(passages)); files += 1; passages = []; };
  for (const one of documents) {
    const collected = collectDocument(store, one, subjects.get(one.id) ?? '');
    rows.push(lines([collected.document]));
    passages.push(...collected.passages);
    if (passages.length >= portion) await flush();
    step();
  }
  if (passages.length > 0) await flush();
  await write(bundlePlaces.documents, rows.join(''));
  for (const { adapter, path } of adapters) {
    await exchange.exportPeft(await models.base(moved.base?.id ?? ''), path, folder.place(`bundle/${bundlePlaces.adapter(adapter)}`), { name: adapter, base: moved.models[0]?.repository ?? '' }, signal);
    step();
  }
  await write(bundlePlaces.models, `${JSON.stringify(moved.models.map(({ path: _path, ...model }) => model))}\n`);
  await write(bundlePlaces.questions, lines(await collectQuestions(store, ids)));
  if (inbox) await write(bundlePlaces.inbox, lines((await Promise.all(ids.map((id) => collectInbox(store, id)))).flat()));
  const { manifest, digestLine, digest } = await writeManifest({ format: 1, version, workspace, madeAt, files: await folder.files('bundle') });
  await write(manifestFile, manifest);
  await write(digestFile, digestLine);
  step();
  return digest;
}
