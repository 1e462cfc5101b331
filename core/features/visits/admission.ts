import { SproutError, type GatewayState, type SiteLimits } from '../../contract/index.ts';
import type { RateLimiter } from '../../ports/rate-limiter.ts';
import { clientAddress, type ProxyPlace, type Sender } from './client-address.ts';
import { allowedOrigins } from './origins.ts';
import type { PublishedSite, SitesForVisits } from './published-site.ts';
import type { VisitorTokens } from './visitor-token.ts';

/** What a request is for; each has limits of its own. */
export type VisitPurpose = 'visit' | 'ask' | 'resume' | 'deliver' | 'forget';

export interface VisitRequest extends Sender { readonly site: string; readonly origin: string | null; readonly purpose: VisitPurpose }

/** Who has been let in. */
export interface Visit { readonly site: PublishedSite; readonly visitor: string; /** Names the visitor among all sites. */ readonly owner: string; readonly address: string }

export interface Admission {
  /** The site, if pages of this origin may hold it. @throws SproutError live-site-not-found, origin-refused. */
  origin(site: string, origin: string | null): Promise<PublishedSite>;
  /** Before the body is read and before any store is asked. @throws SproutError of `origin`, visit-limited. */
  request(request: VisitRequest): Promise<{ site: PublishedSite; origin: string; address: string }>;
  /** The same with the visit it belongs to. @throws SproutError of `request`, visit-missing. */
  visit(request: VisitRequest): Promise<Visit>;
}

export interface AdmissionOptions {
  readonly sites: Pick<SitesForVisits, 'published'>;
  readonly limiter: RateLimiter;
  readonly tokens: VisitorTokens;
  readonly trustedProxy: () => GatewayState['trustedProxy'];
  readonly proxies?: ProxyPlace | undefined;
  /** Origins of this computer's own preview. */
  readonly previewOrigins: () => readonly string[];
}

const minute = 60;
const hour = 3600;
/** Requests a minute and address, beside those for answers: a page that is opened begins a visit, and a broken stream is resumed several times. */
const perMinute: Readonly<Record<Exclude<VisitPurpose, 'ask'>, number>> = { visit: 30, resume: 60, deliver: 30, forget: 10 };

export function createAdmission({ sites, limiter, tokens, trustedProxy, proxies, previewOrigins }: AdmissionOptions): Admission {
  /** Parsed once for each setting. */
  const parsed = new WeakMap<object, ReadonlySet<string>>();

  function originsOf({ settings }: PublishedSite): ReadonlySet<string> {
    const known = parsed.get(settings);
    if (known) return known;
    // The page that tries the site lies on the gateway itself.
    const made = allowedOrigins([...settings.origins, ...settings.liveAddress === null ? [] : [settings.liveAddress]]);
    parsed.set(settings, made);
    return made;
  }

  async function origin(id: string, given: string | null): Promise<PublishedSite> {
    const site = await sites.published(id);
    if (!site) throw new SproutError('live-site-not-found', { id });
    if (given === null || !(originsOf(site).has(given) || previewOrigins().includes(given))) throw new SproutError('origin-refused');
    return site;
  }

  async function within(key: string, limit: number, seconds: number): Promise<void> {
    const wait = await limiter.take(key, limit, seconds);
    if (wait > 0) throw new SproutError('visit-limited', { seconds: wait });
  }

  const addressLimit = (purpose: VisitPurpose, { perMinutePerAddress }: SiteLimits): number => (purpose === 'ask' ? perMinutePerAddress : Math.max(perMinute[purpose], perMinutePerAddress));

  async function request({ site: id, origin: given, purpose, ...sender }: VisitRequest): Promise<{ site: PublishedSite; origin: string; address: string }> {
    const site = await origin(id, given);
    const address = clientAddress(sender, trustedProxy(), proxies);
    await within(`${purpose} ${site.id} ${address}`, addressLimit(purpose, site.settings.limits), minute);
    return { site, origin: given ?? '', address };
  }

  return {
    origin, request,
    async visit(wanted) {
      const { site, origin: given, address } = await request(wanted);
      const token = await tokens.verify(/^Bearer (\S+)$/.exec(wanted.headers.get('authorization') ?? '')?.[1], site.id, given);
      if (!token) throw new SproutError('visit-missing');
      if (wanted.purpose === 'ask') await within(`visitor ${site.id} ${token.visitor}`, site.settings.limits.perHourPerVisitor, hour);
      return { site, visitor: token.visitor, owner: ownerOf(site.id, token.visitor), address };
    },
  };
}

/** One name for a visitor of a site. */
export const ownerOf = (site: string, visitor: string): string => `${site} ${visitor}`;
