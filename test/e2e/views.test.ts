import { gzipSync } from 'node:zlib';
import type { Page } from 'playwright-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { ask, noChromium, withSprout } from './support/with-sprout.ts';

const mail = ['From: "Li Wei" <li@example.com>', 'To: shop@example.com', 'Date: Mon, 02 Mar 2026 10:00:00 +0000', 'Subject: Order for the tea house', 'Content-Type: text/plain', '', 'Please send 12 tins of Earl Grey by Friday.', '', 'To: be delivered to the back door.', ''].join('\r\n');
const text = (name: string, content: string): { name: string; mimeType: string; buffer: Buffer } => ({ name, mimeType: 'text/plain', buffer: Buffer.from(content) });

describe.skipIf(noChromium)('the views', () => {
  const { sprout, newPage } = withSprout();
  const openPage = async (path: string): Promise<Page> => {
    const page = await newPage();
    await page.goto(`${sprout().address}#/${path}`);
    await page.locator('h1').first().waitFor();
    return page;
  };

  beforeAll(async () => {
    if (noChromium) return;
    await sprout().api('/api/settings', { locale: 'en', firstRunDone: true }, 'PATCH');
  });

  it('load a first page of at most 300 kB, gzipped', async () => {
    const page = await newPage();
    let bytes = 0;
    page.on('response', (response) => { if (!response.url().includes('/api/')) void response.body().then((body) => { bytes += gzipSync(body).length; }); });
    await page.goto(sprout().address);
    await page.locator('h1, .empty').first().waitFor();
    await page.waitForLoadState('load');
    expect(bytes).toBeGreaterThan(10_000);
    expect(bytes).toBeLessThanOrEqual(300_000);
    await page.close();
  });

  it('say what to do next while there is nothing', async () => {
    const page = await newPage();
    for (const [path, words] of [['ask', 'First, add some documents'], ['documents', 'No documents yet'], ['health', 'No documents yet']]) {
      await page.goto(`${sprout().address}#/${path}`);
      await page.getByText(words ?? '').waitFor();
      await expect.poll(() => page.locator('.empty .button').count()).toBeGreaterThan(0);
    }
    await page.close();
  });

  it('show the header lines of a mail apart from its text', async () => {
    const page = await openPage('documents');
    await page.setInputFiles('[data-testid=file-input]', [{ ...text('order.eml', mail), mimeType: 'message/rfc822' }, text('a.txt', 'Our shop opens at nine. Parcels leave at noon.'), text('b.txt', 'Our shop opens at nine. Parcels leave at noon.')]);
    await page.getByRole('button', { name: 'Open order.eml' }).click();
    await page.locator('.mail').waitFor();
    expect(await page.locator('.mail dt').allInnerTexts()).toEqual(['From', 'To', 'Date']);
    expect(await page.locator('.mail').innerText()).toMatch(/Li Wei <li@example\.com>[\s\S]*2 March 2026|Li Wei <li@example\.com>[\s\S]*March 2, 2026/);
    expect(await page.locator('.reading > p').allInnerTexts()).toContain('To: be delivered to the back door.');
    await page.close();
  });

  it('put two sources side by side, and one under the other where there is no room', async () => {
    await sprout().imported();
    const page = await openPage('health');
    await page.getByRole('button', { name: 'Compare side by side' }).first().click();
    const boxes = () => page.locator('aside').evaluateAll((panels) => panels.map((panel) => panel.getBoundingClientRect().toJSON() as DOMRect));
    await page.locator('aside').nth(1).locator('.reading > *').first().waitFor();
    const [left, right] = await boxes();
    expect(right?.left).toBeGreaterThanOrEqual(left?.right ?? Infinity);
    expect(left?.top).toBe(right?.top);
    expect(left?.width).toBeGreaterThan(300);
    await page.setViewportSize({ width: 360, height: 740 });
    const [above, below] = await boxes();
    expect(below?.top).toBeGreaterThanOrEqual(above?.bottom ?? Infinity);
    expect(above?.width).toBe(360);
    await page.locator('aside').first().getByRole('button', { name: 'Close' }).click();
    expect(await page.locator('aside').count()).toBe(1);
    await page.close();
  });

  it('cancel one file and go on with the others', async () => {
    const page = await openPage('documents');
    // Pictures are read by text recognition, which takes seconds.
    const picture = await page.screenshot();
    await page.setInputFiles('[data-testid=file-input]', [...['one', 'two', 'three'].map((name) => ({ name: `${name}.png`, mimeType: 'image/png', buffer: picture })), text('note.txt', 'The kiln is fired on Tuesdays.')]);
    await page.getByRole('button', { name: 'Cancel “three.png”' }).click();
    await page.locator('li', { hasText: 'three.png' }).getByText('Cancelled').waitFor();
    await page.getByRole('button', { name: 'Open note.txt' }).waitFor({ timeout: 40_000 });
    await page.getByRole('button', { name: 'Open two.png' }).waitFor({ timeout: 40_000 });
    await page.close();
  });

  it('lead back to the conversation that was left', async () => {
    const page = await openPage('ask');
    await ask(page, 'When is the kiln fired?');
    await page.getByRole('link', { name: 'Health' }).click();
    await page.getByRole('heading', { name: 'Health' }).waitFor();
    expect(await page.title()).toBe('Health · Sprout');
    await page.getByRole('link', { name: 'Ask', exact: true }).click();
    await page.locator('article', { hasText: 'Tuesdays' }).waitFor();
    await page.getByRole('link', { name: 'New conversation' }).click();
    await expect.poll(() => page.locator('article').count()).toBe(0);
    await page.close();
  });

  it('scroll the conversation and the source, never the page around them', async () => {
    const page = await openPage('ask');
    for (const question of ['When is the kiln fired?', 'When do parcels leave?', 'When does our shop open?', 'How many tins of Earl Grey by Friday?']) await ask(page, question);
    await page.locator('.citation').last().click();
    await page.locator('aside mark').first().waitFor();
    expect(await page.locator('main').evaluate((main) => [main.scrollTop, main.scrollHeight - main.clientHeight])).toEqual([0, 0]);
    await page.close();
  });

  it('offer to ask a question alone that was taken for a follow-up', async () => {
    const page = await openPage('ask');
    await ask(page, 'When does our shop open?');
    await ask(page, 'And when is it fired, the kiln?');
    await page.getByText('Understood as:').waitFor();
    await page.getByRole('button', { name: 'Ask just this question' }).click();
    await expect.poll(() => page.locator('article').count()).toBe(1);
    await page.locator('article', { hasText: 'Tuesdays' }).waitFor();
    await page.close();
  });

  it('say so when Sprout does not answer, and go on when it does', async () => {
    const page = await openPage('documents');
    await sprout().context.setOffline(true);
    await page.setInputFiles('[data-testid=file-input]', [text('late.txt', 'The kiln was repaired in March.')]);
    await page.getByRole('alert').getByText('Sprout does not answer').waitFor();
    await sprout().context.setOffline(false);
    await page.setInputFiles('[data-testid=file-input]', [text('late.txt', 'The kiln was repaired in March.')]);
    await page.getByRole('button', { name: 'Open late.txt' }).waitFor();
    expect(await page.getByRole('alert').count()).toBe(0);
    await page.close();
  });

  it('show a page of 3,840 pixels without stretching its lines', async () => {
    const page = await openPage('documents');
    await page.setViewportSize({ width: 3840, height: 2160 });
    expect(await page.locator('.page').evaluate((element) => element.clientWidth)).toBeLessThan(1000);
    await page.close();
  });
});
