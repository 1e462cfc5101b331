import { bundleDocumentSchema, bundleInboxSchema, bundleSiteSchema, SproutError, type BundleDocument, type BundleInboxItem, type BundleQuestion, type BundleSite, type Document, type Site } from '../../../contract/index.ts';
import type { WorkspaceStore } from '../../../ports/workspace-store.ts';
import { chunkDocument } from '../../documents/index.ts';
import { allPages } from '../../visits/index.ts';

/** What a site's visitors have, without a trace of what is private. @throws SproutError site-not-found, move-unpublished, move-private, move-changed. */
export async function collectSite(store: WorkspaceStore, id: string): Promise<BundleSite> {
  const site = await store.sites.get(id);
  if (!site) throw new SproutError('site-not-found', { id });
  const version = (await store.sites.versions(id)).find((one) => one.version === site.published);
  if (!version) throw new SproutError('move-unpublished', { site: site.name });
  const documents = new Map(store.documents.list().map((document) => [document.id, document]));
  const isPrivate = (document: string): boolean => documents.get(document)?.private === true;
  for (const { id: document, name, hash } of version.documents) {
    if (isPrivate(document)) throw new SproutError('move-private', { site: site.name, document: name });
    const now = documents.get(document);
    if (now?.hash !== hash || now.status !== 'ready') throw new SproutError('move-changed', { site: site.name, document: name });
  }
  const record = movedSite(site);
  const { withdrawn: _withdrawn, ...shown } = version;
  const open = (chosen: readonly string[] | null): string[] | null => chosen && chosen.filter((document) => !isPrivate(document));
  // As the schema has it: the same content is the same bytes, whatever order its parts were stored in.
  return bundleSiteSchema.parse({
    site: { ...record, documents: open(site.documents) },
    version: { ...shown, leftOut: version.leftOut.filter((document) => !isPrivate(document.id)), settings: { ...version.settings, documents: open(version.settings.documents) } },
    approved: await store.sites.approved(id),
  });
}

/** Where visitors are answered from here, and where copies lie, is this computer's matter: a gateway elsewhere answers them itself. */
export function movedSite({ switched: _switched, copies: _copies, ...record }: Site): Site {
  return record;
}

/** Documents that the sites show, each once, in the order of their ids. */
export function shownDocuments(store: WorkspaceStore, sites: readonly BundleSite[]): Document[] {
  const shown = new Set(sites.flatMap(({ version }) => version.documents.map(({ id }) => id)));
  return store.documents.list().filter(({ id }) => shown.has(id)).sort((left, right) => (left.id < right.id ? -1 : 1));
}

/** A document as it was read. @throws SproutError move-changed where what was read is gone. */
export function collectDocument(store: WorkspaceStore, document: Document, subject: string): { document: BundleDocument; passages: ReturnType<typeof chunkDocument> } {
  const extraction = store.documents.extraction(document.hash);
  if (!extraction) throw new SproutError('move-changed', { site: '', document: document.name });
  // The schema names what goes; where the original lies is not among it.
  return { document: bundleDocumentSchema.parse({ ...document, subject, extraction }), passages: chunkDocument(document, extraction) };
}

export async function collectQuestions(store: WorkspaceStore, sites: readonly string[]): Promise<BundleQuestion[]> {
  const all = await Promise.all(sites.map(async (site) => (await store.inbox.testQuestions(site)).map((question) => ({ site, ...question }))));
  return all.flat();
}

/** What visitors said and left, the oldest first. */
export async function collectInbox(store: WorkspaceStore, site: string): Promise<BundleInboxItem[]> {
  const conversations = await allPages((page) => store.inbox.conversations(site, page), ({ updatedAt }) => updatedAt);
  const leads = await allPages((page) => store.inbox.leads(site, page), ({ receivedAt }) => receivedAt);
  const items: BundleInboxItem[] = [
    ...conversations.flatMap(({ visitor, exchanges }) => exchanges.map((exchange) => ({ type: 'exchange' as const, site, exchange: { ...exchange, visitor } }))).sort((left, right) => order(left.exchange.askedAt, right.exchange.askedAt) || order(left.exchange.id, right.exchange.id)),
    ...leads.map((lead) => ({ type: 'lead' as const, site, lead })).sort((left, right) => order(left.lead.receivedAt, right.lead.receivedAt) || order(left.lead.id, right.lead.id)),
  ];
  return bundleInboxSchema.array().parse(items);
}

const order = (left: string, right: string): number => (left < right ? -1 : left > right ? 1 : 0);
