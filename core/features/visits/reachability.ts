import { publicSiteSchema, type Locale, type Reachability as Report } from '../../contract/index.ts';
import type { OutsideProbe, ProbeResult } from '../../ports/outside-probe.ts';
import type { GatewaySwitch } from './gateway-switch.ts';
import { allowedOrigins } from './origins.ts';
import type { SitesForVisits } from './published-site.ts';
import { reachabilityMessages } from './reachability-messages.ts';
import type { Visits } from './visits.ts';

/** Whether visitors reach the gateway by its public address. */
export interface Reachability {
  /** @throws SproutError site-not-found. */
  test(site: string, address: string, locale: Locale): Promise<Report>;
}

export interface ReachabilityOptions { readonly probe: OutsideProbe; readonly visits: Pick<Visits, 'prove'>; readonly sites: Pick<SitesForVisits, 'settings' | 'published'>; readonly gateway: Pick<GatewaySwitch, 'state'> }

type Step = Report['steps'][number]['step'];
type MessageKey = keyof typeof reachabilityMessages;
type Answered = Extract<ProbeResult, { status: number }>;

/** Of a gateway that is behind: a tunnel says this when its other end is silent. */
const badGateway: ReadonlySet<number> = new Set([502, 503, 504, 520, 521, 522, 523, 524, 530]);
/** Which step failed, and what is said of it. */
const failures: Readonly<Record<NonNullable<ProbeResult['failed']>, readonly [Step, MessageKey]>> = {
  name: ['name', 'name-wrong'], private: ['name', 'name-private'], refused: ['connection', 'connection-refused'], timeout: ['connection', 'connection-timeout'], unreachable: ['connection', 'connection-unreachable'],
  broken: ['connection', 'connection-broken'], certificate: ['encryption', 'encryption-certificate'], encryption: ['encryption', 'encryption-wrong'],
};
const order: readonly Step[] = ['address', 'name', 'connection', 'encryption', 'gateway', 'site', 'origin', 'visitors'];

export function createReachability({ probe, visits, sites, gateway }: ReachabilityOptions): Reachability {
  return {
    async test(site, given, locale) {
      const settings = await sites.settings(site);
      const steps: Report['steps'] = [];
      const fields: Record<string, string | number> = { address: given.trim().slice(0, 300), site, port: gateway.state(locale).port };
      const say = (step: Step, passed: boolean, key: MessageKey): void => { steps.push({ step, passed, message: reachabilityMessages[key][locale].replaceAll(/\{(\w+)\}/g, (whole, name: string) => String(fields[name] ?? whole)) }); };
      const fail = (step: Step, key: MessageKey): Report => {
        // What comes before the step that failed went well.
        for (const before of order.slice(steps.length, order.indexOf(step))) say(before, true, `${before}-good` as MessageKey);
        say(step, false, key);
        return { reachable: false, steps };
      };

      const url = URL.canParse(given.trim()) ? new URL(given.trim()) : undefined;
      if (url?.protocol === 'http:') return fail('address', 'address-http');
      if (url?.protocol !== 'https:' || url.username !== '' || url.password !== '' || url.pathname !== '/' || url.search !== '' || url.hash !== '') return fail('address', 'address-wrong');
      fields['host'] = url.host;
      const [origin] = allowedOrigins((await sites.published(site))?.settings.origins ?? settings.origins);
      const challenge = crypto.randomUUID();
      const answer = await probe.get(`${url.origin}/sites/${site}/site.json`, { 'sprout-probe': challenge, 'cache-control': 'no-cache', ...(origin === undefined ? {} : { origin }) });
      if (answer.failed !== undefined) {
        fields['detail'] = answer.detail;
        return fail(...failures[answer.failed]);
      }
      fields['detail'] = answer.status;
      const proven = answer.header('sprout-proof') === await visits.prove(challenge);
      if (!proven) return fail('gateway', otherAnswer(answer.status));
      if (answer.status !== 200 || !isSite(answer, site)) return fail('site', 'site-wrong');
      if (origin === undefined) return fail('origin', 'origin-none');
      fields['origin'] = origin;
      if (answer.header('access-control-allow-origin') !== origin) return fail('origin', 'origin-wrong');
      const { trustedProxy } = gateway.state(locale);
      const teller = answer.header('sprout-addresses');
      // Cloudflare sends the other header along.
      const told = teller === 'direct' || teller === trustedProxy || (teller === 'cloudflare' && trustedProxy === 'forwarded-for');
      if (!told) return { ...fail('visitors', teller === 'cloudflare' ? 'visitors-cloudflare' : teller === 'forwarded-for' ? 'visitors-forwarded' : 'visitors-alike'), reachable: true };
      for (const step of order) say(step, true, `${step}-good`);
      return { reachable: true, steps };

      /** Whatever answers, it is not this gateway. */
      function otherAnswer(status: number): MessageKey {
        if (gateway.state(locale).address === null) return 'gateway-closed';
        if (badGateway.has(status)) return 'gateway-tunnel';
        return status >= 300 && status < 400 ? 'gateway-redirect' : 'gateway-other';
      }
    },
  };
}

function isSite({ body }: Answered, site: string): boolean {
  try {
    return publicSiteSchema.safeParse(JSON.parse(body)).data?.id === site;
  } catch {
    return false; // Not even JSON.
  }
}
