import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { Page } from 'playwright-core';

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

interface Violation { readonly id: string; readonly nodes: readonly { readonly target: unknown; readonly failureSummary: string }[] }

/** What axe finds wrong on the page, one line each; by all rules, or by some. */
export async function violations(page: Page, rules?: readonly string[]): Promise<string[]> {
  if (!(await page.evaluate(() => 'axe' in window))) await page.evaluate(axe);
  const found = await page.evaluate(async (runOnly) => {
    const { axe: tool } = window as unknown as { axe: { run(context: Document, options: object): Promise<{ violations: Violation[] }> } };
    return (await tool.run(document, runOnly ? { runOnly } : {})).violations;
  }, rules);
  return found.flatMap(({ id, nodes }) => nodes.map(({ target, failureSummary }) => `${id} at ${JSON.stringify(target)}: ${failureSummary}`));
}

/** Width that the page and its scrolling parts need, in CSS pixels. */
export const widest = (page: Page): Promise<number> => page.evaluate(() => Math.max(document.documentElement.scrollWidth, ...[...document.querySelectorAll('main, .main, .page, aside .body, .scroll, .drawer')].filter((element) => getComputedStyle(element).overflowX !== 'visible' && !element.closest('table') && !element.querySelector(':scope > table')).map((element) => element.scrollWidth - element.clientWidth + innerWidth)));
