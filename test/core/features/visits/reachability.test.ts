import { describe, expect, it } from 'vitest';
import type { GatewayState, PublicSite, Reachability } from '../../../../core/contract/index.ts';
import { createReachability } from '../../../../core/features/visits/index.ts';
import type { ProbeResult } from '../../../../core/ports/outside-probe.ts';
import { testGateway, type TestGateway } from '../../../support/gateway.ts';
import { shopOrigin, siteSettings } from '../../../support/live-site.ts';

const { theme, contact } = siteSettings();
const site: PublicSite = { format: 1, id: 'default', version: 1, languages: ['en'], language: 'visitor', sources: 'quotes', theme, contact, live: '', index: null };

/** Asks the gateway's own handler as if it came from outside, or answers in its place. */
async function test(address: string, { open = true, origins = [shopOrigin], answer, change = (given) => given, published = true, through = {}, trustedProxy = 'none', peer = '203.0.113.5' }: { through?: Record<string, string>; trustedProxy?: GatewayState['trustedProxy']; peer?: string; open?: boolean; origins?: string[]; answer?: ProbeResult; change?: (headers: Headers) => Headers; published?: boolean } = {}): Promise<Reachability & { gateway: TestGateway }> {
  const gateway = await testGateway({ settings: { origins } });
  if (published) gateway.sites.files.set('sites/default/site.json', { bytes: new TextEncoder().encode(JSON.stringify(site)), immutable: false });
  const reachability = createReachability({
    visits: gateway.visits, sites: gateway.sites, gateway: { state: () => ({ open, port: 17_181, address: open ? 'http://127.0.0.1:17181' : null, trustedProxy }) },
    probe: {
      async get(url, headers) {
        if (answer) return answer;
        const { origin, ...rest } = headers;
        const response = await gateway.fetch(new URL(url).pathname, { headers: { ...rest, ...through }, peer, origin: origin ?? null });
        const seen = change(response.headers);
        return { status: response.status, body: await response.text(), header: (name) => seen.get(name) };
      },
    },
  });
  return { ...await reachability.test('default', address, 'en'), gateway };
}
const failedStep = ({ steps }: Reachability): [string, string] => { const last = steps.at(-1); return [last?.step ?? '', last?.message ?? '']; };
const answered = (status: number, body = '', headers: Record<string, string> = {}): ProbeResult => ({ status, body, header: (name) => headers[name] ?? null });

describe('a test from outside', () => {
  it('passes every step where this gateway answers, and names them in order', async () => {
    const { reachable, steps } = await test('https://chat.shop.example');
    expect(reachable).toBe(true);
    expect(steps.map(({ step, passed }) => [step, passed])).toEqual(['address', 'name', 'connection', 'encryption', 'gateway', 'site', 'origin', 'visitors'].map((step) => [step, true]));
  });

  it('says what is wrong at the first step that fails, after those that went well', async () => {
    const cases: [ProbeResult | undefined, string, RegExp][] = [
      [{ failed: 'name', detail: 'ENOTFOUND' }, 'name', /does not lead anywhere/], [{ failed: 'private', detail: '10.0.0.1' }, 'name', /private network/], [{ failed: 'refused', detail: 'ECONNREFUSED' }, 'connection', /refuses/],
      [{ failed: 'timeout', detail: 'ETIMEDOUT' }, 'connection', /does not answer/], [{ failed: 'unreachable', detail: 'ENETUNREACH' }, 'connection', /cannot be reached/], [{ failed: 'broken', detail: 'ECONNRESET' }, 'connection', /broke off/],
      [{ failed: 'certificate', detail: 'CERT_HAS_EXPIRED' }, 'encryption', /certificate/], [{ failed: 'encryption', detail: 'ERR_SSL' }, 'encryption', /does not speak https/],
      [answered(502), 'gateway', /tunnel answers.*17181/s], [answered(530), 'gateway', /tunnel answers/], [answered(302), 'gateway', /elsewhere/], [answered(200, '<html>parked'), 'gateway', /Another server/],
      [answered(200, JSON.stringify(site), { 'sprout-proof': 'made-up', 'access-control-allow-origin': shopOrigin }), 'gateway', /Another server/],
    ];
    for (const [answer, step, words] of cases) {
      const report = await test('https://chat.shop.example', answer ? { answer } : {});
      expect(report.reachable).toBe(false);
      expect(failedStep(report), words.source).toEqual([step, expect.stringMatching(words)]);
      expect(report.steps.slice(0, -1).every(({ passed }) => passed)).toBe(true);
      expect(report.steps.map(({ message }) => message).join()).not.toMatch(/\{\w+\}/);
    }
  });

  it('tells a closed gateway, an unpublished site, no allowed page, and headers that were removed on the way', async () => {
    expect(failedStep(await test('https://chat.shop.example', { open: false, answer: answered(502) }))).toEqual(['gateway', expect.stringMatching(/closed/)]);
    expect(failedStep(await test('https://chat.shop.example', { published: false }))).toEqual(['site', expect.stringMatching(/not published/)]);
    expect(failedStep(await test('https://chat.shop.example', { origins: [] }))).toEqual(['origin', expect.stringMatching(/No web page/)]);
    expect(failedStep(await test('https://chat.shop.example', { change: (headers) => { headers.delete('access-control-allow-origin'); return headers; } }))).toEqual(['origin', expect.stringMatching(/removes headers/)]);
  });

  it('tells whether visitors behind a tunnel are taken for one, and what to set', async () => {
    const cloudflare = { 'cf-connecting-ip': '198.51.100.7', 'x-forwarded-for': '198.51.100.7' };
    const proxy = { 'x-forwarded-for': '198.51.100.7' };
    const cases = [
      [cloudflare, 'none', '127.0.0.1', /Set "Cloudflare"/], [proxy, 'none', '::1', /Set the web server/], [proxy, 'cloudflare', '127.0.0.1', /Set the web server/], [{}, 'none', '127.0.0.1', /instead of plain TCP/], [{}, 'cloudflare', '127.0.0.1', /instead of plain TCP/],
      [cloudflare, 'cloudflare', '127.0.0.1', undefined], [cloudflare, 'forwarded-for', '127.0.0.1', undefined], [proxy, 'forwarded-for', '127.0.0.1', undefined], [cloudflare, 'none', '203.0.113.5', undefined],
    ] as const;
    for (const [through, trustedProxy, peer, words] of cases) {
      const report = await test('https://chat.shop.example', { through, trustedProxy, peer });
      expect(report.reachable).toBe(true);
      expect(report.steps.at(-1)).toMatchObject({ step: 'visitors', passed: words === undefined, message: expect.stringMatching(words ?? /told apart/) as string });
    }
  });

  it('wants an address that visitors can use', async () => {
    for (const [address, words] of [['http://chat.shop.example', /http:\/\//], ['chat.shop.example', /not a public/], ['https://chat.shop.example/path', /not a public/], ['https://user@chat.shop.example', /not a public/], ['', /not a public/], ['ftp://x', /not a public/]] as const) expect(failedStep(await test(address))).toEqual(['address', expect.stringMatching(words)]);
  });
});
