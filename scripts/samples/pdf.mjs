/** PDF documents, printed by Chromium. */
import { chromium } from 'playwright-core';
import { chromiumPath } from '../chromium.mjs';
import { printPage } from './html.mjs';
import { escapeXml } from './source.mjs';

/** Prints every source with one browser; bytes in the order given. */
export async function pdfs(sources) {
  const executablePath = chromiumPath();
  if (!executablePath) throw new Error('PDF samples are printed by Chromium, and none was found. On Debian: apt-get install chromium fonts-noto-cjk');
  const browser = await chromium.launch({ executablePath, args: ['--no-sandbox'] });
  try {
    const page = await browser.newPage();
    const printed = [];
    for (const source of sources) printed.push(await print(page, source));
    return printed;
  } finally {
    await browser.close();
  }
}

async function print(page, source) {
  const line = (left, right) => `<div style="width:100%;margin:0 20mm;font:8px sans-serif;color:#777;display:flex;justify-content:space-between"><span>${left}</span><span>${right}</span></div>`;
  await page.setContent(printPage(source));
  const bytes = await page.pdf({
    preferCSSPageSize: true, displayHeaderFooter: true, tagged: true,
    headerTemplate: line(escapeXml(source.author), escapeXml(source.title)),
    footerTemplate: line('', '<span class="pageNumber"></span> / <span class="totalPages"></span>'),
  });
  // Chromium writes the time of printing; a fixed one of the same length keeps the bytes, and the offsets, the same.
  const stamp = source.date.toISOString().replaceAll(/[-:T]/g, '').slice(0, 14);
  const text = bytes.toString('latin1').replaceAll(/\/(CreationDate|ModDate) \(D:\d{14}/g, (_, key) => `/${key} (D:${stamp}`);
  return Buffer.from(text, 'latin1');
}
