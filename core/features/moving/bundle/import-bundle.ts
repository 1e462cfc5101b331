import { bundleSiteSchema, SproutError, type BundleDocument, type BundleSite, type Document, type ImportedBundle } from '../../../contract/index.ts';
import type { Bundle } from '../../../ports/bundle.ts';
import type { ChunkIndex } from '../../../ports/chunk-index.ts';
import type { SiteFolders } from '../../../ports/site-folders.ts';
import type { WorkspaceStore } from '../../../ports/workspace-store.ts';
import { publishedPaths, bundlePlaces, readBundleDocuments, readBundleInbox, readBundleQuestions, readBundleSites } from '../../../shared/bundle/index.ts';
import { chunkDocument } from '../../documents/index.ts';
import { movedSite } from './collect.ts';

export interface ImportTarget { readonly store: WorkspaceStore; readonly index: ChunkIndex; readonly siteFiles: SiteFolders }

/**
 * The way back: what a bundle holds, into a workspace. What is here already and the same stays; a site that is here and another is replaced only where that was said. Originals stay where they are: a document that comes back
 * can be found and published, and `doctor` names its original as missing.
 * @throws SproutError bundle-damaged, bundle-site-differs; nothing was changed then. disk-full.
 */
export async function importBundle(bundle: Bundle, { store, index, siteFiles }: ImportTarget, { replace }: { readonly replace: boolean }): Promise<ImportedBundle> {
  // First everything that may be refused.
  const sites = await readBundleSites(bundle);
  for (const { site, version, approved } of sites) if (!replace && !await isFree(store, { site, version, approved })) throw new SproutError('bundle-site-differs', { site: site.name });
  const documents: BundleDocument[] = [];
  for await (const document of readBundleDocuments(bundle)) documents.push(document);
  const questions = await all(readBundleQuestions(bundle));
  const inbox = await all(readBundleInbox(bundle));

  let passages = 0;
  for (const document of documents) passages += await takeDocument(document, { store, index, replace });
  for (const { site, version, approved } of sites) {
    const files: { path: string; bytes: Uint8Array }[] = [];
    for (const path of publishedPaths(bundle, site.id, version.version)) files.push({ path, bytes: await bundle.read(bundlePlaces.published(site.id, version.version, path)) });
    await siteFiles.write(site.id, version.version, files);
    for (const old of await store.sites.versions(site.id)) if (old.version === version.version) await store.sites.deleteVersion(site.id, old.version);
    await store.sites.save(site);
    await store.sites.publish(site.id, version);
    const wanted = new Set(approved.map(({ id }) => id));
    if (replace) for (const { id } of await store.sites.approved(site.id)) if (!wanted.has(id)) await store.sites.deleteApproved(site.id, id);
    for (const answer of approved) await store.sites.saveApproved(site.id, answer);
  }
  for (const { site, ...question } of questions) await store.inbox.saveTestQuestion(site, question);
  for (const item of inbox) {
    if (item.type === 'lead') await store.inbox.saveLead(item.site, item.lead);
    else {
      const { rating, visitor, id, askedAt } = item.exchange;
      await store.inbox.saveExchange(item.site, item.exchange);
      if (rating !== null) await store.inbox.saveRating(item.site, { exchange: id, visitor, rating, at: askedAt });
    }
  }
  return { sites: sites.map(({ site }) => site.id), documents: documents.length, passages, approved: sites.reduce((sum, { approved }) => sum + approved.length, 0), questions: questions.length, inbox: inbox.length };
}

/** Not here, empty as a new workspace has it, or the very same. */
async function isFree(store: WorkspaceStore, { site, version, approved }: BundleSite): Promise<boolean> {
  const here = await store.sites.get(site.id);
  if (!here || (here.published === null && (await store.sites.approved(site.id)).length === 0 && here.documents === null)) return true;
  const shown = (await store.sites.versions(site.id)).find((one) => one.version === here.published);
  const known = bundleSiteSchema.safeParse({ site: movedSite(here), version: shown && { ...shown, withdrawn: undefined }, approved: await store.sites.approved(site.id) });
  return JSON.stringify(known.data) === JSON.stringify({ site, version, approved });
}

/** A document that is here, newer perhaps, stays; one that the owner marked private stays whatever was said. @returns how many passages were written. */
async function takeDocument({ subject, extraction, ...shown }: BundleDocument, { store, index, replace }: Pick<ImportTarget, 'store' | 'index'> & { readonly replace: boolean }): Promise<number> {
  const before = store.documents.get(shown.id);
  if (before && (!replace || before.private === true || (before.hash === shown.hash && before.status === 'ready'))) return 0;
  const read = { ...extraction, warnings: [] };
  const chunks = chunkDocument(shown, read);
  const document = plain({ ...shown, status: 'ready', warnings: [], chunks: chunks.length } satisfies Loose<Document>) as Document;
  await index.write(chunks, [document.id]);
  store.documents.saveExtraction(document.hash, plain(read) as Parameters<WorkspaceStore['documents']['saveExtraction']>[1], subject);
  store.documents.save(document);
  return chunks.length;
}

type Loose<Record> = { [Name in keyof Record]: Record[Name] | undefined };

/** Without what is undefined. */
const plain = (value: unknown): unknown => JSON.parse(JSON.stringify(value));

async function all<Item>(items: AsyncIterable<Item>): Promise<Item[]> {
  const found: Item[] = [];
  for await (const item of items) found.push(item);
  return found;
}
