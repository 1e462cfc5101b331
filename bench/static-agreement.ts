/**
 * Whether a published site answers in a visitor's browser as the core does: all questions of XQuAD-en and -zh in Chromium, from a folder that
 * was published, beside the core's quote answers from LanceDB. `--first N` asks fewer. Prints where they differ.
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chromium } from 'playwright-core';
import { chromiumPath } from '../scripts/chromium.mjs';
import { agrees, answersInBrowser, publishSite } from '../test/support/published-site.ts';
import { serveFolder } from '../test/support/serve-folder.ts';
import { loadPassages, loadQuestions } from './ranking/questions.ts';
import { option } from './support/options.ts';
import { report, round } from './support/report.ts';

const first = option('first', Infinity);
const executablePath = chromiumPath();
if (!executablePath) throw new Error('No Chromium here. On Debian: apt-get install chromium');
const browser = await chromium.launch({ executablePath, args: ['--no-sandbox', '--disable-dev-shm-usage'] });
const results = [];
try {
  for (const set of ['xquad-en', 'xquad-zh'] as const) results.push(await measure(set));
} finally {
  await browser.close();
}
await report('static-agreement', { target: 0.98, browser: browser.version(), results });

async function measure(set: 'xquad-en' | 'xquad-zh'): Promise<Record<string, unknown>> {
  const folder = await mkdtemp(join(tmpdir(), 'sprout-agreement-'));
  try {
    // Each article is a document, its paragraphs under its title.
    const articles = Map.groupBy(loadPassages(set), ({ id }) => id.replace(/-\d+$/, ''));
    const { core, out, index, passages } = await publishSite(folder, [...articles].map(([id, held]) => ({ name: `${id.replaceAll(/[^\p{L}\p{N}]+/gu, '-')}.md`, text: `# ${held[0]?.title ?? id}\n\n${held.map(({ text }) => text).join('\n\n')}\n` })));
    const server = await serveFolder(out);
    try {
      const questions = loadQuestions(set).slice(0, first).map(({ text }) => text);
      const page = await browser.newPage();
      await page.goto(`${server.origin}/empty.html`);
      const visitor = await answersInBrowser(page, server.origin, index, questions);
      await page.close();
      const differing: Record<string, unknown>[] = [];
      let answered = 0;
      for (const [at, question] of questions.entries()) {
        const ours = await core.features.answers.answerOnce(question, { model: 'quote' });
        const theirs = visitor[at];
        if (ours.answered) answered += 1;
        if (theirs && agrees(ours, theirs)) continue;
        differing.push({ question, core: ours.answered ? ours.answer : null, browser: theirs?.answered ? theirs.answer : null });
      }
      for (const one of differing) console.log(JSON.stringify(one));
      return { set, passages, questions: questions.length, agreement: round(1 - differing.length / questions.length), differing: differing.length, answered };
    } finally {
      await server.close();
      await core.close();
    }
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
