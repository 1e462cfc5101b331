import { z } from 'zod';
import type { BundleDocument, BundleSite } from '../../contract/index.ts';
import type { Bundle } from '../../ports/bundle.ts';
import type { ImportLog } from '../../ports/import-log.ts';
import type { InboxStore } from '../../ports/inbox-store.ts';
import type { PrivateFiles } from '../../ports/private-files.ts';
import type { SiteFolders } from '../../ports/site-folders.ts';
import type { SiteIndexes } from '../../ports/site-indexes.ts';
import type { SiteStore } from '../../ports/site-store.ts';
import { bundlePlaces, publishedPaths, readBundleDocuments, readBundleInbox, readBundlePassages, readBundleQuestions, readBundleSites } from '../../shared/bundle/index.ts';
import { writeKnownDocuments } from './known-documents.ts';

export interface CloudStores {
  readonly sites: SiteStore;
  readonly inbox: InboxStore;
  readonly folders: SiteFolders;
  readonly files: PrivateFiles;
  readonly indexes: SiteIndexes;
  readonly imports: ImportLog;
}

/** How far a bundle was taken in, so that who goes on after a stop does not begin anew; and what it holds, for who takes it away. */
const progressSchema = z.object({ done: z.array(z.string()), sites: z.array(z.object({ id: z.string(), version: z.int() })) });
type Progress = z.infer<typeof progressSchema>;

/** Bundles that are kept: the one that is served, and the one before, which replicas that are about to be replaced still serve. */
const keptBundles = 2;

const fileOf = (digest: string): string => `imports/${digest}.json`;

/**
 * Takes a bundle into the stores of a cloud gateway, once, however many gateways start with it. Each step may be done twice; sites are shown when all that they need is there.
 * @returns whether there was anything to do. @throws SproutError bundle-damaged; what is served stays.
 */
export async function takeBundle(bundle: Bundle, stores: CloudStores): Promise<boolean> {
  const { imports, files } = stores;
  // Storage may have been lost while the database was not.
  const isHere = async (): Promise<boolean> => (await imports.taken())[0] === bundle.digest && await readProgress(files, bundle.digest) !== undefined;
  if (await isHere()) return false;
  return imports.exclusively(async () => {
    // Another gateway may have done it meanwhile.
    if (await isHere()) return false;
    await takeAll(bundle, stores);
    await imports.record(bundle.digest);
    await forgetOlder(stores);
    return true;
  });
}

async function takeAll(bundle: Bundle, stores: CloudStores): Promise<void> {
  const { files } = stores;
  const sites = await readBundleSites(bundle);
  // It was whole once: another since may have put its files in the place of a version of the same number.
  const again = (await stores.imports.taken()).includes(bundle.digest);
  const before = again ? undefined : await readProgress(files, bundle.digest);
  const progress = before ?? { done: [], sites: sites.map(({ site: { id }, version: { version } }) => ({ id, version })) };
  /** Does a step, unless it was done before a stop. */
  async function step(name: string, work: () => Promise<void>): Promise<void> {
    if (progress.done.includes(name)) return;
    await work();
    progress.done.push(name);
    await files.write(fileOf(bundle.digest), new TextEncoder().encode(JSON.stringify(progress)));
  }
  for (const { site, version } of sites) {
    await step(`files ${site.id}`, () => takeFiles(bundle, stores, site.id, version.version));
    await step(`passages ${site.id}`, () => takePassages(bundle, stores, site.id, new Set(version.documents.map(({ id }) => id))));
  }
  // What the database holds is written each time: it may be another than that of the steps.
  await takeInbox(bundle, stores);
  await showSites(sites, stores);
}

async function takeFiles(bundle: Bundle, { folders }: CloudStores, site: string, version: number): Promise<void> {
  const published: { path: string; bytes: Uint8Array }[] = [];
  for (const path of publishedPaths(bundle, site, version)) published.push({ path, bytes: await bundle.read(bundlePlaces.published(site, version, path)) });
  await folders.write(site, version, published);
}

async function takePassages(bundle: Bundle, { files, indexes }: CloudStores, site: string, documents: ReadonlySet<string>): Promise<void> {
  const known: BundleDocument[] = [];
  for await (const document of readBundleDocuments(bundle)) if (documents.has(document.id)) known.push(document);
  await writeKnownDocuments(files, bundle.digest, site, known);
  const index = await indexes.open(bundle.digest, site);
  try {
    // What a stop in the middle left.
    if (await index.count() > 0) await index.reset();
    for await (const portion of readBundlePassages(bundle)) {
      const ours = portion.filter(({ document }) => documents.has(document));
      if (ours.length > 0) await index.write(ours, []);
    }
    await index.optimize();
  } finally {
    await index.close();
  }
}

/** What has an id is taken once; what visitors did here since stays. */
async function takeInbox(bundle: Bundle, { inbox }: CloudStores): Promise<void> {
  for await (const { site, ...question } of readBundleQuestions(bundle)) await inbox.saveTestQuestion(site, question);
  for await (const item of readBundleInbox(bundle)) {
    if (item.type === 'lead') await inbox.saveLead(item.site, item.lead);
    else {
      const { id, visitor, rating, askedAt } = item.exchange;
      await inbox.saveExchange(item.site, item.exchange);
      if (rating !== null) await inbox.saveRating(item.site, { exchange: id, visitor, rating, at: askedAt });
    }
  }
}

/** The bundle's sites, and no others. */
async function showSites(bundled: readonly BundleSite[], { sites }: CloudStores): Promise<void> {
  for (const { site, version, approved } of bundled) {
    await sites.save(site);
    const wanted = new Set(approved.map(({ id }) => id));
    for (const { id } of await sites.approved(site.id)) if (!wanted.has(id)) await sites.deleteApproved(site.id, id);
    for (const answer of approved) await sites.saveApproved(site.id, answer);
    await sites.publish(site.id, version);
  }
  const here = new Set(bundled.map(({ site: { id } }) => id));
  for (const { id } of await sites.list()) if (!here.has(id)) await sites.delete(id);
}

async function readProgress(files: PrivateFiles, digest: string): Promise<Progress | undefined> {
  const bytes = await files.read(fileOf(digest));
  return bytes && progressSchema.parse(JSON.parse(new TextDecoder().decode(bytes)));
}

async function forgetOlder({ imports, files, folders, indexes, sites }: CloudStores): Promise<void> {
  const kept = new Set((await imports.taken()).slice(0, keptBundles));
  const all = (await files.list('imports')).map((name) => name.replace(/^imports\/|\.json$/g, ''));
  const keptVersions = new Set<string>();
  for (const digest of kept) for (const { id, version } of (await readProgress(files, digest))?.sites ?? []) keptVersions.add(`${id} ${version}`);
  for (const digest of all.filter((one) => !kept.has(one))) {
    for (const { id, version } of (await readProgress(files, digest))?.sites ?? []) {
      await indexes.delete(digest, id);
      if (keptVersions.has(`${id} ${version}`)) continue;
      await folders.deleteVersion(id, version);
      await sites.deleteVersion(id, version);
    }
    await files.delete(`bundles/${digest}`);
    await files.delete(fileOf(digest));
  }
}
