/**
 * What the widget costs its host page, in Chromium at a quarter of its speed: the script's size, gzipped; how long it keeps the main thread from
 * the page while it loads (time of the processor in all tasks in which its code runs, the median of several loads, and in the longest of them; for
 * comparison all tasks of the page with it and without it, drawing included); and how far it moves the page. Prints them against the budgets of issue 5.
 */
import { mkdir, writeFile } from 'node:fs/promises';
import { loadavg } from 'node:os';
import { join } from 'node:path';
import type { Browser } from 'playwright-core';
import { buildWidgetIfChanged, widgetSize } from '../scripts/build-widget.mjs';
import { openBrowser } from '../test/e2e/support/open-sprout.ts';
import { WidgetHost } from '../test/e2e/support/widget-host.ts';

const loads = 15;
const slowdown = 4;
const budgets = { gzippedBytes: 15_000, blockedMs: 20, layoutShift: 0 };

interface Load { readonly blockedMs: number; readonly longestMs: number; readonly busyMs: number; readonly longTasks: number; readonly shift: number }

interface TraceEvent { readonly name: string; readonly ph: string; readonly ts: number; readonly dur?: number; /** Time of the processor, which other programs do not lengthen. */ readonly tdur?: number; readonly tid: number; readonly pid: number; readonly args?: { readonly data?: { readonly url?: string } } }

/** One load of a page, traced. Blocked are the tasks in which the widget's code ran, busy all tasks of the page's thread. */
async function measure(browser: Browser, address: string, hasWidget: boolean): Promise<Load> {
  const context = await browser.newContext({ viewport: { width: 1280, height: 800 } });
  const page = await context.newPage();
  const session = await context.newCDPSession(page);
  await session.send('Emulation.setCPUThrottlingRate', { rate: slowdown });
  await page.addInitScript(() => {
    Object.assign(window, { shift: 0, longTasks: 0 });
    const counts = window as unknown as { shift: number; longTasks: number };
    new PerformanceObserver((list) => { for (const entry of list.getEntries()) counts.shift += (entry as unknown as { value: number }).value; }).observe({ type: 'layout-shift', buffered: true });
    new PerformanceObserver((list) => { counts.longTasks += list.getEntries().length; }).observe({ type: 'longtask', buffered: true });
  });
  const events: TraceEvent[] = [];
  session.on('Tracing.dataCollected', ({ value }) => { events.push(...value as unknown as TraceEvent[]); });
  await session.send('Tracing.start', { transferMode: 'ReportEvents', traceConfig: { includedCategories: ['devtools.timeline', 'disabled-by-default-devtools.timeline'] } });
  const site = hasWidget ? page.waitForResponse(/site\.json$/) : undefined;
  await page.goto(address);
  await site;
  // Nothing looks into the page meanwhile: that would cost it time, too.
  await new Promise((done) => { setTimeout(done, 700); });
  const counts = await page.evaluate('({ shift, longTasks })') as { shift: number; longTasks: number };
  const ended = new Promise((done) => { session.once('Tracing.tracingComplete', done); });
  await session.send('Tracing.end');
  await ended;
  await context.close();
  const evaluated = events.find(({ name, args }) => name === 'EvaluateScript' && (args?.data?.url ?? '').endsWith('/sprout.js'));
  const parsed = events.find(({ name }) => name === 'ParseHTML');
  const thread = evaluated ?? parsed;
  const ours = events.filter(({ ph, pid, tid }) => ph === 'X' && pid === thread?.pid && tid === thread.tid);
  const isOurs = ({ args }: TraceEvent): boolean => /\/(?:sprout\.js|site\.json)$/.test(args?.data?.url ?? '');
  // Whole tasks in which our code ran, with all that it made the browser do at once.
  const tasks = ours.filter(({ name }) => name === 'RunTask');
  const within = (task: TraceEvent, event: TraceEvent): boolean => event.ts >= task.ts && event.ts + (event.dur ?? 0) <= task.ts + (task.dur ?? 0);
  const marks = ours.filter(isOurs);
  const times = tasks.filter((task) => marks.some((mark) => within(task, mark))).map(({ tdur = 0 }) => tdur);
  const busy = tasks.reduce((sum, { tdur = 0 }) => sum + tdur, 0);
  return { blockedMs: times.reduce((sum, time) => sum + time, 0) / 1000, longestMs: Math.max(0, ...times) / 1000, busyMs: busy / 1000, longTasks: counts.longTasks, shift: counts.shift };
}

const median = (values: readonly number[]): number => [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;
const round1 = (value: number): number => Math.round(value * 10) / 10;

await buildWidgetIfChanged();
const host = await new WidgetHost().open();
const browser = await openBrowser();
try {
  const body = `<main><h1>Shop</h1>${'<p>A page of a shop with some text in it, as pages of shops have.</p>'.repeat(40)}</main>`;
  const withWidget = host.add('with', { body });
  const without = host.add('without', { body, script: '' });
  const measured: { with: Load[]; without: Load[] } = { with: [], without: [] };
  await measure(browser, withWidget, true);
  for (let load = 0; load < loads; load += 1) {
    measured.with.push(await measure(browser, withWidget, true));
    measured.without.push(await measure(browser, without, false));
  }
  const of = (kind: 'with' | 'without', what: keyof Load): number => median(measured[kind].map((load) => load[what]));
  const report = {
    bench: 'widget-cost', budgets, slowdown, loads, otherLoad: round1(loadavg()[0] ?? 0),
    gzippedBytes: widgetSize(),
    blockedMs: round1(of('with', 'blockedMs')),
    longestTaskMs: round1(of('with', 'longestMs')),
    longTasks: { with: of('with', 'longTasks'), without: of('without', 'longTasks') },
    busyMs: { with: round1(of('with', 'busyMs')), without: round1(of('without', 'busyMs')) },
    layoutShift: Math.max(...measured.with.map(({ shift }) => shift)),
  };
  console.log(JSON.stringify(report));
  for (const [name, most] of Object.entries(budgets)) console.log(`${report[name as keyof typeof budgets] <= most ? 'ok    ' : 'OVER  '} ${name}: ${report[name as keyof typeof budgets]} of ${most}`);
  await mkdir(join(import.meta.dirname, 'results'), { recursive: true });
  await writeFile(join(import.meta.dirname, 'results/widget-cost.json'), `${JSON.stringify(report, null, 2)}\n`);
} finally {
  await browser.close();
  await host.close();
}
