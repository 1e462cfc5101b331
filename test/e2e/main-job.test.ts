import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Locator, Page } from 'playwright-core';
import { describe, expect, it, onTestFinished } from 'vitest';
import { ask, noChromium, withSprout } from './support/with-sprout.ts';

async function ownFile(name: string, text: string): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'sprout-own-'));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  await writeFile(join(folder, name), text);
  return join(folder, name);
}

interface Box { readonly x: number; readonly y: number; readonly width: number; readonly height: number }

/** The drawn page, its first highlight, and the dark pixels of both: measured in one go, because a drawing may be replaced at any time. */
const drawing = (page: Page): Promise<{ sheet: Box; highlight: Box; darkOnSheet: number; darkShareUnderHighlight: number }> => page.evaluate(() => {
  const canvas = document.querySelector<HTMLCanvasElement>('aside canvas');
  const marked = document.querySelector('aside .highlight');
  const context = canvas?.getContext('2d');
  if (!canvas || !context || !marked) throw new Error('nothing is drawn');
  const sheet = canvas.getBoundingClientRect();
  const highlight = marked.getBoundingClientRect();
  const scale = canvas.width / sheet.width;
  const dark = (box: DOMRect): { dark: number; all: number } => {
    const { data } = context.getImageData((box.x - sheet.x) * scale, (box.y - sheet.y) * scale, Math.max(box.width * scale, 1), Math.max(box.height * scale, 1));
    let count = 0;
    for (let at = 0; at < data.length; at += 4) if ((data[at] ?? 255) + (data[at + 1] ?? 255) + (data[at + 2] ?? 255) < 384) count += 1;
    return { dark: count, all: data.length / 4 };
  };
  const under = dark(highlight);
  return { sheet: sheet.toJSON() as Box, highlight: highlight.toJSON() as Box, darkOnSheet: dark(sheet).dark, darkShareUnderHighlight: under.dark / under.all };
});

const boxOf = (locator: Locator): Promise<Box> => locator.evaluate((element) => element.getBoundingClientRect().toJSON() as Box);

/** Presses Tab until the element has the focus, as a person without a mouse does. */
async function tabTo(page: Page, target: Locator, key = 'Tab'): Promise<void> {
  for (let presses = 0; presses < 60; presses += 1) {
    if (await target.evaluate((element) => element === document.activeElement)) return;
    await page.keyboard.press(key);
  }
  throw new Error('60 presses of Tab did not reach it');
}

describe.skipIf(noChromium)('an owner', () => {
  const { sprout, newPage } = withSprout();

  it('comes from the first page to a cited answer in four clicks, and sees the sentence marked on its PDF page', async () => {
    const page = await newPage();
    const errors: string[] = [];
    page.on('console', (message) => { if (message.type() === 'error') errors.push(message.text()); });
    page.on('pageerror', (error) => errors.push(String(error)));
    await page.goto(sprout().address);
    await page.getByRole('button', { name: /Open sample “Customer service”/ }).click();
    // At once: the app itself reads its new files before it answers.
    await page.getByRole('button', { name: 'How do I descale the kettle?' }).click();
    await page.locator('.citation').first().click({ timeout: 30_000 });
    await page.locator('aside .highlight').first().waitFor();

    const { highlight, ...drawn } = await drawing(page);
    expect(drawn.darkOnSheet, 'the page is not blank').toBeGreaterThan(500);
    expect(drawn.darkShareUnderHighlight, 'there is text under the highlight').toBeGreaterThan(0.04);
    const panel = await boxOf(page.locator('aside .body'));
    expect(highlight.y, 'the highlight is in view').toBeGreaterThanOrEqual(panel.y);
    expect(highlight.y + highlight.height).toBeLessThanOrEqual(panel.y + panel.height);
    expect(await page.locator('aside mark').allInnerTexts()).not.toEqual([]);
    const quoted = (await page.locator('aside mark').allTextContents()).join(' ');
    expect(await page.locator('article .sentence').first().innerText()).toContain(quoted.slice(0, 20));
    expect(errors).toEqual([]);
    await page.close();
  });

  it('keeps the highlight on its sentence when the window changes', async () => {
    const page = await newPage();
    await page.goto(`${sprout().address}#/ask`);
    await ask(page, 'How do I descale the kettle?');
    await page.locator('.citation').first().click();
    await page.locator('aside .highlight').first().waitFor();
    await page.setViewportSize({ width: 700, height: 900 });
    await expect.poll(async () => {
      const { sheet, highlight, darkShareUnderHighlight } = await drawing(page);
      return { drawnAnew: sheet.width > 600, inside: highlight.x + highlight.width <= sheet.x + sheet.width, onText: darkShareUnderHighlight > 0.04 };
    }).toEqual({ drawnAnew: true, inside: true, onText: true });
    await page.close();
  });

  it('shows the page larger on a telephone, with the sentence in view', async () => {
    const page = await newPage();
    await page.setViewportSize({ width: 360, height: 740 });
    await page.goto(`${sprout().address}#/ask`);
    await ask(page, 'How do I descale the kettle?');
    await page.locator('.citation').first().click();
    await page.locator('aside .highlight').first().waitFor();
    const before = await drawing(page);
    await page.getByRole('button', { name: 'Larger' }).click();
    await expect.poll(async () => {
      const { sheet, highlight } = await drawing(page);
      return { larger: sheet.width > before.sheet.width * 1.8, inView: highlight.y > 100 && highlight.y < 700 && highlight.x < 300 && highlight.x + highlight.width > 60 };
    }).toEqual({ larger: true, inView: true });
    await page.close();
  });

  it('adds a file of the firm and gets an answer from it', async () => {
    const page = await newPage();
    await page.goto(`${sprout().address}#/documents`);
    await page.setInputFiles('[data-testid=file-input]', await ownFile('parking.txt', 'Parking\n\nVisitors park behind the bakery. The barrier code is 4711.\n'));
    await page.getByRole('button', { name: 'Open parking.txt' }).waitFor();
    await page.goto(`${sprout().address}#/ask`);
    await ask(page, 'What is the barrier code?');
    expect(await page.locator('article').innerText()).toContain('4711');
    await page.locator('.citation').first().click();
    expect(await page.locator('aside mark').first().innerText()).toContain('4711');
    await page.close();
  });

  it('drops a file on any page', async () => {
    const page = await newPage();
    await page.goto(`${sprout().address}#/health`);
    await page.locator('h1').waitFor();
    const protocol = await page.context().newCDPSession(page);
    const data = { items: [], files: [await ownFile('holidays.txt', 'Closed from 24 to 27 December.\n')], dragOperationsMask: 1 };
    for (const type of ['dragEnter', 'dragOver', 'drop'] as const) await protocol.send('Input.dispatchDragEvent', { type, x: 600, y: 400, data });
    await page.getByRole('button', { name: 'Open holidays.txt' }).waitFor();
    await page.close();
  });

  it('reads a table as a table, with the cited row marked', async () => {
    const page = await newPage();
    await page.goto(`${sprout().address}#/documents`);
    await page.getByRole('button', { name: 'Open price-list.xlsx' }).click();
    await page.locator('aside table').first().waitFor();
    expect(await page.locator('aside thead th').count()).toBeGreaterThan(1);
    expect(await page.locator('aside tbody tr').count()).toBeGreaterThan(3);
    await page.close();
  });

  it('writes a question of several lines; choosing a Chinese character does not send it', async () => {
    const page = await newPage();
    await page.goto(`${sprout().address}#/ask`);
    const box = page.locator('#question');
    await box.fill('保修期');
    const low = (await boxOf(box)).height;
    await box.dispatchEvent('keydown', { key: 'Enter', isComposing: true, bubbles: true });
    await box.press('Shift+Enter');
    await box.press('Shift+Enter');
    await box.pressSequentially('多长');
    expect(await box.inputValue()).toBe('保修期\n\n多长');
    expect((await boxOf(box)).height).toBeGreaterThan(low + 20);
    expect(await page.locator('article').count()).toBe(0);
    await page.close();
  });

  it('copies an answer with its sources', async () => {
    const page = await newPage();
    await sprout().context.grantPermissions(['clipboard-read', 'clipboard-write']);
    await page.goto(`${sprout().address}#/ask`);
    await ask(page, 'What is the barrier code?');
    await page.getByRole('button', { name: 'Copy' }).click();
    await page.getByRole('button', { name: 'Copied' }).waitFor();
    expect(await page.evaluate(() => navigator.clipboard.readText())).toMatch(/4711.*\[1\][\s\S]*parking\.txt/);
    await page.close();
  });

  it('finds, renames, saves and deletes conversations', async () => {
    const page = await newPage();
    await page.goto(`${sprout().address}#/ask`);
    await page.getByRole('button', { name: 'Conversations' }).click();
    const drawer = page.getByRole('dialog');
    await drawer.getByRole('searchbox').fill('barrier');
    await expect.poll(() => drawer.getByRole('listitem').count()).toBe(2);
    await drawer.getByRole('button', { name: /^Rename/ }).first().click();
    await drawer.getByRole('textbox', { name: 'New name' }).fill('Where to park');
    await page.keyboard.press('Enter');
    await drawer.getByRole('link', { name: 'Where to park' }).first().waitFor();
    const saved = page.waitForEvent('download');
    await drawer.getByRole('link', { name: 'Save “Where to park” as text' }).click();
    expect((await saved).suggestedFilename()).toMatch(/\.md$/);
    await drawer.getByRole('button', { name: 'Delete “Where to park”' }).click();
    await page.getByRole('alertdialog').getByRole('button', { name: 'Delete' }).click();
    await expect.poll(() => drawer.getByRole('listitem').count()).toBe(1);
    await page.close();
  });

  it('does all of it with the keyboard alone', async () => {
    const page = await newPage();
    await page.goto(`${sprout().address}#/welcome`);
    const sample = page.getByRole('button', { name: /Open sample “Customer service”/ });
    await sample.waitFor();
    await tabTo(page, sample);
    await page.keyboard.press('Enter');
    await expect.poll(() => page.evaluate(() => document.activeElement?.id), { message: 'the question box has the focus' }).toBe('question');
    await page.keyboard.type('How do I descale the kettle?');
    await page.keyboard.press('Enter');
    const citation = page.locator('.citation').first();
    await citation.waitFor();
    await tabTo(page, citation, 'Shift+Tab');
    await page.keyboard.press('Enter');
    await page.locator('aside .highlight').first().waitFor();
    await tabTo(page, page.locator('aside').getByRole('button', { name: 'Show as text' }));
    await page.keyboard.press('Enter');
    await page.locator('aside .reading mark').first().waitFor();
    await page.keyboard.press('Escape');
    expect(await page.locator('aside').count()).toBe(0);
    expect(await citation.evaluate((element) => element === document.activeElement), 'the focus returns to the citation').toBe(true);
    await tabTo(page, page.getByRole('link', { name: 'Documents' }), 'Shift+Tab');
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { name: 'Documents' }).waitFor();
    await page.close();
  });

  it('changes language and appearance at once, and finds them again', async () => {
    const page = await newPage();
    await page.goto(`${sprout().address}#/settings`);
    await page.getByRole('button', { name: '中文' }).click();
    await page.getByRole('heading', { name: '设置' }).waitFor();
    expect(await page.locator('html').getAttribute('lang')).toBe('zh-Hans');
    await page.getByRole('button', { name: '深色' }).click();
    await expect.poll(() => page.evaluate(() => getComputedStyle(document.body).backgroundColor)).toBe('rgb(23, 25, 21)');
    await page.reload();
    await page.getByRole('heading', { name: '设置' }).waitFor();
    expect(await page.locator('html').getAttribute('data-theme')).toBe('dark');
    await page.getByRole('button', { name: 'English' }).click();
    await page.getByRole('heading', { name: 'Settings' }).waitFor();
    await page.close();
  });
});
