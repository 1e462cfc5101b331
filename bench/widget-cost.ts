/**
 * What the widget costs its host page, in Chromium at a quarter of its speed: the script's size, gzipped; how long it keeps the main thread from
 * the page while it loads (time of the processor in all tasks in which its code runs or its request is answered, the median of several loads, in the
 * longest of them, and by what they are for; on the first page of a visit, and on a later one, where it asks the browser's storage; for comparison all
 * tasks of the page with it and without it, drawing included); how far it moves the page; and how long a press of the button takes until the window is
 * painted. Prints them against the budgets of issue 5.
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
const budgets = { gzippedBytes: 15_000, blockedMs: 20, laterPageMs: 20, layoutShift: 0, openingMs: 100 };

const pieces = ['script', 'request', 'reply', 'button', 'storage'] as const;
type Piece = (typeof pieces)[number];
interface Load { readonly blockedMs: number; readonly longestMs: number; readonly pieces: Readonly<Record<Piece, number>>; readonly busyMs: number; readonly longTasks: number; readonly shift: number; /** From the press to the paint, as Event Timing has it: in steps of 8. */ readonly openingMs: number }

interface TraceEvent { readonly name: string; readonly ph: string; readonly ts: number; readonly dur?: number; /** Time of the processor, which other programs do not lengthen. */ readonly tdur?: number; readonly tid: number; readonly pid: number; readonly args?: { readonly data?: { readonly url?: string; readonly requestId?: string }; readonly animation_frame_script_timing_info?: { readonly source_location_url?: string } } }

/** One load of a page, traced. Blocked are the tasks in which the widget's code ran, busy all tasks of the page's thread. @param before page of the same visit that is looked at first */
async function measure(browser: Browser, address: string, hasWidget: boolean, before?: string): Promise<Load> {
  const context = await browser.newContext({ viewport: { width: 1280, height: 800 } });
  const page = await context.newPage();
  const session = await context.newCDPSession(page);
  await session.send('Emulation.setCPUThrottlingRate', { rate: slowdown });
  await page.addInitScript(() => {
    Object.assign(window, { shift: 0, longTasks: 0, opening: 0 });
    const counts = window as unknown as { shift: number; longTasks: number; opening: number };
    new PerformanceObserver((list) => { for (const { name, duration } of list.getEntries()) if (name === 'click') counts.opening = duration; }).observe({ type: 'event', durationThreshold: 16 } as PerformanceObserverInit);
    new PerformanceObserver((list) => { for (const entry of list.getEntries()) counts.shift += (entry as unknown as { value: number }).value; }).observe({ type: 'layout-shift', buffered: true });
    new PerformanceObserver((list) => { counts.longTasks += list.getEntries().length; }).observe({ type: 'longtask', buffered: true });
  });
  if (before !== undefined) {
    await page.goto(before);
    await page.locator('.bubble').waitFor();
  }
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
  let openingMs = 0;
  if (hasWidget) {
    // Nothing but the press: Playwright's own looking would be in the way.
    await page.mouse.click(1280 - 50, 800 - 50);
    openingMs = await page.waitForFunction('opening').then((value) => value.jsonValue()) as number;
    await page.locator('.panel').waitFor();
  }
  await context.close();
  const evaluated = events.find(({ name, args }) => name === 'EvaluateScript' && (args?.data?.url ?? '').endsWith('/sprout.js'));
  const parsed = events.find(({ name }) => name === 'ParseHTML');
  const thread = evaluated ?? parsed;
  const request = events.find(({ name, args }) => name === 'ResourceSendRequest' && /\/site\.json$/.test(args?.data?.url ?? ''))?.args?.data?.requestId ?? '';
  const repliedAt = events.find(({ name, args }) => name === 'ResourceReceiveResponse' && args?.data?.requestId === request)?.ts ?? Infinity;
  // The page has no script of its own: what changes styles after our request was answered is ours, too. What waits for a promise leaves no other trace.
  const isOurs = ({ name, ts, args }: TraceEvent): boolean => name !== 'ResourceSendRequest' && /\/(?:sprout\.js|site\.json)$/.test(args?.data?.url ?? '') || args?.data?.requestId === request
    || /\/sprout\.js$/.test(args?.animation_frame_script_timing_info?.source_location_url ?? '') || name === 'ScheduleStyleRecalculation' && ts > repliedAt;
  // Whole tasks in which our code ran, with all that it made the browser do at once.
  const here = events.filter(({ pid, tid }) => pid === thread?.pid && tid === thread.tid);
  const tasks = here.filter(({ name, ph }) => name === 'RunTask' && ph === 'X');
  const within = (task: TraceEvent, event: TraceEvent): boolean => event.ts >= task.ts && event.ts + (event.dur ?? 0) <= task.ts + (task.dur ?? 0);
  const marks = here.filter(isOurs);
  const sums = { script: 0, request: 0, reply: 0, button: 0, storage: 0 };
  let longest = 0;
  for (const task of tasks.filter((one) => marks.some((mark) => within(one, mark)))) {
    const names = new Set(here.filter((event) => event !== task && within(task, event)).map(({ name }) => name));
    const piece: Piece = names.has('EvaluateScript') ? 'script' : names.has('ResourceSendRequest') ? 'request' : names.has('UpdateLayoutTree') ? 'button' : names.has('FireIdleCallback') ? 'storage' : 'reply';
    const { tdur = 0 } = task;
    sums[piece] += tdur / 1000;
    longest = Math.max(longest, tdur / 1000);
  }
  const busy = tasks.reduce((sum, { tdur = 0 }) => sum + tdur, 0);
  return { blockedMs: pieces.reduce((sum, piece) => sum + sums[piece], 0), longestMs: longest, pieces: sums, busyMs: busy / 1000, longTasks: counts.longTasks, shift: counts.shift, openingMs };
}

const median = (values: readonly number[]): number => [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;
const round1 = (value: number): number => Math.round(value * 10) / 10;

await buildWidgetIfChanged();
const host = await new WidgetHost().open();
const browser = await openBrowser();
try {
  const body = `<main><h1>Shop</h1>${'<p>A page of a shop with some text in it, as pages of shops have.</p>'.repeat(40)}</main>`;
  const withWidget = host.add('with', { body });
  const before = host.add('before', { body });
  const without = host.add('without', { body, script: '' });
  const measured: { with: Load[]; later: Load[]; without: Load[] } = { with: [], later: [], without: [] };
  await measure(browser, withWidget, true);
  for (let load = 0; load < loads; load += 1) {
    measured.with.push(await measure(browser, withWidget, true));
    measured.later.push(await measure(browser, withWidget, true, before));
    measured.without.push(await measure(browser, without, false));
  }
  const of = (kind: keyof typeof measured, what: Exclude<keyof Load, 'pieces'>): number => median(measured[kind].map((load) => load[what]));
  const byPiece = (kind: keyof typeof measured): Record<string, number> => Object.fromEntries(pieces.map((piece) => [piece, round1(median(measured[kind].map((load) => load.pieces[piece])))]));
  const report = {
    bench: 'widget-cost', budgets, slowdown, loads, otherLoad: round1(loadavg()[0] ?? 0),
    gzippedBytes: widgetSize(),
    blockedMs: round1(of('with', 'blockedMs')),
    longestTaskMs: round1(of('with', 'longestMs')),
    pieces: byPiece('with'),
    laterPageMs: round1(of('later', 'blockedMs')),
    laterPieces: byPiece('later'),
    openingMs: of('with', 'openingMs'),
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
