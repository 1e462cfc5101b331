import { getDocument } from 'pdfjs-dist/legacy/build/pdf.mjs';
import type { Page } from 'playwright-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { ask, noChromium, withSprout } from './support/with-sprout.ts';

/** Text of each page, and whether it holds a picture, of what the printer would get. */
async function printed(page: Page): Promise<{ text: string; pictures: number }[]> {
  const loading = getDocument({ data: new Uint8Array(await page.pdf({ format: 'A4', printBackground: true })), verbosity: 0 });
  const pdf = await loading.promise;
  const pages = [];
  for (let number = 1; number <= pdf.numPages; number += 1) {
    const one = await pdf.getPage(number);
    const text = (await one.getTextContent()).items.map((item) => ('str' in item ? item.str : '')).join(' ');
    const { fnArray } = await one.getOperatorList();
    // 85 is paintImageXObject, 86 paintInlineImageXObject (pdf.js OPS).
    pages.push({ text, pictures: fnArray.filter((operator) => operator === 85 || operator === 86).length });
  }
  await loading.destroy();
  return pages;
}

describe.skipIf(noChromium)('the receipt', () => {
  const { sprout, newPage } = withSprout();

  beforeAll(async () => {
    if (noChromium) return;
    await sprout().api('/api/settings', { locale: 'en', theme: 'dark', businessName: 'Kettle & Clay', firstRunDone: true }, 'PATCH');
    await sprout().api('/api/starters/customer-service/open', { locale: 'en' });
    await sprout().imported();
  });

  async function receiptOf(question: string): Promise<Page> {
    const page = await newPage();
    await page.goto(`${sprout().address}#/ask`);
    await ask(page, question);
    await page.getByRole('link', { name: 'Receipt' }).click();
    await page.getByRole('heading', { name: 'Answer receipt' }).waitFor();
    return page;
  }

  it('shows and prints question, answer, file version and the page with its sentence marked', async () => {
    const page = await receiptOf('How do I descale the kettle?');
    await page.locator('.sheet.drawn').first().waitFor();
    expect(await page.locator('.highlight').count()).toBeGreaterThan(0);
    const pages = await printed(page);
    const text = pages.map((one) => one.text).join(' ');
    expect(text).toMatch(/Answer receipt.*Kettle & Clay.*How do I descale the kettle\?.*Descale.*harbour-kettle-manual\.pdf.*File version 1, .*ngerprint [0-9a-f]{12}/); // The printer may join the letters f and i.
    expect(text, 'no buttons on paper').not.toMatch(/Print or save|Settings/);
    expect(pages.reduce((sum, one) => sum + one.pictures, 0), 'the page image is printed').toBeGreaterThan(0);
    expect(pages.length).toBeLessThanOrEqual(3);
    expect(pages.every(({ text: words, pictures }) => words.trim() !== '' || pictures > 0), 'no empty sheet').toBe(true);
    await page.close();
  });

  it('prints black on white though the screen is dark', async () => {
    const page = await receiptOf('How do I descale the kettle?');
    await page.emulateMedia({ media: 'print' });
    expect(await page.evaluate(() => [getComputedStyle(document.body).backgroundColor, getComputedStyle(document.body).color])).toEqual(['rgb(255, 255, 255)', 'rgb(0, 0, 0)']);
    await page.close();
  });

  it('shows the rows around the answer for a file without pages', async () => {
    const page = await receiptOf('What does the Harbour kettle cost?');
    await page.locator('.excerpt mark').first().waitFor();
    await page.close();
  });

  it('says so, and draws nothing, once the file has changed or is gone', async () => {
    const upload = (text: string) => sprout().context.request.post(`${sprout().address}api/documents`, { headers: { origin: sprout().address.slice(0, -1) }, multipart: { file: { name: 'deposit.txt', mimeType: 'text/plain', buffer: Buffer.from(text) } } });
    await upload('The deposit for a marquee is 40 pounds.\n');
    await sprout().imported();
    const page = await receiptOf('How much is the deposit for a marquee?');
    await upload('The deposit for a marquee is 55 pounds.\n');
    await sprout().imported();
    await page.reload();
    await page.getByText('The file has changed since this answer').waitFor();
    expect(await page.locator('blockquote').first().innerText()).toContain('40 pounds');
    const { documents } = await sprout().api<{ documents: { id: string; name: string }[] }>('/api/documents');
    await sprout().api(`/api/documents/${documents.find(({ name }) => name === 'deposit.txt')?.id}`, undefined, 'DELETE');
    await page.reload();
    await page.getByText('The file has been deleted since this answer').waitFor();
    await page.close();
  });
});
