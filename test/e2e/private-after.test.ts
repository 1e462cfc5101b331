import type { Page } from 'playwright-core';
import { beforeAll, describe, expect, it } from 'vitest';
import type { Document } from '../../core/contract/document.ts';
import { noChromium, withSprout } from './support/with-sprout.ts';

describe.skipIf(noChromium)('a document that becomes private after it was published', { timeout: 120_000 }, () => {
  const { sprout, newPage } = withSprout();
  let page: Page;
  const open = async (path: string): Promise<void> => { await page.goto(`${sprout().address}#${path}`); };
  beforeAll(async () => {
    if (noChromium) return;
    await sprout().api('/api/settings', { locale: 'en', firstRunDone: true }, 'PATCH');
    page = await newPage();
    await open('/documents');
    await page.setInputFiles('[data-testid=file-input]', [{ name: 'shop.txt', mimeType: 'text/plain', buffer: Buffer.from('The shop opens at 9.') }, { name: 'wages.txt', mimeType: 'text/plain', buffer: Buffer.from('The wage of the cook is 3200 euro.') }]);
    await page.locator('.line').filter({ hasText: 'wages.txt' }).waitFor();
    await sprout().imported();
    const { documents } = await (await fetch(new URL('/api/documents', sprout().address), { headers: { cookie: (await page.context().cookies()).map(({ name, value }) => `${name}=${value}`).join('; ') } })).json() as { documents: Document[] };
    await sprout().api('/api/sites/default', { documents: documents.map(({ id }) => id) }, 'PATCH');
    await sprout().api('/api/sites/default/publish', {}, 'POST');
  });

  it('is said where it was marked, with what to do about the copy on a web host', async () => {
    await open('/website/default?step=publish');
    await Promise.all([page.waitForEvent('download'), page.getByRole('link', { name: 'Download the folder' }).click()]);
    await open('/documents');
    await page.getByRole('button', { name: 'More for “wages.txt”' }).click();
    await page.getByRole('menuitem', { name: 'Keep private' }).click();
    const card = page.locator('.outdated');
    await card.getByText('It may show: wages.txt.').waitFor();
    for (const path of ['/health', '/website', '/website/default?step=publish']) {
      await open(path);
      await card.getByText('It may show: wages.txt.').waitFor();
    }
    await page.getByText('Made by itself without wages.txt').waitFor();
    await Promise.all([page.waitForEvent('download'), card.getByRole('link', { name: 'Download anew' }).click()]);
    await card.getByText('delete the old folder, upload the new one').waitFor();
    await card.getByRole('button', { name: 'It is replaced' }).click();
    await card.waitFor({ state: 'detached' });
  });

  it('is said in Chinese, too', async () => {
    await open('/documents');
    await page.getByRole('button', { name: 'More for “shop.txt”' }).click();
    await page.getByRole('menuitem', { name: 'Keep private' }).click();
    await page.locator('.outdated').waitFor();
    await sprout().api('/api/settings', { locale: 'zh' }, 'PATCH');
    await page.reload();
    expect(await page.locator('.outdated').innerText()).toContain('可能仍在公开：shop.txt');
  });
});
