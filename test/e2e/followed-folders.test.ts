import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { noChromium, withSprout } from './support/with-sprout.ts';

describe.skipIf(noChromium)('the folders that an owner follows', { timeout: 60_000 }, () => {
  const { sprout, newPage } = withSprout();

  it('show what was deleted as left out, and take it in again', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'sprout-own-'));
    onTestFinished(() => rm(folder, { recursive: true, force: true }));
    for (const name of ['prices.txt', 'hours.txt']) await writeFile(join(folder, name), `These are the ${name}: nine to six.`);
    const page = await newPage();
    await page.goto(`${sprout().address}#/documents`);
    await page.getByLabel('Folder, for example').fill(folder);
    await page.getByRole('button', { name: 'Follow', exact: true }).click();
    await page.getByRole('button', { name: 'Open prices.txt' }).waitFor();
    await page.getByRole('button', { name: 'Open hours.txt' }).waitFor();

    await page.getByRole('button', { name: 'More for “prices.txt”' }).click();
    await page.getByRole('menuitem', { name: 'Delete' }).click();
    await page.getByRole('button', { name: 'Delete', exact: true }).click();
    await page.getByText('1 file left out').click();
    expect(await page.getByRole('button', { name: 'Open prices.txt' }).count()).toBe(0);
    await page.getByRole('button', { name: 'Take “prices.txt” in again' }).click();
    await page.getByRole('button', { name: 'Open prices.txt' }).waitFor();
    await page.getByText('1 file left out').waitFor({ state: 'hidden' });

    await page.getByRole('button', { name: `Delete all documents of “${folder}”` }).click();
    await page.getByText(`Delete all 2 documents of “${folder}”?`, { exact: false }).waitFor();
    await page.getByRole('button', { name: 'Delete', exact: true }).click();
    await page.getByText('2 files left out').waitFor();
    expect(await page.getByRole('button', { name: /^Open (prices|hours)/ }).count()).toBe(0);
    await page.close();
  });
});
