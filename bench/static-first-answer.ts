/**
 * A visitor's first answer from a published site of 2,000 pages, in Chromium on a phone's connection (1.6 Mbit/s, 150 ms round trip, HTTP/1.1),
 * nothing in its cache; and the answer to the next question: at once, after ten seconds, and after twenty, in which two sentences of fifty words are read, the next question is thought of and found (`later` with its seconds). As the widget does it, the engine is fetched when the
 * chat is opened, a second and a half before the question begins. Two ways: `typed`, where the engine is told of the question at the end of each
 * word (English 6 characters a second, Chinese 3; half a second from the last to sending), and `at once`, pasted and sent in one moment. Milliseconds from sending to the answer; bytes as they crossed the network. The baseline is fetching one empty file over the same connection. Usage: --pages N --questions N
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chromium, type Browser, type CDPSession, type Page } from 'playwright-core';
import { splitSentences } from '../core/shared/text/sentences.ts';
import { chromiumPath } from '../scripts/chromium.mjs';
import { filesIn, publishSite, type PublishedSite } from '../test/support/published-site.ts';
import { serveFolder } from '../test/support/serve-folder.ts';
import { loadPassages, loadQuestions, type QuestionSet } from './ranking/questions.ts';
import { option } from './support/options.ts';
import { median, report, round } from './support/report.ts';

const pages = option('pages', 2000);
const asked = option('questions', 12);
const pagesInDocument = 20;
/** Characters of a page: some 400 words. */
const pageLength = { en: 2400, zh: 800 } as const;
const phone = { offline: false, latency: 150, downloadThroughput: 1.6e6 / 8, uploadThroughput: 0.75e6 / 8 } as const;
/** Milliseconds for a character: a quick typist's. And from the last of them to sending. */
const typingMs = { en: 1000 / 6, zh: 1000 / 3 } as const;
const sendingMs = 500;
/** From opening the chat to the first key, and from an answer to the next question. */
const openingMs = 1500;
const readingMs = { typed: [10_000], atOnce: [0, 10_000, 20_000] } as const;
const languages = { en: ['xquad-en'], zh: ['xquad-zh', 'cmrc2018'] } as const satisfies Record<string, readonly QuestionSet[]>;

const executablePath = chromiumPath();
if (!executablePath) throw new Error('No Chromium here. On Debian: apt-get install chromium');
const browser = await chromium.launch({ executablePath, args: ['--no-sandbox', '--disable-dev-shm-usage'] });
const results = [];
try {
  for (const language of ['en', 'zh'] as const) results.push(await measure(language));
} finally {
  await browser.close();
}
await report('static-first-answer', { targets: { firstMs: 2500, laterMs: 150, firstBytes: 1_500_000 }, pages, browser: browser.version(), connection: phone, results });

async function measure(language: 'en' | 'zh'): Promise<Record<string, unknown>> {
  const folder = await mkdtemp(join(tmpdir(), 'sprout-first-'));
  try {
    const site = await publishSite(folder, documents(language));
    const server = await serveFolder(site.out);
    const questions = languages[language].flatMap((set) => loadQuestions(set).slice(0, 400)).map(({ text }) => text).filter((_, at) => at % 29 === 0).slice(0, asked);
    try {
      const typed = await visit(browser, server.origin, site, questions, typingMs[language], readingMs.typed);
      const atOnce = await visit(browser, server.origin, site, questions, 0, readingMs.atOnce);
      const result = { language, passages: site.passages, files: filesIn(site.out), typed, atOnce };
      console.log(JSON.stringify(result));
      return result;
    } finally {
      await server.close();
      await site.core.close();
    }
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** Real text, no page like another: beyond the first round sentences come from passages far apart. */
function documents(language: 'en' | 'zh'): { name: string; text: string }[] {
  const texts = languages[language].flatMap((set) => loadPassages(set).map(({ text }) => text));
  const sentences = texts.map((text) => splitSentences(text).map((one) => one.text));
  let next = 0;
  const paragraph = (): string => {
    const [round_, place] = [Math.floor(next / texts.length), next % texts.length];
    next += 1;
    return round_ === 0 ? texts[place] ?? '' : (sentences[place] ?? []).map((one, at) => sentences[(place + round_ * (at + 7)) % texts.length]?.[at] ?? one).join(language === 'zh' ? '' : ' ');
  };
  const page = (): string => { let text = ''; while (text.length < pageLength[language]) text += `${paragraph()}\n\n`; return text; };
  return Array.from({ length: Math.ceil(pages / pagesInDocument) }, (_, at) => ({ name: `report-${at}.md`, text: Array.from({ length: pagesInDocument }, (_each, number) => `# ${at}.${number}\n\n${page()}`).join('\n') }));
}

interface Visited { first: Figures; later: Record<string, Figures>; /** Of all that a visit loaded, the rest of the site included. */ visitBytes: number; baselineMs: number }
interface Figures { medianMs: number; mostMs: number; medianBytes: number; mostBytes: number; requests: number }

/** A new visitor for each question and pause asks it, and then another one. */
async function visit(chrome: Browser, origin: string, { index }: PublishedSite, questions: readonly string[], eachMs: number, pauses: readonly number[]): Promise<Visited> {
  const first: Taken[] = [];
  const later: Record<string, Figures> = {};
  const whole: number[] = [];
  const baseline: number[] = [];
  for (const pause of pauses) {
    const taken: Taken[] = [];
    for (const [at, question] of questions.entries()) {
      const context = await chrome.newContext();
      const page = await context.newPage();
      await page.goto(`${origin}/empty.html`);
      const session = await context.newCDPSession(page);
      await session.send('Network.enable');
      let bytes = 0;
      session.on('Network.loadingFinished', ({ encodedDataLength }) => { bytes += encodedDataLength; });
      await session.send('Network.emulateNetworkConditions', phone);
      baseline.push(await page.evaluate(async () => { const started = performance.now(); await (await fetch('/try.css')).arrayBuffer(); return performance.now() - started; }));
      await page.evaluate((given) => {
        const visitor = globalThis as typeof globalThis & { sprout?: Promise<import('../core/contract/index.ts').VisitEngine> };
        const open = async () => {
          const { openEngine } = await import(given.engine) as import('../core/contract/index.ts').VisitEngineModule;
          return openEngine({ read: async (path) => new Uint8Array(await (await fetch(given.folder + path)).arrayBuffer()) });
        };
        Object.assign(globalThis, { openSprout: () => visitor.sprout ??= open() });
      }, { engine: `${origin}/${index.engine}`, folder: `${origin}/${index.folder}` });
      await page.evaluate(() => { void (globalThis as typeof globalThis & { openSprout: () => Promise<unknown> }).openSprout(); });
      await page.waitForTimeout(openingMs);
      first.push(await ask(page, session, question, eachMs));
      await page.waitForTimeout(pause);
      taken.push(await ask(page, session, questions[(at + 1) % questions.length] ?? '', eachMs));
      whole.push(bytes);
      await context.close();
    }
    later[`${pause / 1000} s`] = figures(taken);
  }
  return { first: figures(first), later, visitBytes: Math.max(...whole), baselineMs: round(median(baseline)) };
}

interface Taken { ms: number; bytes: number; requests: number }

async function ask(page: Page, session: CDPSession, question: string, eachMs: number): Promise<Taken> {
  let bytes = 0;
  let requests = 0;
  const onLoaded = ({ encodedDataLength }: { encodedDataLength: number }): void => { bytes += encodedDataLength; requests += 1; };
  session.on('Network.loadingFinished', onLoaded);
  const ms = await page.evaluate(async ({ text, each, sending }) => {
    const open = (globalThis as typeof globalThis & { openSprout: () => Promise<import('../core/contract/index.ts').VisitEngine> }).openSprout;
    const pause = (milliseconds: number): Promise<void> => new Promise((resolve) => { setTimeout(resolve, milliseconds); });
    for (let at = 1; each > 0 && at <= text.length; at += 1) {
      await pause(each);
      const wordEnds = /[\s\p{P}\u3400-\u9fff]/u.test(text[at - 1] ?? '') || at === text.length;
      if (wordEnds) void open().then((engine) => { engine.prepare(text.slice(0, at)); });
    }
    if (each > 0) await pause(sending);
    const started = performance.now();
    const engine = await open();
    await engine.answer(text, [], 'en');
    return performance.now() - started;
  }, { text: question, each: eachMs, sending: sendingMs });
  session.off('Network.loadingFinished', onLoaded);
  return { ms, bytes, requests };
}

function figures(taken: readonly Taken[]): Figures {
  const all = <Name extends keyof Taken>(name: Name): number[] => taken.map((one) => one[name]);
  return { medianMs: round(median(all('ms'))), mostMs: round(Math.max(...all('ms'))), medianBytes: Math.round(median(all('bytes'))), mostBytes: Math.max(...all('bytes')), requests: median(all('requests')) };
}
