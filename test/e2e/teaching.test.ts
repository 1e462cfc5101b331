import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { beforeAll, describe, expect, it } from 'vitest';
import type { ModelList, TrainingRun } from '../../core/contract/index.ts';
import { writeAdapter } from '../support/made-adapter.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';
import { hasModels, modelPath, modelsFolder, tiny } from '../support/tiny-models.ts';
import { violations, widest } from './support/axe.ts';
import { noChromium, withSprout } from './support/with-sprout.ts';

const kinds = { order: ['Please send me {n} more of the blue cups.', 'I want to buy {n} tins of tea.', 'We would like to order {n} pots.'], complaint: ['The {n} cups you sent are broken.', 'My parcel with {n} tins never came.', 'The {n} pots leak, I am angry.'] };
const rows = Array.from({ length: 20 }, (_, at) => Object.entries(kinds).map(([label, texts]) => `"${(texts[at % texts.length] ?? '').replace('{n}', String(at + 2))}",${label}`)).flat();

describe.skipIf(noChromium || !hasModels())('teaching a model', () => {
  const { sprout, newPage } = withSprout({}, () => ({ SPROUT_MODELS: modelsFolder }));
  let page: Page;
  const chosen = async (): Promise<string | null> => (await sprout().api<ModelList>('/api/models')).chosen.chat;
  const lastRun = async (): Promise<TrainingRun | undefined> => (await sprout().api<{ runs: TrainingRun[] }>('/api/tuning/runs')).runs[0];
  beforeAll(async () => {
    if (noChromium) return;
    await sprout().api('/api/settings', { locale: 'en', firstRunDone: true }, 'PATCH');
    page = await newPage();
  });

  it('goes from three questions and a table to an honest estimate', async () => {
    await page.goto(`${sprout().address}#/teach`);
    await page.getByRole('button', { name: /Sort and label/ }).click();
    await page.getByLabel('What is to be sorted?').fill('Messages to our shop');
    await page.getByLabel('Which labels are there?').fill('order, complaint');
    await page.getByRole('button', { name: 'Next' }).click();
    await page.setInputFiles('[data-testid=examples-input]', { name: 'broken.jsonl', mimeType: 'application/jsonl', buffer: Buffer.from('{"question": "a", "answer": "b"}\nnot json\n') });
    await page.getByRole('alert').filter({ hasText: 'broken.jsonl' }).waitFor();
    expect(await page.getByText('0 examples').count()).toBe(1);
    await page.setInputFiles('[data-testid=examples-input]', { name: 'messages.csv', mimeType: 'text/csv', buffer: Buffer.from(['text,label', ...rows].join('\n')) });
    await page.getByRole('status').filter({ hasText: '40 examples were added' }).waitFor();
    await page.getByRole('button', { name: 'Look them over' }).last().click();
    await page.locator('li .choices').first().getByRole('button', { name: 'Leave out' }).click();
    await page.getByRole('button', { name: /Approve the rest/ }).click();
    await page.getByText('39 approved, 0 not decided, 1 left out').waitFor();
    await page.getByRole('button', { name: 'Go on' }).click();
    await page.locator('#base').selectOption(tiny.stories);
    await page.getByRole('button', { name: 'How long will it take?' }).click();
    await page.locator('.estimate').waitFor({ timeout: 60_000 });
    expect(await page.locator('.estimate').innerText()).toMatch(/about \d+[\s\S]*\d+ MB[\s\S]*stay hidden/);
  });

  it('learns before the owner\'s eyes, can be paused and goes on, and says whether it helped', async () => {
    await page.getByRole('button', { name: 'Start' }).click();
    await page.getByRole('button', { name: 'Pause' }).click();
    await page.getByText('Paused').waitFor({ timeout: 30_000 });
    await page.getByRole('button', { name: 'Continue' }).click();
    await page.locator('.card .sentence').waitFor({ timeout: 120_000 });
    const run = await lastRun();
    expect(run?.state).toBe('done');
    expect(run?.verdict?.loss.after).toBeLessThan(run?.verdict?.loss.before ?? 0);
    expect(await page.locator('figure svg path.hidden-ones').getAttribute('d')).toMatch(/^M.+L/);
    expect(await violations(page)).toEqual([]);
    await page.setViewportSize({ width: 360, height: 740 });
    expect(await widest(page)).toBe(360);
    expect(await violations(page), 'narrow').toEqual([]);
    await page.setViewportSize({ width: 1280, height: 800 });
  });

  it('lets the owner judge blind, use it, and take it back with one click', async () => {
    const run = await lastRun();
    const asked = (await sprout().api<{ pairs: unknown[] }>(`/api/tuning/runs/${run?.id}/blind`)).pairs.length;
    expect(asked).toBeGreaterThan(0);
    for (let judged = 0; judged < asked; judged += 1) {
      await page.getByText(`Question ${judged + 1} of`).waitFor();
      await page.getByRole('button', { name: judged % 2 === 0 ? 'No difference' : 'This one' }).first().click();
    }
    await page.getByText('You have judged all of them').waitFor();
    await expect.poll(async () => (await lastRun())?.verdict?.judged.pairs).toBe(asked);
    await page.getByRole('button', { name: 'Use it for answers' }).click();
    await expect.poll(chosen).toBe(`${tiny.stories}+${run?.name ?? ''}`);
    await page.getByRole('button', { name: 'Back to the model without it' }).click();
    await expect.poll(chosen).toBe(tiny.stories);
    await page.getByText('Save for other programs').click();
    await page.getByRole('button', { name: 'Save', exact: true }).click();
    await page.getByRole('status').filter({ hasText: '.gguf' }).waitFor({ timeout: 30_000 });
    await page.getByRole('button', { name: 'Delete' }).click();
    await page.getByRole('alertdialog').getByRole('button', { name: 'Delete' }).click();
    await page.locator('.recipes').waitFor();
    expect(await lastRun()).toBeUndefined();
  });

  it('has it trained elsewhere: shows what leaves, waits for the result, and tests that like its own', { timeout: 180_000 }, async () => {
    const { datasets: [set] } = await sprout().api<{ datasets: { id: string }[] }>('/api/tuning/datasets');
    await page.goto(`${sprout().address}#/teach/${set?.id}?step=train`);
    await page.locator('#base').selectOption(tiny.stories);
    await page.getByLabel('On another computer').check();
    const make = page.getByRole('button', { name: 'Make the folder' });
    await page.getByText('examples, in full').waitFor({ timeout: 30_000 });
    expect(await make.isDisabled()).toBe(true);
    await page.getByLabel('I may pass these examples on').check();
    expect(await violations(page)).toEqual([]);
    // The published original of this model is not known here.
    await page.getByLabel(/A program called LLaMA-Factory/).check();
    await page.getByText('examples, in full').waitFor({ timeout: 30_000 });
    await page.getByLabel('I may pass these examples on').check();
    expect(await make.isDisabled()).toBe(true);
    await page.getByLabel(/An IT helper/).check();
    await page.getByText('examples, in full').waitFor({ timeout: 30_000 });
    await page.getByLabel('I may pass these examples on').check();
    await make.click();
    await page.getByText('It waits for its result').waitFor();
    const run = await lastRun();
    expect(run).toMatchObject({ state: 'sent', sent: { form: 'ray' } });
    const download = page.waitForEvent('download');
    await page.getByRole('link', { name: 'Download the folder' }).click();
    expect((await download).suggestedFilename()).toBe(`${run?.name}-ray.zip`);
    expect(await violations(page)).toEqual([]);
    await page.setViewportSize({ width: 360, height: 740 });
    expect(await widest(page)).toBe(360);
    await page.setViewportSize({ width: 1280, height: 800 });

    const bring = async (path: string): Promise<void> => { await page.setInputFiles('[data-testid=adapter-input]', path); };
    const folder = await temporaryFolder();
    const targets = ['attn_q', 'attn_k', 'attn_v', 'attn_output', 'ffn_gate', 'ffn_up', 'ffn_down'];
    await writeAdapter(modelPath(tiny.stories), join(folder, 'wrong.gguf'), { rank: 4, targets });
    await bring(join(folder, 'wrong.gguf'));
    await page.getByRole('alert').filter({ hasText: 'rank 4, not 8' }).waitFor({ timeout: 30_000 });
    expect((await lastRun())?.state).toBe('sent');
    await writeAdapter(modelPath(tiny.stories), join(folder, 'right.gguf'), { rank: 8, alpha: 16, size: 0.01, targets });
    await bring(join(folder, 'right.gguf'));
    await page.locator('.card .sentence').waitFor({ timeout: 120_000 });
    expect(await lastRun()).toMatchObject({ state: 'done', sent: { form: 'ray' } });
    await page.getByText('Trained elsewhere, back since').waitFor();
  });
});
