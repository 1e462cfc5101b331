import type { Page } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import { noChromium } from './support/with-sprout.ts';
import { askWidget, leaveMessage, withWidget } from './support/with-widget.ts';
import type { PageOptions } from './support/widget-host.ts';

interface Seen { names: string[]; builtIns: string; styles: string; violations: string[]; shift: number }
declare global { interface Window { seen: Seen; look(): Pick<Seen, 'names' | 'builtIns' | 'styles'> } }

/** Notes what the page is like before the widget comes: its globals, its elements' styles. Runs in the page before anything else. */
function watch(): void {
  const look = window.look = () => ({
    names: Object.getOwnPropertyNames(window).filter((name) => name !== 'seen' && name !== 'look').sort(),
    builtIns: [Object, Array, String, Function, Promise, Element, HTMLElement, Node, Document, Storage, XMLHttpRequest, EventTarget].map((made) => `${made.name}:${Object.getOwnPropertyNames(made.prototype).sort().join()}`).join('\n'),
    styles: [document.documentElement, ...document.querySelectorAll('head, body, body *')].map((node) => { const style = getComputedStyle(node); return `${node.localName} ${[...style].map((name) => `${name}:${style.getPropertyValue(name)}`).join(';')}`; }).join('\n'),
  });
  window.seen = { names: [], builtIns: '', styles: '', violations: [], shift: 0 };
  document.addEventListener('securitypolicyviolation', (event) => { window.seen.violations.push(`${event.violatedDirective} ${event.blockedURI} ${event.sample}`); });
  // The field in the open window grows by a line as its visitor types; what is in a shadow is named by no node.
  new PerformanceObserver((list) => { for (const entry of list.getEntries() as unknown as { value: number; hadRecentInput: boolean; sources: { node: Node | null }[] }[]) if (!entry.hadRecentInput && entry.sources.some(({ node }) => node)) window.seen.shift += entry.value; }).observe({ type: 'layout-shift', buffered: true });
  document.addEventListener('DOMContentLoaded', () => { Object.assign(window.seen, look()); });
}

const nonce = 'r4nd0m';
const tall = `<main><h1>Shop</h1><p id="text">Welcome.</p><form><input id="name"><select><option>A</option></select></form><ul><li>One</li><li>Two</li></ul>${'<p>Tall</p>'.repeat(60)}</main>`;

describe.skipIf(noChromium)('a host page that makes it hard', () => {
  const { host, newPage } = withWidget();

  /** All of a visit: opens, asks, rates, leaves a message, closes; then the page must be as it was. */
  async function visit(page: Page, address: string, live: boolean): Promise<void> {
    const errors: string[] = [];
    page.on('pageerror', (error) => errors.push(error.message));
    await page.addInitScript(watch);
    await page.goto(address);
    await page.locator('.bubble').waitFor();
    await page.evaluate(() => { scrollTo(0, 300); });
    const scrolled = await page.evaluate(() => scrollY);
    await page.locator('.bubble').click();
    expect(await askWidget(page, 'How long is the warranty on kettles?')).toContain(live ? 'Live: How long' : 'The warranty on kettles is two years.');
    if (live) {
      await page.getByRole('button', { name: 'Helpful', exact: true }).click();
      host().state = 'refusing';
      expect(await askWidget(page, 'Do you ship abroad?')).toContain('We ship abroad to Europe.');
      await page.locator('.foot button').click();
      await leaveMessage(page, 'ann@example.org', 'Hello "you"\n\u2028 and \u0007 bye');
      host().state = 'up';
      await page.evaluate(() => { const back = document.createEvent('Event'); back.initEvent('online', false, false); window.dispatchEvent(back); });
      await expect.poll(() => host().delivered.map(({ type }) => type).sort()).toEqual(['exchange', 'message', 'rating']);
      expect(host().messages()[0]).toMatchObject({ contact: 'ann@example.org', question: 'Hello "you"\n\u2028 and \u0007 bye' });
    }
    await page.keyboard.press('Escape');
    await page.keyboard.press('Escape');
    await page.locator('.bubble').waitFor();
    const { before, after } = await page.evaluate(() => ({ before: window.seen, after: window.look() }));
    expect(after.names).toEqual(before.names);
    expect(after.builtIns).toBe(before.builtIns);
    expect(after.styles).toBe(before.styles);
    expect(before.violations).toEqual([]);
    expect(before.shift).toBe(0);
    expect(await page.evaluate(() => scrollY)).toBe(scrolled);
    expect(errors).toEqual([]);
  }

  const policies: Record<string, () => PageOptions & { live: boolean }> = {
    'a policy of nonces and trusted types': () => ({ live: true, headers: { 'content-security-policy': `default-src 'none'; script-src 'nonce-${nonce}'; connect-src ${host().files} ${host().gateway}; base-uri 'none'; form-action 'none'; require-trusted-types-for 'script'; trusted-types 'none'` }, script: host().snippet.replace('<script', `<script nonce="${nonce}"`) }),
    'a policy of nonces that trusts what they load': () => ({ live: true, headers: { 'content-security-policy': `default-src 'none'; script-src 'nonce-${nonce}' 'strict-dynamic'; connect-src ${host().files} ${host().gateway}` }, script: host().snippet.replace('<script', `<script nonce="${nonce}"`) }),
    'a policy of its own files': () => ({ live: false, headers: { 'content-security-policy': "default-src 'none'; script-src 'self'; connect-src 'self'; sandbox allow-scripts allow-same-origin" }, script: '<script src="/sprout.js" data-site="default" async></script>' }),
    'no policy': () => ({ live: true }),
    'no doctype': () => ({ live: true, quirks: true }),
  };
  it.each(Object.entries(policies))('%s: works, breaks no rule of it, and leaves globals, styles, scroll and layout alone', async (name, options) => {
    const page = await newPage();
    const { live, ...given } = options();
    if (!live) host().site.live = null;
    // A picture as data: no policy here allows one.
    host().site.theme = { ...host().site.theme, avatar: `data:image/png;base64,${picture}` };
    await visit(page, host().add(`policy-${Object.keys(policies).indexOf(name)}`, { body: tall, ...given }), live);
    await page.locator('.bubble').click();
    await page.locator('.avatar canvas').waitFor();
  });

  it('CSS that styles everything: the widget stands where it belongs, above all, in its own sizes', async () => {
    const page = await newPage();
    const css = '* { all: unset !important; transition: all 3s !important } div, section, dialog, sprout-chat, [popover] { display: none !important; opacity: 0 !important; visibility: hidden !important } html { font-size: 40px !important; letter-spacing: 9px !important } body { transform: scale(.5) !important; filter: blur(2px) !important; display: block !important; height: 900px !important } #cover { display: block !important; position: fixed !important; inset: 0 !important; z-index: 2147483647 !important } button { width: 999px !important }';
    await page.goto(host().add('css', { head: `<style>${css}</style>`, body: '<p>Text</p>', script: `${host().snippet}<div id="cover"></div>` }));
    await page.locator('.bubble').waitFor();
    expect(await page.locator('.bubble').boundingBox()).toEqual({ x: 1100 - 80, y: 800 - 80, width: 60, height: 60 });
    expect(await page.evaluate(() => document.elementFromPoint(1050, 750)?.localName)).toBe('sprout-chat');
    await page.locator('.bubble').click();
    expect(await askWidget(page, 'Seen?')).toContain('Live: Seen?');
    expect(await page.locator('.panel').evaluate((node) => { const { fontSize, letterSpacing, opacity, visibility } = getComputedStyle(node); return [fontSize, letterSpacing, opacity, visibility, node.getBoundingClientRect().width]; })).toEqual(['16px', 'normal', '1', 'visible', 392]);
  });

  it('patched globals: old libraries, broken fetch and JSON, fields on every object', async () => {
    const page = await newPage();
    await page.addInitScript(() => {
      const broken = (): never => { throw new Error('patched'); };
      // Prototype.js 1.6, MooTools and the like.
      for (const made of [Array, String, Number, Object]) Object.defineProperty(made.prototype, 'toJSON', { value: () => '"patched"', configurable: true, enumerable: made === Array });
      for (const [name, value] of Object.entries({ headers: 'x', body: 'x', method: 'PATCH', mode: 'no-cors', live: 'https://evil.example', capture: true, once: true, mailto: 1, timeZone: 'Mars', ifAvailable: false, steal: true, type: 'x', text: 'x', page: 7 })) Object.defineProperty(Object.prototype, name, { value, configurable: true, writable: true });
      JSON.stringify = broken;
      window.fetch = broken;
      Array.from = broken as typeof Array.from;
      Element.prototype.remove = broken;
      Function.prototype.bind = broken;
      customElements.define = broken;
      crypto.randomUUID = broken;
      window.requestAnimationFrame = broken;
    });
    await page.goto(host().add('patched', { body: tall }));
    await page.locator('.bubble').click();
    expect(await askWidget(page, 'Are you there?')).toContain('Live: Are you there?');
    host().state = 'refusing';
    expect(await askWidget(page, 'Do you ship abroad?')).toContain('We ship abroad to Europe.');
    await page.locator('.foot button').click();
    await leaveMessage(page, 'ann@example.org', 'Patched?');
    host().state = 'up';
    // The page's own world is so broken that no test can run in it.
    await page.context().setOffline(true);
    await page.context().setOffline(false);
    await expect.poll(() => host().messages()).toMatchObject([{ question: 'Patched?', contact: 'ann@example.org' }]);
    expect([...host().asked.values()]).toEqual(['Are you there?']);
  });

  it('shortcuts of the page: they do not hear what is typed, and composing a word sends nothing', async () => {
    const page = await newPage();
    await page.goto(host().add('shortcuts', { head: '<script>window.heard = 0; document.addEventListener("keydown", (event) => { heard += 1; event.preventDefault(); });</script>' }));
    await page.locator('.bubble').click();
    await page.keyboard.type('ship? s/k');
    expect(await page.locator('textarea').inputValue()).toBe('ship? s/k');
    await page.locator('textarea').evaluate((field) => { field.dispatchEvent(new KeyboardEvent('keydown', { key: 'Enter', isComposing: true, bubbles: true, composed: true, cancelable: true })); });
    expect(await page.locator('.exchange').count()).toBe(0);
    expect(await page.evaluate('heard')).toBe(0);
  });

  it('blocked storage: all works until the page is left', async () => {
    const page = await newPage();
    await page.addInitScript(() => { for (const name of ['localStorage', 'sessionStorage']) Object.defineProperty(window, name, { get() { throw new DOMException('blocked', 'SecurityError'); } }); });
    await visit(page, host().add('blocked', { body: tall }), true);
  });

  it('a frame that may only run scripts: no storage, no locks, no forms', async () => {
    const page = await newPage();
    const inner = host().add('framed', { body: tall });
    await page.goto(host().add('frame', { body: `<main><h1>Frame</h1><iframe title="shop" sandbox="allow-scripts" src="${inner}" width="900" height="700"></iframe></main>`, script: '' }));
    const frame = page.frameLocator('iframe');
    await frame.locator('.bubble').click();
    await frame.locator('textarea').fill('In a frame?');
    await frame.locator('textarea').press('Enter');
    await frame.getByText('Live: In a frame?').waitFor();
    host().state = 'refusing';
    await frame.locator('.foot button').click();
    await frame.locator('#contact').fill('ann@example.org');
    await frame.locator('#message').fill('From a frame');
    await frame.locator('#consent').check();
    await frame.locator('#contact').press('Enter');
    await frame.locator('.thanks').waitFor();
    host().state = 'up';
    await expect.poll(() => host().messages()).toMatchObject([{ question: 'From a frame' }]);
  });

  it('a slow network: the page does not wait, and the answer comes', async () => {
    const page = await newPage();
    host().slowness = 700;
    host().site.live = null;
    await page.goto(host().add('slow', { body: tall }), { waitUntil: 'domcontentloaded' });
    expect(await page.locator('sprout-chat').count()).toBe(0);
    await page.locator('.bubble').click();
    expect(await askWidget(page, 'How long is the warranty?')).toContain('two years');
  });
});

/** One green pixel. */
const picture = 'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNkYPhfDwAChwGA60e6kgAAAABJRU5ErkJggg==';
