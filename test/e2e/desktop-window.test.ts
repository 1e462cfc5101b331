import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { openBrowser, openSprout } from './support/open-sprout.ts';

let browser: Browser;
beforeAll(async () => { browser = await openBrowser(); });
afterAll(() => browser.close());

it('follows a folder that was chosen, and takes dropped files from where they lie', { timeout: 60_000 }, async () => {
  const sprout = await openSprout(browser);
  const folder = await mkdtemp(join(tmpdir(), 'sprout-folder-'));
  try {
    await writeFile(join(folder, 'parking.txt'), 'Parking costs 2 euros an hour.');
    const beside = join(tmpdir(), `sprout-beside-${process.pid}.txt`);
    await writeFile(beside, 'The garden closes at dusk.');
    // What the desktop's preload script gives to the page.
    await sprout.context.addInitScript(([chosen, place]) => {
      Object.assign(globalThis, { sprout: { platform: 'linux', chooseFolder: () => Promise.resolve(chosen), pathOf: () => place } });
    }, [folder, beside] as const);
    const page = await sprout.context.newPage();
    await page.goto(`${sprout.address}#/documents`);
    await page.getByRole('button', { name: 'Choose a folder' }).last().click();
    await page.getByText(folder).waitFor();
    await sprout.imported();
    await page.locator('[data-testid=file-input]').first().setInputFiles({ name: 'garden.txt', mimeType: 'text/plain', buffer: Buffer.from('not read: the core takes the file from its place') });
    await expect.poll(async () => (await sprout.api<{ documents: { name: string; status: string }[] }>('/api/documents')).documents.filter(({ status }) => status === 'ready').length).toBe(2);
    const { hits } = await sprout.api<{ hits: { text: string }[] }>('/api/search?q=garden');
    expect(hits[0]?.text).toContain('closes at dusk');
    await rm(beside);
  } finally {
    await sprout.close();
    await rm(folder, { recursive: true, force: true });
  }
});
