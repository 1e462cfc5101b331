import { zipSync } from 'fflate';
import { SproutError, type ApprovedAnswer, type Locale, type OutdatedCopy, type PublicReview, type ReadPublished, type Site, type SiteCopy, type SiteVersion, type VisitEngine } from '../../contract/index.ts';
import type { SiteFoldersOnDisk } from '../../ports/site-folders.ts';
import type { SiteStore } from '../../ports/site-store.ts';
import type { WorkspaceStore } from '../../ports/workspace-store.ts';
import type { EventHub } from '../../shared/event-hub.ts';
import { inTurn } from '../../shared/in-turn.ts';
import type { MeaningSearch } from '../search/index.ts';
import { assumedCopies, outdatedCopies, replaced, withCopy } from './copies.ts';
import { openPublished, type Published, type PublishedOptions } from './engine/open-published.ts';
import { lateSearch } from './late-search.ts';
import { makePublication, withLiveAddress, withoutDocuments, type SiteFile } from './make-publication.ts';
import { cleared, ownTexts } from './own-texts.ts';
import { publishedMeaning } from './published-meaning.ts';
import { createReviews, stops } from './review.ts';
import { changedSettings, newSettings, newSiteId, type SettingsChange } from './site-settings.ts';
import { createWithdrawals, withdrawnOf, type Withdrawn } from './withdrawals.ts';

export interface SitesDependencies {
  readonly store: WorkspaceStore;
  readonly sites: SiteStore;
  readonly folders: SiteFoldersOnDisk;
  readonly events: EventHub;
  readonly now?: () => Date;
  readonly id?: () => string;
  /** Opens an engine that answers elsewhere than in this thread; here without. */
  readonly openEngine?: (read: ReadPublished) => Promise<VisitEngine & { close(): Promise<void> }>;
  /** Of the workspace: a model that answers visitors is shown passages that were found by meaning, too. */
  readonly meaning?: Pick<MeaningSearch, 'find'>;
  /** IANA name, of the firm. */
  readonly timeZone?: string;
  /** Language of the owner. */
  readonly locale?: () => Locale;
  /** Is told of a site that shows what was just marked private or deleted, before that is taken out. */
  readonly onWithdraw?: (site: string) => void;
  readonly onBug?: (error: unknown) => void;
}

/** Instead of the documents that the site's owner chose. */
export interface PublishOptions { readonly documents?: readonly string[] }

export interface Sites {
  /** Forgets versions whose files are gone: a backup that was put back holds none, and visitors are then answered from their web host's copy. And takes out what a stop in the middle left. */
  start(): Promise<void>;
  /** Takes what is private or deleted by now from what visitors of all sites are shown; it happens by itself where a document changes. */
  withdraw(): Promise<void>;
  /** Until nothing is shown any more of what was marked private or deleted: who keeps something open of a site waits for it. */
  settled(): Promise<void>;
  /** The oldest first; there is always `default`. */
  list(): Promise<Site[]>;
  /** @throws SproutError site-not-found; so do all below. */
  get(id: string): Promise<Site>;
  create(settings: SettingsChange & { readonly name: string }): Promise<Site>;
  /** Visitors see the change with the next publication. @throws SproutError origin-invalid, site-name. */
  update(id: string, change: SettingsChange): Promise<Site>;
  delete(id: string): Promise<void>;
  review(id: string, options?: PublishOptions): Promise<PublicReview>;
  /** The very text of a document that would leave. @throws SproutError document-not-found. */
  leaving(id: string, document: string): Promise<string>;
  accept(id: string, keys: readonly string[], accepted: boolean, options?: PublishOptions): Promise<PublicReview>;
  /** @throws SproutError site-documents, site-empty, site-findings, site-widget, disk-full, file-unwritable; visitors then see what they saw before. */
  publish(id: string, options?: PublishOptions): Promise<SiteVersion>;
  /** Newest first. */
  versions(id: string): Promise<SiteVersion[]>;
  /** What was marked private or deleted since is not shown again: a version with such a document comes back without it, as a new version. @throws SproutError site-version-not-found, and of `publish`. */
  putBack(id: string, version: number): Promise<Site>;
  /**
   * Has visitors answered at another address, and publishes that and nothing else: the same documents in the same index. @param switched what is remembered of it.
   * @throws SproutError site-unpublished, origin-invalid, disk-full; nothing is changed then.
   */
  moveLive(id: string, address: string | null, switched: Site['switched']): Promise<Site>;
  /** All files that visitors see. @throws SproutError site-unpublished. */
  files(id: string): Promise<SiteFile[]>;
  file(id: string, path: string): Promise<Uint8Array | undefined>;
  /** What visitors of all sites see, for a backup. Not published anew after a restore: what leaves is what the owner looked at, not what the documents are by then. */
  keptFiles(): Promise<{ site: string; version: number; name: string; path: string }[]>;
  /** The same as one zip file. */
  download(id: string): Promise<{ name: string; bytes: Uint8Array }>;
  /** What visitors see, opened and kept in memory: for who answers them from here. Undefined before the first publication. */
  published(id: string): Promise<Published | undefined>;
  /** Remembers that visitors may be shown what is published now from somewhere else, too. @param kind, place as in `siteCopySchema`. */
  copied(id: string, copy: Pick<SiteCopy, 'kind' | 'place'>): Promise<void>;
  /** Of all sites, those that show what was marked private or deleted since. */
  outdatedCopies(): Promise<OutdatedCopy[]>;
  /** Writes a folder of this computer anew. @throws SproutError site-copy-not-found, site-copy-elsewhere, site-unpublished, file-unwritable, disk-full. */
  renewCopy(id: string, copy: string): Promise<void>;
  /** The owner says that the old copy is not there any more. @throws SproutError site-copy-not-found. */
  copyReplaced(id: string, copy: string): Promise<void>;
  approved(id: string): Promise<ApprovedAnswer[]>;
  /** Those that may be given before they are published: without what would keep them from it. */
  clearedAnswers(id: string): Promise<ApprovedAnswer[]>;
  approve(id: string, answer: { id?: string | undefined; question: string; answer: string }): Promise<ApprovedAnswer>;
  /** @throws SproutError approved-not-found. */
  deleteApproved(id: string, answer: string): Promise<void>;
  close(): Promise<void>;
}

interface Opened extends Published { close(): Promise<void> }

/** The first site of a workspace. */
const first = 'default';
const firstName = { en: 'Website', zh: '网站' } as const;
const keptVersions = 10;
/** Of what keeps from publishing, named in the error. */
const namedFindings = 5;

export function createSites({ store, sites, folders, events, openEngine, meaning, now = () => new Date(), id: newId = () => crypto.randomUUID(), timeZone = Intl.DateTimeFormat().resolvedOptions().timeZone, locale = () => 'en', onWithdraw = () => undefined, onBug = () => undefined }: SitesDependencies): Sites {
  const reviews = createReviews(store);
  /** One publication at a time: two would take the same number. What takes versions away or shows others waits for it, too. */
  const publishing = inTurn();
  /** Of a site's record, which is written as a whole after it was read; a new one's id is none of those that are there. */
  const recording = inTurn();
  const opened = new Map<string, { readonly version: number; readonly published: Promise<Opened> }>();

  const changed = (): void => { events.emit({ type: 'sites-changed' }); };

  async function list(): Promise<Site[]> {
    const all = await sites.list();
    if (all.some(({ id }) => id === first)) return all;
    await sites.save({ ...newSettings(firstName[locale()], timeZone), id: first, createdAt: now().toISOString(), published: null, accepted: [], copies: [] });
    return sites.list();
  }

  async function get(id: string): Promise<Site> {
    const site = (await list()).find((one) => one.id === id);
    if (!site) throw new SproutError('site-not-found', { id });
    return site;
  }

  function save(id: string, change: (before: Site) => Site): Promise<Site> {
    return recording(async () => {
      const site = change(await get(id));
      await sites.save(site);
      changed();
      return site;
    });
  }

  async function shown(id: string): Promise<{ site: Site; version: number }> {
    const site = await get(id);
    if (site.published === null || closed.has(id)) throw new SproutError('site-unpublished', { site: site.name });
    return { site, version: site.published };
  }

  async function publish(id: string, { documents }: PublishOptions): Promise<SiteVersion> {
    const site = await get(id);
    if (site.documents === null && documents === undefined) throw new SproutError('site-documents', { site: site.name });
    const choice = reviews.choose(site, documents);
    const approved = await sites.approved(id);
    if (choice.chosen.length === 0 && approved.length === 0) throw new SproutError('site-empty', { missing: choice.leftOut.map(({ name }) => name).join(', ') || '–' });
    const { findings } = await reviews.review(site, choice, ownTexts(site, approved, locale()));
    const stopping = findings.filter(stops);
    if (stopping.length > 0) throw new SproutError('site-findings', { count: stopping.length, found: named(stopping) });
    const before = await sites.versions(id);
    const version = after(before);
    const { files, passages } = await makePublication(site, version, choice.chosen, approved, await folders.widgetFiles());
    await folders.write(id, version, files);
    const { id: _id, createdAt: _createdAt, published: _published, accepted: _accepted, switched: _switched, copies: _copies, ...settings } = site;
    const made: SiteVersion = {
      version, publishedAt: now().toISOString(), documents: choice.chosen.map(({ document }) => ({ id: document.id, name: document.name, hash: document.hash })), leftOut: choice.leftOut,
      passages, approved: approved.length, bytes: sizeOf(files), settings,
    };
    // From here on visitors see it; a stop before leaves files that nothing names, and the next publication writes over them.
    await show(id, made);
    return made;
  }

  async function show(id: string, made: SiteVersion): Promise<void> {
    await recording(() => sites.publish(id, made));
    closed.delete(id);
    await forgetOld(id, made.version);
    changed();
  }

  /** A version once more, without some of its documents: files of its own, settings of its own, nothing of now. */
  async function without(id: string, of: SiteVersion, gone: Withdrawn): Promise<void> {
    await countCopies(id);
    const version = after(await sites.versions(id));
    const places = new Set(gone.map((one) => of.documents.findIndex((document) => document.id === one.id)));
    const { files, passages } = await withoutDocuments(await filesOf(id, of.version), { ...of.settings, id }, version, places, await folders.widgetFiles());
    await folders.write(id, version, files);
    await show(id, {
      ...of, version, publishedAt: now().toISOString(), documents: of.documents.filter((_, place) => !places.has(place)),
      leftOut: [...of.leftOut.filter(({ id: one }) => !gone.some((document) => document.id === one)), ...gone.map(({ id: document, name, private: isPrivate }) => ({ id: document, name, ...(isPrivate ? { private: true } : {}) }))],
      passages, bytes: sizeOf(files), withdrawn: { of: of.version, documents: gone },
    });
  }

  /** Before the first change of what is shown: what was published until then may lie elsewhere. */
  async function countCopies(id: string): Promise<void> {
    const site = await get(id);
    if (site.copies) return;
    const version = (await sites.versions(id)).find((one) => one.version === site.published);
    await save(id, (before) => (before.copies ? before : { ...before, copies: assumedCopies(before, version, newId) }));
  }

  async function moveLive(id: string, address: string | null, switched: Site['switched']): Promise<Site> {
    const { site, version: shownVersion } = await shown(id);
    const versions = await sites.versions(id);
    const before = versions.find(({ version }) => version === shownVersion);
    if (!before) throw new SproutError('site-version-not-found', { version: shownVersion, site: site.name });
    const { liveAddress } = changedSettings(before.settings, { liveAddress: address });
    const { withdrawn: _withdrawn, ...same } = before;
    const version = after(versions);
    const made = withLiveAddress(await files(id), { id, theme: before.settings.theme }, version, liveAddress);
    await folders.write(id, version, made);
    await recording(async () => {
      const { switched: _switched, ...record } = await get(id);
      await sites.save({ ...record, liveAddress, ...(switched ? { switched } : {}) });
      await sites.publish(id, { ...same, version, publishedAt: now().toISOString(), bytes: sizeOf(made), settings: { ...before.settings, liveAddress } });
    });
    await forgetOld(id, version);
    changed();
    return get(id);
  }

  /** Files first: what a stop leaves of it is then seen by `start`. */
  async function forgetOld(id: string, published: number | null): Promise<void> {
    for (const { version } of (await sites.versions(id)).slice(keptVersions)) {
      if (version === published) continue;
      await folders.deleteVersion(id, version);
      await sites.deleteVersion(id, version);
    }
  }

  async function review(site: Site, { documents }: PublishOptions): Promise<PublicReview> {
    return reviews.review(site, reviews.choose(site, documents), ownTexts(site, await sites.approved(site.id), locale()));
  }

  async function files(id: string): Promise<SiteFile[]> {
    return filesOf(id, (await shown(id)).version);
  }

  async function filesOf(id: string, version: number): Promise<SiteFile[]> {
    const found: SiteFile[] = [];
    for (const path of await folders.list(id, version)) {
      const bytes = await folders.read(id, version, path);
      if (bytes) found.push({ path, bytes });
    }
    return found;
  }

  /** Sites of which nothing is shown, for what they show may not be, and could not be taken out. */
  const closed = new Set<string>();
  const withdrawals = createWithdrawals({
    store, sites, events, publishing, onWithdraw, without, onBug,
    async close(id) {
      closed.add(id);
      await save(id, (before) => ({ ...before, published: null }));
    },
  });

  async function copied(id: string, copy: Pick<SiteCopy, 'kind' | 'place'>): Promise<void> {
    await countCopies(id);
    const { version } = await shown(id);
    const documents = (await sites.versions(id)).find((one) => one.version === version)?.documents.map(({ id: document, name }) => ({ id: document, name })) ?? [];
    await save(id, (before) => ({ ...before, copies: withCopy(before.copies ?? [], copy, { at: now().toISOString(), documents }, newId(), store.documents) }));
  }

  return {
    list, get, copied,
    async files(id) { await withdrawals.settled(); return files(id); },
    withdraw: () => withdrawals.check(),
    settled: () => withdrawals.settled(),
    async outdatedCopies() { return (await list()).flatMap((site) => outdatedCopies(site, store.documents)); },
    async renewCopy(id, copy) {
      const { copies = [], name } = await get(id);
      const known = copies.find((one) => one.id === copy);
      if (!known) throw new SproutError('site-copy-not-found', { site: name });
      if (known.kind !== 'folder' || known.place === null) throw new SproutError('site-copy-elsewhere');
      await withdrawals.settled();
      await folders.writeOut(known.place, await files(id), { keepBefore: false });
      await copied(id, known);
    },
    copyReplaced: async (id, copy) => { await save(id, (before) => ({ ...before, copies: replaced(before, copy) })); },
    async start() {
      for (const site of await sites.list()) {
        for (const { version } of await sites.versions(site.id)) {
          if ((await folders.list(site.id, version)).length > 0) continue;
          if (site.published === version) await sites.save({ ...site, published: null });
          await sites.deleteVersion(site.id, version);
        }
        await forgetOld(site.id, site.published);
        await countCopies(site.id);
      }
      await withdrawals.check();
    },
    create: ({ name, ...more }) => recording(async () => {
      const settings = changedSettings(newSettings(name, timeZone), { name, ...more });
      const site: Site = { ...settings, id: newSiteId(name, (await list()).map(({ id }) => id)), createdAt: now().toISOString(), published: null, accepted: [], copies: [] };
      await sites.save(site);
      changed();
      return site;
    }),
    update: (id, change) => save(id, ({ id: _id, createdAt, published, accepted, switched, copies, ...before }) => {
      const settings = changedSettings(before, change);
      // Who writes another address by hand goes on from there.
      return { ...settings, id, createdAt, published, accepted, ...(copies ? { copies } : {}), ...(switched && settings.liveAddress === before.liveAddress ? { switched } : {}) };
    }),
    moveLive: (id, address, switched) => publishing(() => moveLive(id, address, switched)),
    delete: (id) => publishing(() => recording(async () => {
      await get(id);
      await folders.delete(id);
      await sites.delete(id);
      await closeOpened(id);
      changed();
    })),
    review: async (id, options = {}) => review(await get(id), options),
    async leaving(id, document) {
      const site = await get(id);
      const own = ownTexts(site, await sites.approved(id), locale()).find((one) => one.id === document);
      if (own) return own.blocks.map(({ text }) => text).join('\n');
      if (!reviews.choose(site).chosen.some((one) => one.document.id === document)) throw new SproutError('document-not-found', { id: document });
      return reviews.text(document);
    },
    async accept(id, keys, accepted, options = {}) {
      const these = new Set(keys);
      const site = await save(id, (before) => { const others = before.accepted.filter((key) => !these.has(key)); return { ...before, accepted: accepted ? [...others, ...these] : others }; });
      return review(site, options);
    },
    publish: (id, options = {}) => publishing(() => publish(id, options)),
    async versions(id) { await get(id); return sites.versions(id); },
    putBack: (id, version) => publishing(async () => {
      const { name } = await get(id);
      const kept = (await sites.versions(id)).find((one) => one.version === version);
      if (!kept || (await folders.list(id, version)).length === 0) throw new SproutError('site-version-not-found', { version, site: name });
      const gone = withdrawnOf(kept.documents, store.documents);
      if (gone.length === 0) {
        closed.delete(id);
        return save(id, (before) => ({ ...before, published: version }));
      }
      await without(id, kept, gone);
      return get(id);
    }),
    async file(id, path) {
      await withdrawals.settled();
      const { version } = await shown(id);
      return folders.read(id, version, path);
    },
    async keptFiles() {
      await withdrawals.settled();
      const kept = [];
      for (const { id, published: version } of await sites.list()) {
        if (version !== null) for (const name of await folders.list(id, version)) kept.push({ site: id, version, name, path: folders.place(id, version, name) });
      }
      return kept;
    },
    async download(id) {
      await withdrawals.settled();
      const { site, version } = await shown(id);
      const held = await files(id);
      if (held.length === 0) throw new SproutError('site-version-not-found', { version, site: site.name });
      await copied(id, { kind: 'download', place: null });
      // The index is packed already.
      return { name: `sprout-${id}-${version}.zip`, bytes: zipSync(Object.fromEntries(held.map(({ path, bytes }) => [path, [bytes, { level: path.endsWith('.bin') ? 0 : 6 }]]))) };
    },
    async published(id) {
      await withdrawals.settled();
      const { published: version } = await get(id);
      if (version === null || closed.has(id)) return undefined;
      const known = opened.get(id);
      if (known?.version === version) return known.published;
      void closeOpened(id).catch(() => undefined);
      const published = open(id, version);
      opened.set(id, { version, published });
      published.catch(() => { if (opened.get(id)?.published === published) opened.delete(id); });
      return published;
    },
    async approved(id) { await get(id); return sites.approved(id); },
    async clearedAnswers(id) { const { accepted } = await get(id); return cleared(await sites.approved(id), accepted); },
    async approve(id, { id: known, question, answer }) {
      await get(id);
      const before = known === undefined ? undefined : (await sites.approved(id)).find((one) => one.id === known);
      if (known !== undefined && !before) throw new SproutError('approved-not-found', { id: known });
      const approved: ApprovedAnswer = { id: before?.id ?? newId(), question: question.trim(), answer: answer.trim(), createdAt: before?.createdAt ?? now().toISOString(), ...(before ? { changedAt: now().toISOString() } : {}) };
      await sites.saveApproved(id, approved);
      changed();
      return approved;
    },
    async deleteApproved(id, answer) {
      await get(id);
      if (!await sites.deleteApproved(id, answer)) throw new SproutError('approved-not-found', { id: answer });
      changed();
    },
    async close() {
      await withdrawals.settled().catch(() => undefined);
      await Promise.all([...opened.keys()].map(closeOpened));
    },
  };

  /** What is being answered from it is answered still. */
  async function closeOpened(id: string): Promise<void> {
    const known = opened.get(id);
    opened.delete(id);
    await (await known?.published.catch(() => undefined))?.close();
  }

  async function open(id: string, version: number): Promise<Opened> {
    const documents = (await sites.versions(id)).find((one) => one.version === version)?.documents ?? [];
    const manifest = (await folders.list(id, version)).find((path) => path.endsWith('/manifest.bin'));
    const folder = manifest?.slice(0, -'manifest.bin'.length) ?? '';
    const options: PublishedOptions = {
      mode: 'live', whole: true,
      ...(meaning ? { meaning: (passage) => publishedMeaning({ meaning, documents, now: (document) => store.documents.get(document), passage }) } : {}),
      async read(path) {
        const bytes = await folders.read(id, version, `${folder}${path}`);
        if (!bytes) throw new SproutError('site-version-not-found', { version, site: id });
        return bytes;
      },
    };
    if (!openEngine) return { ...await openPublished(options), close: async () => undefined };
    const engine = await openEngine(options.read);
    return { engine, search: lateSearch(async () => (await openPublished(options)).search), close: () => engine.close() };
  }
}

/** The number of the next version. */
const after = (versions: readonly SiteVersion[]): number => Math.max(0, ...versions.map(({ version }) => version)) + 1;

const sizeOf = (files: readonly SiteFile[]): number => files.reduce((sum, { bytes }) => sum + bytes.length, 0);

/** The first of them, with what is secret shortened: an error is printed and kept in logs. */
function named(findings: PublicReview['findings']): string {
  const shown = findings.slice(0, namedFindings).map(({ name, kind, text }) => `${name}: ${text.slice(0, kind === 'secret' ? 8 : 4)}… (${kind})`);
  return [...shown, ...(findings.length > namedFindings ? ['…'] : [])].join('; ');
}
