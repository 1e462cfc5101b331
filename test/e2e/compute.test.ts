import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startRemoteServer, type RemoteServer } from '../support/remote-server.ts';
import { noChromium, withSprout } from './support/with-sprout.ts';

const shop = 'The warranty on kettles is two years from the day of purchase.\n\nParcels leave our shop every weekday at noon.\n';
const staff = 'The night shift earns a bonus of 40 euros.\n';
const key = 'sk-canary-5521';
const question = 'Ann Miller (ann.miller@example.org) asks: how long is the warranty on kettles?';

describe.skipIf(noChromium)('computing power beyond the laptop', { timeout: 120_000 }, () => {
  const { sprout, newPage } = withSprout();
  let page: Page;
  let server: RemoteServer;
  const view = (name: string): Promise<unknown> => page.getByRole('navigation', { name: 'Parts of computing power' }).getByRole('link', { name }).click();
  const open = async (path: string): Promise<void> => { await page.goto(`${sprout().address}#${path}`); };
  async function ask(text: string): Promise<string> {
    await open('/ask');
    await page.reload();
    await page.fill('#question', text);
    await page.press('#question', 'Enter');
    await page.locator('article .tools').waitFor({ timeout: 30_000 });
    return page.locator('article .answer').innerText();
  }
  beforeAll(async () => {
    if (noChromium) return;
    server = await startRemoteServer({ models: ['test-model', 'other-model'], answer: () => 'The warranty on kettles is two years from the day of purchase.' });
    await sprout().api('/api/settings', { locale: 'en', firstRunDone: true }, 'PATCH');
    page = await newPage();
    await open('/documents');
    await page.setInputFiles('[data-testid=file-input]', [{ name: 'shop.txt', mimeType: 'text/plain', buffer: Buffer.from(shop) }, { name: 'staff.txt', mimeType: 'text/plain', buffer: Buffer.from(staff) }]);
    await page.locator('.line').filter({ hasText: 'staff.txt' }).waitFor();
    await sprout().imported();
  });
  afterAll(async () => { await server?.close(); });

  it('saves a place after a test, or when the owner says so, and never shows its key again', async () => {
    await page.locator('nav a').filter({ hasText: 'Power' }).click();
    await page.getByRole('heading', { name: 'This laptop' }).waitFor();
    await page.getByText('None yet.').waitFor();
    await page.getByRole('button', { name: 'Add a place' }).click();
    await page.getByLabel('Which one').selectOption('vllm');
    await page.getByLabel('What you call it').fill('Office computer');
    await page.getByLabel('Address', { exact: true }).fill(server.address);
    await page.locator('input[type=password]').fill(key);
    await page.getByLabel('Model', { exact: true }).fill('test-model');
    await page.getByRole('radio', { name: 'Sees questions and passages with names, numbers and addresses hidden.' }).check();
    const save = page.getByRole('button', { name: 'Save', exact: true });
    expect(await save.isDisabled()).toBe(true);
    await page.getByLabel('Save without a test').check();
    expect(await save.isEnabled()).toBe(true);
    await page.getByLabel('Save without a test').uncheck();
    await page.getByRole('button', { name: 'Test', exact: true }).click();
    await page.getByText('It answers').waitFor();
    expect(server.keys()).toContain(`Bearer ${key}`);
    // Another model needs another test.
    await page.getByLabel('Model', { exact: true }).fill('other-model');
    await page.getByText('You changed something. Test again.').waitFor();
    expect(await save.isDisabled()).toBe(true);
    await page.getByLabel('Model', { exact: true }).fill('test-model');
    await save.click();
    await page.getByText('Saved.').waitFor();
    await page.getByText('the main switch is off').waitFor();
    await page.getByRole('button', { name: 'Change Office computer' }).click();
    expect(await page.locator('input[type=password]').inputValue()).toBe('');
    expect(await page.content()).not.toContain(key);
    expect(JSON.stringify(await sprout().api('/api/compute'))).not.toContain(key);
    await page.getByRole('button', { name: 'Cancel' }).click();
  });

  it('says what is wrong when a test fails', async () => {
    server.behave({ kind: 'status', status: 401 });
    await page.getByRole('button', { name: 'Change Office computer' }).click();
    await page.getByRole('button', { name: 'Test', exact: true }).click();
    await page.locator('form .problem').waitFor();
    await page.getByRole('button', { name: 'Cancel' }).click();
    server.behave({ kind: 'answer' });
  });

  it('asks nobody while the main switch is off', async () => {
    const before = server.bodies().length;
    expect(await ask(question)).toContain('two years');
    expect(await page.locator('article .where').count()).toBe(0);
    expect(server.bodies()).toHaveLength(before);
  });

  it('sends a question when a rule is met, with what is personal hidden, and says who answered', async () => {
    await open('/compute');
    await view('When questions may leave');
    await page.getByLabel('Questions may leave this computer').check();
    await page.getByText('On: when a rule below is met').waitFor();
    const answer = await ask(question);
    expect(answer).toContain('Answered by Office computer');
    expect(answer).toContain('there is no model on this laptop');
    expect(server.bodies().at(-1)).toContain('warranty');
    expect(server.received()).not.toContain('ann.miller@example.org');
  });

  it('shows the very text that left, and that the list is whole', async () => {
    await open('/compute?view=log');
    await page.locator('li .line').first().click();
    await page.getByRole('heading', { name: 'What was sent' }).waitFor();
    const drawer = await page.locator('.drawer').innerText();
    expect(drawer).toContain('Office computer');
    expect(drawer).toContain('shop.txt');
    expect(drawer).not.toContain('ann.miller@example.org');
    await page.keyboard.press('Escape');
    await page.getByRole('button', { name: 'Is the list whole?' }).click();
    await page.getByText(/^Whole: /).waitFor();
    const [download] = await Promise.all([page.waitForEvent('download'), page.getByRole('link', { name: 'Save the list' }).click()]);
    expect(download.suggestedFilename()).toMatch(/\.jsonl$/);
  });

  it('tries a text without sending it, with the owner\'s own words', async () => {
    await open('/compute?view=guard');
    const before = server.bodies().length;
    await page.getByLabel('Always hide').fill('Project Falcon');
    await page.keyboard.press('Tab');
    await page.getByPlaceholder('For example a customer\'s mail').fill('Project Falcon is late. Call 13912345678.');
    await page.locator('.masked').nth(1).waitFor();
    expect(await page.locator('.masked s').allInnerTexts()).toEqual(['Project Falcon', '13912345678']);
    await page.getByText('What would leave', { exact: true }).click();
    expect(await page.locator('details[open] .text').innerText()).not.toContain('13912345678');
    expect(server.bodies()).toHaveLength(before);
  });

  it('keeps a private document here, and off the website', async () => {
    await open('/documents');
    await page.getByRole('button', { name: 'More for “staff.txt”' }).click();
    await page.getByRole('menuitem', { name: 'Keep private' }).click();
    await page.locator('.line').filter({ hasText: 'staff.txt' }).getByText('Private').waitFor();
    await page.getByRole('button', { name: 'Only private (1)' }).click();
    expect(await page.locator('.line').count()).toBe(1);
    const answer = await ask('What bonus does the night shift earn?');
    expect(answer).toContain('40 euros');
    expect(server.received()).not.toContain('40 euros');
    await open('/website/default?step=documents');
    const box = page.getByRole('checkbox', { name: 'staff.txt' });
    await box.waitFor();
    expect(await box.isDisabled()).toBe(true);
    await page.getByText('Private, so it cannot be shown').waitFor();
  });

  it('looks back at what would have happened', async () => {
    await open('/compute?view=when');
    await page.getByRole('button', { name: 'Look', exact: true }).click();
    await page.locator('.bars li').filter({ hasText: 'Office computer' }).waitFor();
  });

  it('goes on elsewhere when a place breaks off, and doubles nothing', async () => {
    server.behave({ kind: 'cut', after: 2, text: 'The warranty on kettles is seven' });
    const answer = await ask('How long is the warranty on kettles, please?');
    expect(answer).not.toContain('seven');
    expect(answer.match(/two years/g)).toHaveLength(1);
    server.behave({ kind: 'answer' });
  });

  it('keeps questions here when the budget is used up, and says so', async () => {
    const compute = await sprout().api<{ remotes: { id: string; health: { state: string } }[] }>('/api/compute');
    const id = compute.remotes[0]?.id ?? '';
    // A place that costs something.
    await sprout().api(`/api/remotes/${id}`, { price: { currency: 'CNY', input: 2_000_000, cachedInput: 200_000, output: 3_000_000 } }, 'PATCH');
    // The budget is read anew while the owner types: what is being typed stays.
    let release = (): void => undefined;
    const held = new Promise<void>((resolve) => { release = resolve; });
    await page.route('**/api/budget', async (route) => { await held; await route.continue(); }, { times: 1 });
    const asked = page.waitForRequest('**/api/budget');
    await open('/compute?view=budget');
    await asked;
    const cap = page.getByLabel('A day, in CNY').first();
    await cap.fill('0');
    const read = page.waitForResponse('**/api/budget');
    release();
    await (await read).finished();
    await page.keyboard.press('Tab');
    await page.getByText('Used up: questions stay on this laptop.').first().waitFor();
    const before = server.bodies().length;
    const answer = await ask('Until when do parcels leave the shop?');
    expect(answer).toContain('The budget is used up, so this question stayed here.');
    expect(server.bodies()).toHaveLength(before);
  });

  it('asks what another currency is worth, before what was spent is in it', async () => {
    await open('/compute?view=budget');
    const settings = async () => (await sprout().api<{ settings: { currency: string; rates: Record<string, number>; total: { day: number; month: number } } }>('/api/budget')).settings;
    await page.getByLabel('Currency', { exact: true }).selectOption('EUR');
    await page.getByText('What was spent so far is in CNY. Say what 1 EUR costs').waitFor();
    expect((await settings()).currency).toBe('CNY');
    await page.getByRole('button', { name: 'Cancel' }).click();
    expect(await page.getByLabel('Currency', { exact: true }).inputValue()).toBe('CNY');
    await page.getByLabel('Currency', { exact: true }).selectOption('EUR');
    await page.locator('.notice input').fill('8');
    await page.keyboard.press('Tab');
    await expect.poll(async () => (await settings()).currency).toBe('EUR');
    expect((await settings()).rates).toMatchObject({ CNY: 0.125 });
    await page.getByLabel('A day, in EUR').first().waitFor();
  });

  it('sets for a website whether its questions may leave', async () => {
    await open('/website/default?step=live');
    await page.getByLabel('Visitors of “Website”').selectOption('never');
    await expect.poll(async () => (await sprout().api<{ policy: { sites: Record<string, string> } }>('/api/compute')).policy.sites['default']).toBe('never');
  });

  it('removes a place with its key', async () => {
    await open('/compute');
    await page.getByRole('button', { name: 'Remove Office computer' }).click();
    await page.getByRole('alertdialog').getByRole('button', { name: 'Delete' }).click();
    await page.getByText('None yet.').waitFor();
    expect((await sprout().api<{ remotes: unknown[] }>('/api/compute')).remotes).toEqual([]);
  });
});
