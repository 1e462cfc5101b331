/**
 * From `npm start` to a page that reacts, when everything is set up: the second start on the same home. The baseline in the same run is Node
 * starting and doing nothing, and the browser opening an empty page. Also weighs what the first page loads, gzipped.
 */
import { spawn } from 'node:child_process';
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { gzipSync } from 'node:zlib';
import { chromium } from 'playwright-core';
import { chromiumPath } from '../scripts/chromium.mjs';

const root = join(import.meta.dirname, '..');
const home = await mkdtemp(join(tmpdir(), 'sprout-start-'));
const executablePath = chromiumPath();
if (!executablePath) throw new Error('No Chromium here. On Debian: apt-get install chromium');
const browser = await chromium.launch({ executablePath, args: ['--no-sandbox', '--disable-dev-shm-usage'] });
try {
  await start();
  const seconds: number[] = [];
  let loaded = 0;
  for (let round = 0; round < 3; round += 1) {
    const result = await start();
    seconds.push(result.seconds);
    loaded = result.kilobytes;
  }
  const emptyPage = await timed(async () => { const page = await browser.newPage(); await page.goto('data:text/html,<p>'); await page.close(); });
  const emptyNode = await timed(() => new Promise<void>((resolve) => { spawn(process.execPath, ['-e', '']).on('exit', () => { resolve(); }); }));
  const median = [...seconds].sort((a, b) => a - b)[1] ?? Number.NaN;
  const report = { bench: 'start', targets: { seconds: 3, firstPageKilobytes: 300 }, seconds: median, baselineSeconds: round2(emptyPage + emptyNode), ratio: round2(median / (emptyPage + emptyNode)), firstPageKilobytes: loaded, builtKilobytes: await builtSize() };
  console.log(JSON.stringify(report));
  await mkdir(join(import.meta.dirname, 'results'), { recursive: true });
  await writeFile(join(import.meta.dirname, 'results/start.json'), `${JSON.stringify(report, null, 2)}\n`);
} finally {
  await browser.close();
  await rm(home, { recursive: true, force: true });
}

/** One start: from the command to the moment at which the page takes input. Kilobytes are what the page fetched, gzipped. */
async function start(): Promise<{ seconds: number; kilobytes: number }> {
  const started = performance.now();
  const child = spawn('node', [join(root, 'scripts/start.mjs'), '--no-open', '--json', '--home', home], { cwd: root, stdio: ['ignore', 'pipe', 'ignore'], env: { ...process.env, DISPLAY: '', WAYLAND_DISPLAY: '' } });
  try {
    const lines = createInterface({ input: child.stdout });
    const url = await new Promise<string>((resolve, reject) => {
      lines.once('line', (line) => { resolve((JSON.parse(line) as { url: string }).url); });
      child.once('exit', () => { reject(new Error('npm start ended')); });
    });
    const page = await browser.newPage();
    const bodies: Promise<number>[] = [];
    page.on('response', (response) => { if (new URL(response.url()).pathname.startsWith('/api/')) return; bodies.push(response.body().then((body) => gzipSync(body).length, () => 0)); });
    await page.goto(url);
    await page.locator('button, input, textarea').first().waitFor();
    const seconds = round2((performance.now() - started) / 1000);
    const bytes = (await Promise.all(bodies)).reduce((sum, size) => sum + size, 0);
    await page.close();
    return { seconds, kilobytes: Math.round(bytes / 1024) };
  } finally {
    child.kill('SIGTERM');
    await new Promise((resolve) => { child.once('exit', resolve); if (child.exitCode !== null) resolve(undefined); });
  }
}

async function builtSize(): Promise<number> {
  const folder = join(root, 'dist/app');
  const files = (await readdir(folder, { recursive: true, withFileTypes: true })).filter((entry) => entry.isFile() && /\.(js|css|html)$/.test(entry.name));
  const sizes = await Promise.all(files.map(async (entry) => gzipSync(await readFile(join(entry.parentPath, entry.name))).length));
  return Math.round(sizes.reduce((sum, size) => sum + size, 0) / 1024);
}

async function timed(work: () => Promise<void>): Promise<number> {
  const started = performance.now();
  await work();
  return (performance.now() - started) / 1000;
}

function round2(value: number): number { return Math.round(value * 100) / 100; }
