import { spawn, type ChildProcess } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { chromium, type Browser, type BrowserContext, type BrowserContextOptions } from 'playwright-core';
import { chromiumPath } from '../../../scripts/chromium.mjs';

export const root = dirname(dirname(dirname(dirname(fileURLToPath(import.meta.url)))));

/** Debian's Chromium; root may not use its sandbox, and a container's /dev/shm is small. */
export async function openBrowser(): Promise<Browser> {
  const path = chromiumPath();
  if (!path) throw new Error('No Chromium here. On Debian: apt-get install chromium fonts-noto-cjk');
  return chromium.launch({ executablePath: path, args: ['--no-sandbox', '--disable-dev-shm-usage', '--font-render-hinting=none'] });
}

export interface OpenSprout {
  readonly context: BrowserContext;
  /** `http://127.0.0.1:<port>/` */
  readonly address: string;
  /** Calls the API as the app does. */
  api<T = unknown>(path: string, body?: unknown, method?: string): Promise<T>;
  /** Resolves when nothing is queued or being read. */
  imported(): Promise<void>;
  close(): Promise<void>;
  /** Ends the process as a power cut does. */
  kill(): Promise<void>;
  /** Stops the process, as a laptop that falls asleep, until `wakeUp`. */
  fallAsleep(): void;
  wakeUp(): void;
}

/** Starts the real core and browser shell on an empty home, or on one that is kept, and signs a browser context in with the link's token. */
export async function openSprout(browser: Browser, options: BrowserContextOptions = {}, environment: Readonly<Record<string, string>> = {}, kept?: string): Promise<OpenSprout> {
  const home = kept ?? await mkdtemp(join(tmpdir(), 'sprout-e2e-'));
  const child = spawn(process.execPath, ['--disable-warning=ExperimentalWarning', join(root, 'core/cli/main.ts'), 'serve', '--no-open', '--json', '--home', home], { cwd: root, env: { ...process.env, ...environment }, stdio: ['ignore', 'pipe', 'inherit'] });
  const line = await firstLine(child);
  const { url } = JSON.parse(line) as { url?: string };
  if (!url) throw new Error(`sprout serve did not start: ${line}`);
  const context = await browser.newContext(options);
  context.setDefaultTimeout(10_000);
  const page = await context.newPage();
  await page.goto(url);
  await page.close();
  const address = new URL('/', url).href;
  const api = async <T>(path: string, body?: unknown, method = body === undefined ? 'GET' : 'POST'): Promise<T> => {
    // A connection that was kept open is closed by the server after five seconds, perhaps in this very moment: nothing was asked then.
    const response = await context.request.fetch(new URL(path, address).href, { method, maxRetries: 1, ...(body === undefined ? {} : { data: body }) });
    if (!response.ok()) throw new Error(`${method} ${path}: ${response.status()} ${await response.text()}`);
    return await response.json() as T;
  };
  const end = async (signal: 'SIGTERM' | 'SIGKILL'): Promise<void> => {
    await context.close();
    if (child.exitCode !== null || child.signalCode !== null) return;
    const ended = new Promise((done) => child.once('exit', done));
    child.kill(signal);
    await ended;
  };
  return {
    context, address, api,
    kill: () => end('SIGKILL'),
    fallAsleep: () => { child.kill('SIGSTOP'); },
    wakeUp: () => { child.kill('SIGCONT'); },
    async imported() {
      const busy = ['queued', 'reading', 'indexing'];
      while ((await api<{ documents: { status: string }[] }>('/api/documents')).documents.some(({ status }) => busy.includes(status))) await new Promise((done) => setTimeout(done, 50));
    },
    async close() {
      await end('SIGTERM');
      if (kept === undefined) await rm(home, { recursive: true, force: true, maxRetries: 3 });
    },
  };
}

function firstLine(child: ChildProcess): Promise<string> {
  return new Promise((resolve, reject) => {
    child.once('exit', (code) => reject(new Error(`sprout serve ended with code ${code} before it gave its link`)));
    if (child.stdout) createInterface(child.stdout).once('line', resolve);
  });
}
