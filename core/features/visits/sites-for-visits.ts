import { publicSiteSchema, SproutError, type ApprovedAnswer, type PublicSite, type Site, type SiteVersion, type VisitAnswer } from '../../contract/index.ts';
import type { EventHub } from '../../shared/event-hub.ts';
import type { PublishedIndex, PublishedSite, SitesForVisits } from './published-site.ts';

/** Of the sites feature what visits need. */
export interface SitesFeature {
  list(): Promise<Site[]>;
  /** Until nothing is shown any more of what was marked private or deleted. */
  settled(): Promise<void>;
  /** Newest first. */
  versions(id: string): Promise<SiteVersion[]>;
  /** Kept open while the version is the same. */
  published(id: string): Promise<PublishedIndex | undefined>;
  /** Of the version that visitors see. @throws SproutError where there is none. */
  file(id: string, path: string): Promise<Uint8Array | undefined>;
  /** That may be given at once. */
  clearedAnswers(id: string): Promise<ApprovedAnswer[]>;
  approve(id: string, answer: { question: string; answer: string }): Promise<ApprovedAnswer>;
}

export interface SitesForVisitsOptions {
  readonly sites: SitesFeature;
  readonly events: Pick<EventHub, 'listen'>;
  /** The owner's own answer to what means the same. */
  readonly ownWords: (question: string, approved: readonly ApprovedAnswer[]) => VisitAnswer | undefined;
}

/**
 * Sites as the gateway asks for them, at every request: from memory, until something of them changes. Documents are those that were published; origins, limits, model
 * and instructions are the owner's of now, so that what is closed is closed at once; and so are answers that were approved since.
 */
export function sitesForVisits({ sites, events, ownWords }: SitesForVisitsOptions): SitesForVisits {
  let all: Promise<Site[]> | undefined;
  let made = new Map<string, PublishedSite>();
  let opened = new Map<string, Promise<PublishedIndex>>();
  let files = new Map<string, Uint8Array>();
  events.listen(({ type }) => {
    if (type !== 'sites-changed') return;
    all = undefined;
    made = new Map();
    opened = new Map();
    files = new Map();
  });

  function list(): Promise<Site[]> {
    all ??= sites.list().catch((error: unknown) => { all = undefined; throw error; });
    return all;
  }

  async function get(id: string): Promise<Site> {
    const found = (await list()).find((site) => site.id === id);
    if (!found) throw new SproutError('live-site-not-found', { id });
    return found;
  }

  async function open(id: string): Promise<PublishedIndex> {
    const [held, approved] = await Promise.all([sites.published(id), sites.clearedAnswers(id)]);
    if (!held) throw new SproutError('live-site-not-found', { id });
    const { engine, search } = held;
    return { search, engine: { prepare: (question) => { engine.prepare(question); }, answer: async (question, before, locale) => ownWords(question, approved) ?? engine.answer(question, before, locale) } };
  }

  /** The one of now, also for who came before something was taken out of it. */
  async function index(id: string): Promise<PublishedIndex> {
    await sites.settled();
    const into = opened;
    const known = into.get(id) ?? open(id).catch((error: unknown) => { into.delete(id); throw error; });
    into.set(id, known);
    return known;
  }

  return {
    async published(id) {
      const known = made.get(id);
      if (known) return known;
      // What is read while something changes belongs to before.
      const into = made;
      const settings = (await list()).find((site) => site.id === id);
      if (!settings || settings.published === null) return undefined;
      const withdrawnAt = (await sites.versions(id)).find(({ withdrawn }) => withdrawn)?.publishedAt;
      const site: PublishedSite = { id, settings, index: () => index(id), ...(withdrawnAt === undefined ? {} : { withdrawnAt }) };
      into.set(id, site);
      return site;
    },
    ids: async () => (await list()).map(({ id }) => id),
    settings: get,
    async approve(id, answer) {
      await get(id);
      return sites.approve(id, answer);
    },
    async file(path) {
      await sites.settled();
      const into = files;
      const owner = /^sites\/([^/]+)\//.exec(path)?.[1];
      // Script, engine and the page that tries a site are the same for all: those of the first that is published.
      const site = (await list()).find(({ id, published }) => published !== null && (owner === undefined || id === owner));
      if (!site) return undefined;
      const bytes = into.get(path) ?? fromHere(path, await sites.file(site.id, path), site.switched ? site.liveAddress : '');
      if (!bytes) return undefined;
      // The same bytes again: their tag is known by them. Shards are read rarely, and there are many.
      const immutable = /^sites\/[^/]+\/\d+-[0-9a-f]+\/|-[\w-]{8,}\.js$/.test(path);
      if (!immutable) into.set(path, bytes);
      return { bytes, immutable };
    },
  };
}

/**
 * The widget asks live where it came from, unless the owner switched the site to a gateway elsewhere: the file that is published for other hosts names the gateway's public address, or none.
 */
function fromHere(path: string, bytes: Uint8Array | undefined, live: string | null): Uint8Array | undefined {
  if (!bytes || !path.endsWith('/site.json')) return bytes;
  const site = publicSiteSchema.parse(JSON.parse(new TextDecoder().decode(bytes)));
  return new TextEncoder().encode(JSON.stringify({ ...site, live } satisfies PublicSite));
}
