import type { Browser, Page } from 'playwright-core';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { writeSiteFolder } from '../../core/adapters/disk/index.ts';
import { composeRequest, openCore, openShop, otherComputer } from '../support/moving.ts';
import { serveFolder } from '../support/serve-folder.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';
import { openBrowser } from './support/open-sprout.ts';
import { noChromium } from './support/with-sprout.ts';
import { askWidget, openChat } from './support/with-widget.ts';

describe.skipIf(noChromium)('a site that is switched to a gateway elsewhere, and back', { timeout: 120_000 }, () => {
  let browser: Browser;
  beforeAll(async () => { browser = await openBrowser(); });
  afterAll(async () => { await browser.close(); });

  it.each(['the web host of the firm', 'the laptop itself'])('is answered there by the same line on the page, where the widget comes from %s', async (source) => {
    const home = await temporaryFolder();
    const out = await temporaryFolder();
    const laptop = await openShop(home);
    const { port } = await laptop.features.gateway.open({ port: 0, host: '127.0.0.1' });
    const here = `http://127.0.0.1:${port}`;
    // The owner pastes this once; nothing below changes it.
    const website = await serveFolder(out, `<script src="${source.startsWith('the laptop') ? here : ''}/sprout.js" data-site="default" async></script>`, { 'cache-control': 'no-cache' });
    onTestFinished(() => website.close());
    const { sites, moving } = laptop.features;
    await sites.update('default', { origins: [website.origin], liveAddress: here });
    await sites.publish('default');
    const upload = async (): Promise<void> => writeSiteFolder(out, await sites.files('default'));
    await upload();
    await moving.visitorKey();
    const exported = join(await temporaryFolder(), 'out');
    await moving.export({ ...composeRequest, sites: ['default'] }, { out: exported, locale: 'en' });
    const cloud = await openCore(await otherComputer(home));
    await cloud.features.moving.import(exported, { replace: false });
    const there = `http://127.0.0.1:${(await cloud.features.gateway.open({ port: 0, host: '127.0.0.1' })).port}`;

    const context = await browser.newContext({ locale: 'en-GB' });
    onTestFinished(() => context.close());
    context.setDefaultTimeout(20_000);
    const page = await context.newPage();
    const asked: string[] = [];
    page.on('response', (response) => { const url = new URL(response.url()); if (url.pathname.endsWith('/ask') && response.request().method() === 'POST') asked.push(`${url.origin} ${response.status()}`); });
    const ask = async (question: string): Promise<string> => { asked.length = 0; await openAgain(page, `${website.origin}/empty.html`); return askWidget(page, question); };

    expect(await ask('When are you open on weekdays?')).toContain('from 9 am to 6 pm');
    expect(asked).toEqual([`${here} 200`]);
    await moving.switch.to('default', there, 'en');
    await upload();
    expect(await ask('How long does a repair of a teapot take?')).toContain('three weeks');
    expect(asked).toEqual([`${there} 200`]);
    await moving.switch.to('default', null, 'en');
    await upload();
    expect(await ask('When do you close on Saturdays?')).toContain('2 pm');
    expect(asked).toEqual([`${here} 200`]);
    // One visitor throughout: the key that signs visits is the same.
    const visitors = async (core: typeof laptop): Promise<string[]> => (await core.features.inbox.visits('default', { limit: 50 })).map(({ visitor }) => visitor);
    expect(new Set([...await visitors(laptop), ...await visitors(cloud)]).size).toBe(1);
  });
});

/** The chat is open again where it was open when the page was left. */
async function openAgain(page: Page, address: string): Promise<void> {
  if (page.url() !== address) return openChat(page, address);
  await page.reload();
  await page.locator('.composer textarea').waitFor();
}
