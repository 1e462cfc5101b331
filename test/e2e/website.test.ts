import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { freePort, servePage, type LivePage } from './support/live-page.ts';
import { noChromium, withSprout } from './support/with-sprout.ts';
import { askWidget, leaveMessage, openChat } from './support/with-widget.ts';

const shop = 'The warranty on kettles is two years from the day of purchase.\n\nParcels leave our shop every weekday at noon.\n';
const staff = 'The staff account is DE89 3704 0044 0532 0130 00.\n\nWe close the shop in August.\n';
const unanswered = 'Do you repair umbrellas?';
const reply = 'Yes, on Tuesdays, while you wait.';

describe.skipIf(noChromium)('the website', { timeout: 120_000 }, () => {
  const { sprout, newPage } = withSprout();
  let page: Page;
  let host: LivePage;
  const step = (name: string): Promise<unknown> => page.locator('.steps a').filter({ hasText: name }).click();
  beforeAll(async () => {
    if (noChromium) return;
    host = await servePage();
    await sprout().api('/api/settings', { locale: 'en', firstRunDone: true }, 'PATCH');
    page = await newPage();
  });
  afterAll(async () => { await host?.close(); });

  it('shows what would leave, keeps what is private from leaving, and publishes when the owner says so', async () => {
    await page.goto(`${sprout().address}#/documents`);
    await page.setInputFiles('[data-testid=file-input]', [{ name: 'shop.txt', mimeType: 'text/plain', buffer: Buffer.from(shop) }, { name: 'staff.txt', mimeType: 'text/plain', buffer: Buffer.from(staff) }]);
    await page.locator('.line').filter({ hasText: 'staff.txt' }).waitFor();
    await sprout().imported();
    await page.locator('nav a').filter({ hasText: 'Website' }).click();
    await page.getByRole('link', { name: 'Open Website' }).click();
    // Nothing was chosen: the page says so, and nothing can be published.
    await page.getByText('Nothing is chosen yet').waitFor();
    await step('Publish');
    expect(await page.getByRole('button', { name: 'Publish', exact: true }).isDisabled()).toBe(true);
    await page.getByRole('link', { name: 'Choose documents', exact: true }).click();
    await page.getByRole('button', { name: 'Choose all (2)' }).click();
    await page.getByText('One place keeps you from publishing').waitFor();
    await page.getByRole('button', { name: /DE89/ }).click();
    expect(await page.locator('.drawer mark').innerText()).toContain('DE89');
    expect(await page.locator('.drawer .text').innerText()).toContain('We close the shop in August.');
    await page.keyboard.press('Escape');
    await page.getByRole('button', { name: 'Everyone may see it' }).click();
    await page.getByText('Nothing keeps you from publishing').waitFor();
    await page.getByRole('button', { name: 'Take back' }).click();
    await page.getByText('One place keeps you from publishing').waitFor();
    // The document is taken out instead.
    await page.getByRole('checkbox', { name: 'staff.txt' }).uncheck();
    await page.getByText('Nothing of that kind was found').waitFor();
    await step('Publish');
    await page.getByRole('button', { name: 'Publish', exact: true }).click();
    await page.getByText('Version 1 is ready').waitFor({ timeout: 60_000 });
    const [download] = await Promise.all([page.waitForEvent('download'), page.getByRole('link', { name: 'Download the folder' }).click()]);
    expect(download.suggestedFilename()).toBe('sprout-default-1.zip');
  });

  it('answers in the preview, from what was published alone', async () => {
    const frame = page.frameLocator('iframe');
    // As an owner scrolls: the preview then stays beside the steps, whole.
    await page.locator('main').evaluate((main) => { main.scrollTop = 300; });
    await frame.locator('.bubble').click();
    await frame.locator('.composer textarea').fill('How long is the warranty on kettles?');
    await frame.locator('.composer textarea').press('Enter');
    await frame.locator('.theirs').getByText('two years from the day of purchase').waitFor({ timeout: 20_000 });
    await frame.locator('.composer textarea').fill('When do you close the shop?');
    await frame.locator('.composer textarea').press('Enter');
    await frame.locator('.exchange').nth(1).locator('.theirs .text').waitFor();
    expect(await frame.locator('.exchange').nth(1).innerText()).not.toContain('August');
  });

  it('says that visitors do not have a change yet', async () => {
    await step('How it looks');
    await page.getByRole('group', { name: 'Title' }).getByLabel('English').fill('Ask the kettle shop');
    await page.keyboard.press('Tab');
    await page.getByText('You have changed something since').waitFor();
    await step('Publish');
    await page.getByRole('listitem').filter({ hasText: /^How it looks$/ }).waitFor();
  });

  it('goes live: another website shows the chat, once its address is allowed and published', async () => {
    const port = await freePort();
    await step('Live');
    await page.getByLabel('Port number').fill(String(port));
    await page.keyboard.press('Tab');
    await page.getByLabel('Answer live from this computer').check();
    await page.getByText(`at port ${port} of this computer`).waitFor();
    expect(await page.locator('.code').first().innerText()).toContain(`127.0.0.1:${port}`);
    await page.getByLabel('Public address').fill(`http://127.0.0.1:${port}`);
    await page.keyboard.press('Tab');
    await page.getByLabel('Addresses of pages that may show the chat').fill(`${host.origin}/contact?from=menu`);
    await page.keyboard.press('Enter');
    await page.getByText(host.origin, { exact: true }).waitFor();
    // The test from outside says what is wrong with an address that is none.
    await page.getByRole('button', { name: 'Test from outside' }).click();
    await page.getByText('Web pages on https may not use it').waitFor();
    await step('Publish');
    await page.getByRole('button', { name: 'Publish again' }).click();
    await page.getByText('Version 2 is ready').waitFor({ timeout: 60_000 });
    await page.getByRole('button', { name: 'Use the live address' }).click();
    host.code = await page.getByTestId('embed').innerText();
    expect(host.code).toBe(`<script src="http://127.0.0.1:${port}/sprout.js" data-site="default" async></script>`);
  });

  it('brings a question without an answer to the owner, and the owner\'s words to the next visitor', async () => {
    await page.getByRole('link', { name: 'Inbox' }).click();
    await page.getByRole('link', { name: 'Without answer' }).click();
    await page.getByText('No question waits').waitFor();
    const visitor = await newPage();
    await openChat(visitor, host.origin);
    await visitor.getByText('Ask the kettle shop').waitFor();
    expect(await askWidget(visitor, 'How long is the warranty on kettles?')).toContain('two years');
    expect(await askWidget(visitor, unanswered)).not.toContain('Tuesdays');
    // By itself: the page is not loaded again.
    await page.locator('article').getByText(unanswered).waitFor();
    expect(await page.locator('nav .waiting').first().innerText()).toContain('1');
    const { id } = await sprout().api<{ id: string }>('/api/tuning/datasets', { recipe: 'best-colleague', locale: 'en' });
    await page.reload();
    await page.getByRole('button', { name: 'Answer', exact: true }).click();
    await page.getByLabel('Your answer').fill(reply);
    await page.getByLabel('Also add it to examples for a model').selectOption(id);
    await page.getByRole('button', { name: 'Approve answer' }).click();
    await page.getByText(`Saved: “${unanswered}”`).waitFor();
    await expect.poll(() => page.locator('nav .waiting').count()).toBe(0);
    expect((await sprout().api<{ examples: { answer: string }[] }>(`/api/tuning/datasets/${id}/examples`)).examples.map(({ answer }) => answer)).toEqual([reply]);
    expect(await askWidget(visitor, unanswered)).toContain(reply);
    await visitor.close();
  });

  it('brings a message, which is marked as done and deleted with its visitor', async () => {
    const visitor = await newPage();
    await openChat(visitor, host.origin);
    await askWidget(visitor, 'What is the capital of Peru?');
    await visitor.locator('.exchange').last().getByRole('button', { name: /person/i }).click();
    await leaveMessage(visitor, 'ann@example.org', 'Please call me.');
    await page.getByRole('link', { name: 'Messages' }).click();
    const lead = page.locator('article.lead');
    await lead.getByText('Please call me.').waitFor();
    await visitor.close();
    expect(await lead.getByRole('link').getAttribute('href')).toBe('mailto:ann@example.org');
    await lead.getByRole('button', { name: 'Done' }).click();
    await lead.getByRole('button', { name: 'Not done after all' }).waitFor();
    expect((await sprout().api<{ leads: { done: boolean }[] }>('/api/sites/default/leads')).leads.map(({ done }) => done)).toEqual([true]);
    const [download] = await Promise.all([page.waitForEvent('download'), (async () => { await page.getByRole('link', { name: 'Numbers' }).click(); await page.getByRole('link', { name: 'Messages' }).last().click(); })()]);
    expect(download.suggestedFilename()).toMatch(/^default-leads-.*\.csv$/);
    await page.getByRole('link', { name: 'Messages' }).first().click();
    await page.getByLabel('Show those that are done').check();
    await lead.getByRole('button', { name: 'Delete this visitor\'s data' }).click();
    await page.getByRole('alertdialog').getByRole('button', { name: 'Delete' }).click();
    await page.getByText('No messages yet').waitFor();
    expect((await sprout().api<{ conversations: unknown[] }>('/api/sites/default/visits')).conversations).toEqual([]);
  });

  it('shows an old version again', async () => {
    await page.goto(`${sprout().address}#/website/default?step=publish`);
    await page.getByRole('button', { name: 'Put version 1 back' }).click();
    await page.getByRole('alertdialog').getByRole('button', { name: 'Put back' }).click();
    await page.getByRole('button', { name: 'Put version 2 back' }).waitFor();
    await page.frameLocator('iframe').locator('.panel').getByText('Questions?', { exact: true }).waitFor();
    expect(await page.frameLocator('iframe').getByText('Ask the kettle shop').count()).toBe(0);
  });
});
