import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startRemoteServer, type RemoteServer } from '../../support/remote-server.ts';
import { hasModels, modelsFolder, tiny } from '../../support/tiny-models.ts';
import { violations, widest } from './axe.ts';
import { visitSite } from './visit-site.ts';
import { ask, noChromium, withSprout } from './with-sprout.ts';

const question = { en: 'How do I descale the kettle?', zh: '水壶怎么除水垢？' };
const themes = ['light', 'dark'] as const;

/** The tests of every page in one language: each has a file of its own, which takes a minute and more. */
export const testEveryPage = (locale: 'en' | 'zh'): void => { describe.skipIf(noChromium)(`every page in ${locale}`, () => {
  const withModels = hasModels();
  const { sprout, newPage } = withSprout({}, () => (withModels ? { SPROUT_MODELS: modelsFolder } : {}));
  let receipt = '';
  let remote: RemoteServer | undefined;
  afterAll(async () => { await remote?.close(); });

  beforeAll(async () => {
    if (noChromium) return;
    await sprout().api('/api/settings', { locale }, 'PATCH');
    await sprout().api('/api/starters/customer-service/open', { locale });
    // One file that fails, and two that are the same: their rows, messages and findings are looked at too.
    for (const [name, content] of [['broken.pdf', '%PDF-1.4 nothing'], ['a.txt', 'Parcels leave at noon. 包裹中午发出。'], ['b.txt', 'Parcels leave at noon. 包裹中午发出。']] as const) {
      await sprout().context.request.post(`${sprout().address}api/documents`, { headers: { origin: sprout().address.slice(0, -1) }, multipart: { file: { name, mimeType: 'text/plain', buffer: Buffer.from(content) } } });
    }
    await sprout().imported();
    const page = await newPage();
    await page.goto(`${sprout().address}#/ask`);
    await ask(page, question[locale]);
    receipt = await page.locator('article a[href*="receipt"]').first().getAttribute('href') ?? '';
    await page.close();
  });

  /** A new set of examples, at a step of its page. @returns its id. */
  async function openSet(page: Page, step = 'about'): Promise<string> {
    const { id } = await sprout().api<{ id: string }>('/api/tuning/datasets', { recipe: 'best-colleague', locale });
    await page.goto(`${sprout().address}#/teach/${id}?step=${step}`);
    await page.locator('.steps').waitFor();
    return id;
  }
  async function chooseAll(): Promise<void> {
    const { documents } = await sprout().api<{ documents: { id: string; status: string }[] }>('/api/documents');
    await sprout().api('/api/sites/default', { documents: documents.filter(({ status }) => status === 'ready').map(({ id }) => id) }, 'PATCH');
  }
  /** The site with all documents, published. */
  async function publishedSite(): Promise<void> {
    if ((await sprout().api<{ published: number | null }>('/api/sites/default')).published !== null) return;
    await chooseAll();
    const review = await sprout().api<{ findings: { key: string }[] }>('/api/sites/default/review');
    if (review.findings.length > 0) await sprout().api('/api/sites/default/review', { keys: review.findings.map(({ key }) => key), accepted: true });
    await sprout().api('/api/sites/default/approved', { question: 'Do you deliver? 送货吗？', answer: 'Yes. 送。' });
    await sprout().api('/api/sites/default/publish', undefined, 'POST');
  }
  /** A place elsewhere that has answered one question. */
  async function withPlace(): Promise<void> {
    if (remote) return;
    remote = await startRemoteServer();
    await sprout().api('/api/remotes', { name: 'Office', preset: 'vllm', kind: 'network', address: remote.address, model: 'test-model', contextLength: 8192, region: '', price: { currency: 'CNY', input: 1_000_000, cachedInput: 0, output: 2_000_000 }, sees: 'masked', enabled: true, order: 0 });
    await sprout().api('/api/burst/policy', { enabled: true }, 'PATCH');
    const answered = await sprout().context.request.post(`${sprout().address}api/ask`, { data: { question: question[locale] } });
    await answered.body();
    await sprout().api('/api/burst/policy', { enabled: false }, 'PATCH');
  }
  let left = false;
  /** What one visitor leaves of each kind. */
  async function visited(): Promise<void> {
    if (left) return;
    left = true;
    await publishedSite();
    await visitSite(sprout());
  }
  const pages: Record<string, (page: Page) => Promise<void>> = {
    'first run': async (page) => { await page.goto(`${sprout().address}#/welcome`); await page.locator('.sample').first().waitFor(); },
    ask: async (page) => { await page.goto(`${sprout().address}#/ask`); await page.locator('.suggestions').waitFor(); },
    'answer with its PDF page': async (page) => {
      await page.goto(`${sprout().address}#/ask`);
      await ask(page, question[locale]);
      await page.locator('.citation').first().click();
      await page.locator('aside .highlight').first().waitFor();
    },
    'answer with its text': async (page) => {
      await page.goto(`${sprout().address}#/ask`);
      await ask(page, question[locale]);
      await page.locator('.citation').first().click();
      await page.locator('aside .highlight').first().waitFor();
      await page.locator('aside .tools > button').last().click();
      await page.locator('aside .reading mark').first().waitFor();
    },
    'a question without an answer': async (page) => {
      await page.goto(`${sprout().address}#/ask`);
      await page.fill('#question', 'Quidditch 魁地奇 1974?');
      await page.press('#question', 'Enter');
      await page.locator('.not-found').waitFor();
    },
    conversations: async (page) => {
      await page.goto(`${sprout().address}#/ask`);
      await page.locator('.ask header button').click();
      await page.locator('.drawer li').first().waitFor();
    },
    documents: async (page) => { await page.goto(`${sprout().address}#/documents`); await page.locator('.line .failed').waitFor(); },
    'a table': async (page) => {
      await page.goto(`${sprout().address}#/documents`);
      await page.getByRole('button', { name: /\.xlsx$/ }).click();
      await page.locator('aside table').first().waitFor();
    },
    'deleting a document': async (page) => {
      await page.goto(`${sprout().address}#/documents`);
      await page.locator('.line [aria-haspopup=menu]').first().click();
      await page.locator('.menu .danger').click();
      await page.getByRole('alertdialog').waitFor();
    },
    website: async (page) => { await page.goto(`${sprout().address}#/website`); await page.locator('.site').waitFor(); await page.locator('details > summary').click(); },
    'website: what visitors may see': async (page) => {
      await chooseAll();
      await page.goto(`${sprout().address}#/website/default?step=documents`);
      await page.locator('.group').first().waitFor();
      await page.evaluate(() => { for (const one of document.querySelectorAll('details')) one.open = true; });
    },
    'website: what leaves': async (page) => {
      await chooseAll();
      await page.goto(`${sprout().address}#/website/default?step=documents`);
      await page.locator('.group summary').first().click();
      await page.locator('.group li button').first().click();
      await page.locator('.drawer mark').waitFor();
    },
    ...Object.fromEntries(['look', 'answers', 'person', 'publish', 'live'].map((step) => [`website: ${step}`, async (page: Page): Promise<void> => {
      await publishedSite();
      await page.goto(`${sprout().address}#/website/default?step=${step}`);
      await page.locator('.columns .card').first().waitFor();
      if (step === 'answers') await page.getByRole('button', { name: /Write an answer|写一条答案/ }).click();
      if (step === 'person') await page.getByRole('button', { name: /Monday to Friday|周一至周五/ }).click();
      if (step === 'publish') await page.frameLocator('iframe').locator('.bubble').waitFor();
      if (step === 'live') { await page.locator('.columns input[type=checkbox]').first().check(); await page.locator('.code').first().waitFor(); await page.locator('details > summary').click(); }
    }])),
    ...Object.fromEntries((['messages', 'missed', 'disliked', 'visits', 'numbers', 'tell'] as const).map((view) => [`inbox: ${view}`, async (page: Page): Promise<void> => {
      await visited();
      await page.goto(`${sprout().address}#/website/default/inbox?view=${view}`);
      await page.locator('main .card').first().waitFor();
      if (view === 'missed' || view === 'disliked') { await page.locator('article button').first().click(); await page.locator('article textarea').waitFor(); }
      if (view === 'tell') await page.locator('details > summary').click();
    }])),
    'computing power: places': async (page) => {
      await withPlace();
      await page.goto(`${sprout().address}#/compute`);
      await page.locator('li .status').first().waitFor();
      await page.getByRole('button', { name: /Change Office|修改 Office/ }).click();
      await page.locator('form details > summary').click();
    },
    ...Object.fromEntries([['when', '.rule'], ['budget', '.caps'], ['guard', '#guard-hide'], ['log', '.line']].map(([view = '', ready = '']) => [`computing power: ${view}`, async (page: Page): Promise<void> => {
      await withPlace();
      await page.goto(`${sprout().address}#/compute?view=${view}`);
      await page.locator(ready).first().waitFor();
      for (const details of await page.locator('details').all()) await details.evaluate((one) => { (one as HTMLDetailsElement).open = true; });
      if (view === 'guard') { await page.locator('section button').first().click(); await page.locator('.masked').first().waitFor(); }
      if (view === 'log') { await page.locator('.line').first().click(); await page.locator('.drawer .text').first().waitFor(); }
    }])),
    ...Object.fromEntries(['goes', 'plan', 'export', 'proof', 'switch'].map((step) => [`move: ${step}`, async (page: Page): Promise<void> => {
      await publishedSite();
      await page.goto(`${sprout().address}#/move?step=${step}`);
      await page.locator('.body .card').first().waitFor({ timeout: 30_000 });
      if (step === 'plan') await page.locator('.big').waitFor({ timeout: 60_000 });
    }])),
    health: async (page) => { await page.goto(`${sprout().address}#/health`); await page.locator('.tiles').waitFor(); },
    'two sources': async (page) => {
      await page.goto(`${sprout().address}#/health`);
      await page.locator('.compare').first().click();
      await page.locator('aside').nth(1).locator('.reading > *').first().waitFor();
    },
    models: async (page) => {
      await page.goto(`${sprout().address}#/models`);
      await page.locator('.set .primary').waitFor({ timeout: 30_000 });
      await page.locator('details.card').first().locator('summary').click();
      await page.locator('details.card li').first().waitFor();
      await page.locator('details.card').last().locator('summary').click();
    },
    ...(withModels ? { 'an answer that a model wrote': async (page: Page): Promise<void> => {
      await sprout().api('/api/models/choice', { role: 'chat', id: tiny.stories });
      await page.goto(`${sprout().address}#/ask`);
      await page.fill('#question', 'What is the red ball of Lily?');
      await page.press('#question', 'Enter');
      await page.locator('.answer .tools').first().waitFor();
      await sprout().api('/api/models/choice', { role: 'chat', id: null });
    } } : {}),
    teach: async (page) => { await page.goto(`${sprout().address}#/teach`); await page.locator('.recipes button').first().waitFor(); },
    'teach: about you': async (page) => { await openSet(page); },
    'teach: examples': async (page) => { await openSet(page, 'examples'); },
    'teach: look them over': async (page) => {
      const set = await openSet(page, 'examples');
      await sprout().api(`/api/tuning/datasets/${set}/paste`, { text: 'Q: Do you open on Sundays?\nA: Yes, at ten. Call Anna on 13912345678.\n\nQ: Do you deliver?\nA: Yes.' });
      await page.locator('.steps button').nth(2).click();
      await page.locator('.finding').first().waitFor();
    },
    'teach: train': async (page) => { await openSet(page, 'train'); await page.locator('#base').waitFor(); },
    settings: async (page) => { await page.goto(`${sprout().address}#/settings`); await page.locator('#name').waitFor(); },
    'keys of other programs': async (page) => {
      await page.goto(`${sprout().address}#/settings`);
      await page.locator('details > summary').first().click();
      await page.locator('.programs form input').fill('Mail');
      await page.locator('.programs form button').click();
      await page.locator('.programs .notice code').waitFor();
      await page.locator('.programs details > summary').click();
    },
    receipt: async (page) => { await page.goto(`${sprout().address}${receipt}`); await page.locator('.sheet.drawn').first().waitFor(); },
  };

  it.each(Object.entries(pages))('%s: axe finds nothing, light and dark; nothing to scroll sideways at 360 pixels; no jargon', async (_name, open) => {
    const page = await newPage();
    await open(page);
    for (const theme of themes) {
      await page.evaluate((value) => { document.documentElement.dataset['theme'] = value; }, theme);
      // Colours change over 120 ms; axe must not measure in between.
      await page.evaluate(() => Promise.all(document.getAnimations().map((animation) => animation.finished)));
      // A theme changes colours and nothing else; in the dark one all rules are tried below, on a narrow page.
      expect(await violations(page, theme === 'dark' ? ['color-contrast', 'link-in-text-block'] : undefined), theme).toEqual([]);
    }
    await page.setViewportSize({ width: 360, height: 740 });
    expect(await widest(page)).toBe(360);
    expect(await violations(page), 'narrow').toEqual([]);
    // Names that their makers gave to models are names.
    const words = (await page.locator('body').innerText()).replaceAll(/Qwen3 Embedding|Nomic Embed Text|EmbeddingGemma/g, '');
    expect(words).not.toMatch(/\b(chunks?|embeddings?|vectors?|tokens?)\b|向量|嵌入|分块|令牌/i);
    await page.close();
  });
}); };
