import { readFile } from 'node:fs/promises';
import { strFromU8, unzipSync } from 'fflate';
import type { Page } from 'playwright-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { moveStart } from '../../core/contract/moving.ts';
import { freePort } from './support/live-page.ts';
import { noChromium, withSprout } from './support/with-sprout.ts';

const shop = 'The warranty on kettles is two years from the day of purchase.\n\nParcels leave our shop every weekday at noon.\n';

describe.skipIf(noChromium)('the move', { timeout: 120_000 }, () => {
  const { sprout, newPage } = withSprout();
  let page: Page;
  let address = '';
  const step = (name: string): Promise<unknown> => page.locator('.steps a').filter({ hasText: name }).click();
  beforeAll(async () => {
    if (noChromium) return;
    const { api } = sprout();
    await api('/api/settings', { locale: 'en', firstRunDone: true }, 'PATCH');
    page = await newPage();
    await page.goto(`${sprout().address}#/documents`);
    await page.setInputFiles('[data-testid=file-input]', [{ name: 'shop.txt', mimeType: 'text/plain', buffer: Buffer.from(shop) }, { name: 'staff.txt', mimeType: 'text/plain', buffer: Buffer.from('The night shift earns a bonus of 40 euros.\n') }]);
    await page.locator('.line').filter({ hasText: 'staff.txt' }).waitFor();
    await sprout().imported();
    const { documents } = await api<{ documents: { id: string; name: string }[] }>('/api/documents');
    const idOf = (name: string): string => documents.find((one) => one.name === name)?.id ?? '';
    await api(`/api/documents/${idOf('staff.txt')}`, { private: true }, 'PATCH');
    await api('/api/sites/default', { documents: [idOf('shop.txt')], origins: ['https://shop.example'] }, 'PATCH');
    await api('/api/sites/default/approved', { question: 'Do you repair umbrellas?', answer: 'Yes, on Tuesdays, while you wait.' });
    const port = await freePort();
    await api('/api/gateway', { open: true, port }, 'PATCH');
    address = `http://127.0.0.1:${port}`;
  });

  it('says what keeps from moving, then what moves and what stays', async () => {
    await page.locator('nav a').filter({ hasText: 'Power' }).click();
    await page.getByRole('link', { name: /Has the trial proved itself/ }).click();
    await page.getByText('Not published yet', { exact: true }).waitFor();
    await sprout().api('/api/sites/default/publish', undefined, 'POST');
    await page.reload();
    await page.locator('.halves').waitFor();
    const [goes = '', stays = ''] = await page.locator('.halves .card').allInnerTexts();
    expect(goes).toContain('Websites');
    expect(stays).toContain('Private documents');
    expect(stays).toContain('Keys and passwords');
  });

  it('reckons what it takes in sentences, and again when something is changed', async () => {
    await step('What it takes');
    await page.locator('.big').waitFor({ timeout: 60_000 });
    const before = await page.locator('.big').innerText();
    expect(before).toMatch(/a month/);
    await page.getByLabel('Questions that need no model (%)').fill('0');
    await page.getByLabel('Questions a minute at the busiest hour').fill('600');
    await page.keyboard.press('Tab');
    await page.getByText('You changed something').waitFor();
    await page.getByRole('button', { name: 'Calculate again' }).click();
    await expect.poll(() => page.locator('.big').innerText(), { timeout: 60_000 }).not.toBe(before);
    expect(await page.locator('.big').innerText()).toMatch(/^\d+ machines? \(|^One machine \(/);
    await page.locator('svg rect.meets').first().waitFor();
    await page.locator('tbody tr').first().waitFor();
  });

  it('refuses a name that is none, in words', async () => {
    await step('Take it along');
    await page.getByLabel('Its name on the internet').fill('https://ask.shop.example/');
    await page.getByRole('button', { name: 'Write the folder' }).click();
    await page.locator('.problem').waitFor();
  });

  it.each(['compose', 'kubernetes'] as const)('writes the folder for %s and gives it to download, with the steps that its own README names', async (target) => {
    await page.locator(`input[name=target][value=${target}]`).check();
    await page.getByLabel('Its name on the internet').fill('ask.shop.example');
    await page.getByRole('button', { name: 'Write the folder' }).click();
    await page.getByText(moveStart[target]).waitFor({ timeout: 60_000 });
    const [download] = await Promise.all([page.waitForEvent('download'), page.getByRole('link', { name: 'Download the folder' }).click()]);
    expect(download.suggestedFilename()).toBe(`sprout-${target}.zip`);
    const files = unzipSync(await readFile(await download.path()));
    expect(strFromU8(files['README.md'] ?? new Uint8Array())).toContain(moveStart[target]);
    // What the steps and the command name lies there.
    expect(Object.keys(files)).toEqual(expect.arrayContaining(target === 'compose' ? ['.env.example', 'compose.yaml', 'Dockerfile', 'gateway/gateway.mjs', 'bundle/manifest.json'] : ['chart/Chart.yaml', 'chart/values.yaml', 'Dockerfile', 'gateway/gateway.mjs', 'bundle/manifest.json']));
  });

  it('proves a place by the same questions here and there', async () => {
    await step('Proof');
    const field = page.getByLabel('Address of the new place');
    await field.fill('http://127.0.0.1:9');
    await page.getByRole('button', { name: 'Compare' }).click();
    await page.getByText('0 of 1 answer is the same').waitFor({ timeout: 60_000 });
    await page.getByText('No answer.').waitFor();
    await field.fill(address);
    await page.getByRole('button', { name: 'Compare again' }).click();
    await page.getByText('1 of 1 answer is the same').waitFor({ timeout: 60_000 });
    await page.getByLabel('Show those that are the same, too').check();
    expect(await page.locator('.sides .said').allInnerTexts()).toEqual(['Yes, on Tuesdays, while you wait.', 'Yes, on Tuesdays, while you wait.']);
  });

  it('switches a website over, and back', async () => {
    await step('Switch');
    const row = page.locator('main li').filter({ has: page.getByRole('button', { name: /Website/ }) });
    await page.getByRole('button', { name: 'Switch over: Website' }).click();
    await page.getByRole('alertdialog').getByRole('button', { name: 'Switch over' }).click();
    await row.getByText(`Answered from ${address} since`).waitFor({ timeout: 30_000 });
    expect((await sprout().api<{ liveAddress: string | null }>('/api/sites/default')).liveAddress).toBe(address);
    await page.getByRole('button', { name: 'Go back: Website' }).click();
    await page.getByRole('alertdialog').getByRole('button', { name: 'Go back' }).click();
    await row.getByText('the published folder alone').waitFor();
    expect((await sprout().api<{ liveAddress: string | null }>('/api/sites/default')).liveAddress).toBeNull();
  });

  it('takes nobody to a place that does not serve the website', async () => {
    await page.getByLabel('Address of the new place').fill('http://127.0.0.1:9');
    await page.getByText('This address is not proven yet').waitFor();
    await page.getByRole('button', { name: 'Switch over: Website' }).click();
    await page.getByRole('alertdialog').getByRole('button', { name: 'Switch over' }).click();
    await page.locator('.problem').waitFor({ timeout: 30_000 });
    await page.getByText('Answered from: the published folder alone').waitFor();
  });
});
