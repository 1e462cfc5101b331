import { describe, expect, it } from 'vitest';
import { allowedOrigins } from '../../core/features/visits/origins.ts';
import { testGateway } from '../support/gateway.ts';

const own = 'https://shop.example';
/** What a page elsewhere might send, or look like. None of them is `https://shop.example`. */
const tricky: readonly string[] = [
  'https://shop.example.evil.example', 'https://evil-shop.example', 'https://evilshop.example', 'https://www.shop.example', 'https://shop.example.', 'https://shop.exampl', 'https://hop.example', 'http://shop.example',
  'https://shop.example:443', 'https://shop.example:8443', 'https://shop.example:80', 'https://SHOP.example', 'HTTPS://shop.example', 'https://Shop.Example', 'https://shop.example/', 'https://shop.example/path', 'https://shop.example?x', 'https://shop.example#x',
  'https://user@shop.example', 'https://shop.example@evil.example', 'https://evil.example@shop.example', 'https://shop.example:x@evil.example', 'https:shop.example', 'https:/shop.example', 'https:\\\\shop.example', 'https://shop.example\\.evil.example', 'https://evil.example\\shop.example',
  'null', 'file://', 'file:///shop.example', 'data:', 'blob:https://shop.example/1', 'about:blank', 'chrome-extension://shop.example', 'app://shop.example', 'ws://shop.example', '', '*', 'shop.example', '//shop.example', 'https://', 'undefined',
  'https://shop.example, https://evil.example', 'https://shop.example https://evil.example', 'https://shop%2eexample', 'https://shop.example%00.evil.example', 'https://xn--shp-5cd.example', 'https://xn--shop-example', 'https://[::1]', 'https://[::ffff:127.0.0.1]', 'http://127.0.0.1', 'http://localhost', 'https://127.0.0.1:17181',
  // As bytes of look-alikes arrive: Cyrillic о, full-width letters, a soft hyphen, a zero-width joiner.
  ...['https://sh\u043ep.example', 'https://\uff53\uff48\uff4f\uff50.example', 'https://sh\u00adop.example', 'https://shop\u200d.example', 'https://shop\u3002example'].map((text) => String.fromCharCode(...new TextEncoder().encode(text))),
];

describe('the origins of a site', () => {
  it('admit no other of more than forty that look like them, for no route, and no browser is told otherwise', async () => {
    const gateway = await testGateway();
    gateway.sites.files.set('sites/default/site.json', { bytes: new TextEncoder().encode('{}'), immutable: false });
    const token = await gateway.begin();
    expect(new Set(tricky).size).toBeGreaterThanOrEqual(40);
    const headers = { authorization: `Bearer ${token}` };
    for (const origin of tricky) {
      const answers = await Promise.all([
        gateway.fetch('/sites/default/visit', { method: 'POST', body: {}, origin }), gateway.fetch('/sites/default/ask', { method: 'POST', body: {}, origin, headers }), gateway.fetch('/sites/default/inbox', { method: 'POST', body: {}, origin, headers }),
        gateway.fetch('/sites/default/answers/x', { origin, headers }), gateway.fetch('/sites/default/visit', { method: 'DELETE', origin, headers }), gateway.fetch('/sites/default/ask', { method: 'OPTIONS', origin }),
      ]);
      expect(answers.map(({ status }) => status), origin).toEqual([403, 403, 403, 403, 403, 403]);
      const file = await gateway.fetch('/sites/default/site.json', { origin });
      expect([...answers, file].map((answer) => answer.headers.get('access-control-allow-origin')), origin).toEqual(Array(7).fill(null));
    }
    expect(gateway.inbox.calls).toEqual([]);
  });

  it('admit nobody who sends none, but to public files', async () => {
    const gateway = await testGateway();
    gateway.sites.files.set('sprout.js', { bytes: new Uint8Array(1), immutable: false });
    for (const [method, path] of [['POST', 'visit'], ['POST', 'ask'], ['POST', 'inbox'], ['GET', 'answers/x'], ['DELETE', 'visit'], ['OPTIONS', 'ask']] as const) {
      expect((await gateway.fetch(`/sites/default/${path}`, { method, origin: null, ...(method === 'POST' ? { body: {} } : {}) })).status, path).toBe(403);
    }
    expect((await gateway.fetch('/sprout.js', { origin: null })).status).toBe(200);
  });

  it('are bound to their site: what one allows is foreign to another', async () => {
    const gateway = await testGateway();
    expect((await gateway.fetch('/sites/other/visit', { method: 'POST', body: {}, origin: own })).status).toBe(403);
    expect((await gateway.fetch('/sites/other/visit', { method: 'POST', body: {}, origin: 'https://other.example' })).status).toBe(200);
    expect((await gateway.fetch('/sites/absent/visit', { method: 'POST', body: {}, origin: own })).status).toBe(404);
  });

  it('are taken from what the owner wrote, parsed once; what is no origin allows nothing', () => {
    expect([...allowedOrigins(['https://shop.example', 'https://Shop.Example:443/', 'https://商店.example', 'http://localhost:8080'])]).toEqual([own, 'https://xn--czrs0t.example', 'http://localhost:8080']);
    expect([...allowedOrigins(['*', 'null', '', 'https://*', 'shop.example', 'https://user@shop.example', 'https://shop.example/path', 'https://shop.example/?q', 'file:///', 'data:text/html,x', 'javascript:1', 'app://sprout', 'https://'])]).toEqual([]);
  });
});
