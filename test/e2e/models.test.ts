import { readFile } from 'node:fs/promises';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ModelList, OfferedModel, Recommendation } from '../../core/contract/index.ts';
import { startHubServer, type HubServer } from '../support/hub-server.ts';
import { hasModels, modelPath, modelsFolder, tiny } from '../support/tiny-models.ts';
import { ask, noChromium, withSprout } from './support/with-sprout.ts';

/** The tiny models stand in for the real ones: Sprout asks for these by their names, and gets files of a few megabytes. */
const standIns = { chat: tiny.stories, embedding: tiny.english, reranking: tiny.reranker } as const;

describe.skipIf(noChromium || !hasModels())('a model, for an owner who never heard of one', () => {
  let hub: HubServer;
  const { sprout, newPage } = withSprout({}, async () => {
    hub = await startHubServer();
    return { SPROUT_HUB_HUGGINGFACE: hub.origin, SPROUT_HUB_MODELSCOPE: `${hub.origin}/ms` };
  });
  let page: Page;
  const models = (): Promise<ModelList> => sprout().api<ModelList>('/api/models');
  const mode = (name: string) => page.getByRole('group', { name: 'How to answer' }).getByText(name);
  async function write(question: string): Promise<void> {
    const before = await page.locator('article').count();
    await page.fill('#question', question);
    await page.press('#question', 'Enter');
    await page.locator('article').nth(before).locator('.answer .markdown').waitFor();
  }

  beforeAll(async () => {
    if (noChromium) return;
    await sprout().api('/api/settings', { locale: 'en', firstRunDone: true }, 'PATCH');
    await sprout().api('/api/starters/customer-service/open', { locale: 'en' });
    await sprout().imported();
    page = await newPage();
  });
  afterAll(async () => { await hub?.close(); });

  it('comes with one click; while it is on its way, answers are quoted and the progress is in sight', async () => {
    await page.goto(`${sprout().address}#/ask`);
    await page.getByRole('link', { name: 'Get a model' }).click();
    await page.locator('.set .primary').waitFor({ timeout: 30_000 });
    const set = await sprout().api<Recommendation>('/api/models/recommendation?locale=en');
    const { models: offered } = await sprout().api<{ models: OfferedModel[] }>('/api/models/catalogue');
    for (const role of ['chat', 'embedding', 'reranking'] as const) {
      const file = offered.flatMap(({ files }) => files).find(({ id }) => id === set[role]);
      for (const source of file?.sources ?? []) hub.put(source.hub === 'huggingface' ? `/${source.repository}/resolve/main/${source.file}` : `/ms/models/${source.repository}/resolve/master/${source.file}`, { body: await readFile(modelPath(standIns[role])) });
    }
    // Slow enough that a busy machine sees it come.
    hub.bytesPerSecond = 20_000;
    await page.locator('.set .primary').click();
    await page.locator('.card progress').first().waitFor();
    await page.getByRole('link', { name: 'Ask', exact: true }).click();
    await page.locator('nav .coming').waitFor();
    await ask(page, 'How do I descale the kettle?');
    expect(await page.locator('article .citation').count()).toBeGreaterThan(0);
    hub.bytesPerSecond = Infinity;
    await expect.poll(async () => (await models()).chosen.chat, { timeout: 30_000 }).toBe(set.chat);
    await expect.poll(async () => (await models()).downloads).toEqual([]);
  });

  it('then writes, with every unproven sentence marked; quoting is one click away, and a question can be changed', async () => {
    await page.getByRole('button', { name: 'In its own words' }).waitFor();
    await write('How long can unused goods be returned?');
    const answer = page.locator('article').last().locator('.answer');
    await answer.locator('.tools').waitFor();
    // The stand-in tells a story about something else, so nothing of it is proven.
    expect(await answer.locator('.unsupported').count() + await answer.locator('.not-found').count()).toBeGreaterThan(0);
    expect(await answer.locator('.citation').count()).toBe(0);

    await mode('Word for word').click();
    await ask(page, 'How long can unused goods be returned?');
    expect(await page.locator('article').last().locator('.sentence .citation').count()).toBeGreaterThan(0);
    await mode('In its own words').click();

    // Asked again and changed, as one does.
    await page.getByRole('button', { name: 'Change the question' }).click();
    expect(await page.inputValue('#question')).toBe('How long can unused goods be returned?');
  });

  it('takes memory that is shown and given back', async () => {
    await page.getByRole('link', { name: 'Models' }).click();
    await page.locator('.memory .loaded').first().waitFor();
    expect(await page.locator('.memory .bar').getAttribute('aria-label')).toMatch(/Models use [1-9]/);
    const loaded = async (): Promise<number> => (await models()).models.filter((model) => model.loaded).length;
    for (let left = await loaded(); left > 0; left -= 1) {
      // The page follows the news: a button of what is gone already must not be pressed.
      const buttons = page.getByRole('button', { name: /Free the memory of/ });
      await expect.poll(() => buttons.count()).toBe(left);
      await buttons.first().click();
      await expect.poll(loaded).toBe(left - 1);
    }
    // Nothing loads itself again.
    expect(await loaded()).toBe(0);
  });

  it('is added from a stick without copying; a file that is none is named', async () => {
    await page.getByText('From a stick, a folder or another site').click();
    await page.getByLabel('Path, for example D:\\Models').fill(`${modelsFolder}/INDEX.md`);
    await page.getByRole('button', { name: 'Add', exact: true }).click();
    await page.getByRole('alert').filter({ hasText: 'INDEX.md' }).waitFor();
    await page.getByLabel('Path, for example D:\\Models').fill(modelsFolder);
    await page.getByRole('button', { name: 'Add', exact: true }).click();
    await page.locator('li .name', { hasText: tiny.stories260 }).waitFor();
    expect((await models()).models.find(({ id }) => id === tiny.stories260)?.place).toBe('linked');
    expect(await page.getByRole('alert').count()).toBe(0);
  });
});
