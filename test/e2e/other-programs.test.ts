import { APIError, AuthenticationError, OpenAI } from 'openai';
import { beforeAll, describe, expect, it } from 'vitest';
import { hasModels, modelsFolder, tiny } from '../support/tiny-models.ts';
import { noChromium, withSprout } from './support/with-sprout.ts';

const messages = [{ role: 'user' as const, content: 'Once upon a time, there was a little girl named Lily. She' }];

describe.skipIf(noChromium || !hasModels())('another program, by the official client over HTTP', { timeout: 60_000 }, () => {
  const { sprout, newPage } = withSprout({}, () => ({ SPROUT_MODELS: modelsFolder }));
  beforeAll(async () => {
    if (noChromium || !hasModels()) return;
    await sprout().api('/api/settings', { locale: 'en', firstRunDone: true }, 'PATCH');
    await sprout().api('/api/models/choice', { role: 'chat', id: tiny.stories });
  });

  it('gets a key from the settings, uses the model with it from outside, and is refused once it is revoked', async () => {
    const page = await newPage();
    await page.goto(`${sprout().address}#/settings`);
    await page.getByText('For experts').click();
    await page.getByLabel('Name of the program').fill('Mail program');
    await page.getByRole('button', { name: 'Make a key' }).click();
    const apiKey = await page.locator('.programs .notice code').innerText();
    const baseURL = await page.locator('.programs code').first().innerText();
    expect(baseURL).toBe(`${sprout().address}v1`);
    await page.getByText('How a program asks').click();
    expect(await page.locator('.programs pre').first().innerText()).toContain(`curl ${baseURL}/chat/completions`);

    const client = new OpenAI({ apiKey, baseURL, maxRetries: 0 });
    const { choices } = await client.chat.completions.create({ model: 'sprout', messages, max_completion_tokens: 12 });
    expect(choices[0]?.message.content).not.toBe('');
    let text = '';
    for await (const chunk of await client.chat.completions.create({ model: 'sprout', messages, max_completion_tokens: 12, stream: true })) text += chunk.choices[0]?.delta.content ?? '';
    expect(text).not.toBe('');
    await expect(client.chat.completions.create({ model: 'sprout', messages: [] })).rejects.toBeInstanceOf(APIError);

    // A page of another origin has the key and still gets nothing.
    const foreign = await newPage();
    await foreign.goto('about:blank');
    for (const mode of ['cors', 'no-cors'] as const) {
      const got = await foreign.evaluate(async ([address, key, how]) => {
        try { return (await fetch(`${address}/models`, { mode: how, headers: { authorization: `Bearer ${key}` } })).status; } catch { return 'refused'; }
      }, [baseURL, apiKey, mode] as const);
      expect([mode, got === 'refused' || got === 0]).toEqual([mode, true]);
    }

    await page.reload();
    await page.getByText('For experts').click();
    await page.getByText(/last used on/).waitFor();
    expect(await page.locator('body').innerText()).not.toContain(apiKey.slice(11));
    await page.getByRole('button', { name: 'Revoke the key for Mail program' }).click();
    await page.getByRole('alertdialog').getByRole('button', { name: 'Revoke' }).click();
    await expect.poll(() => page.locator('.programs li').count()).toBe(0);
    await expect(client.models.list()).rejects.toBeInstanceOf(AuthenticationError);
  });

  it('frees its place when it hangs up', async () => {
    const { key } = await sprout().api<{ key: string }>('/api/keys', { name: 'hangs up' });
    const client = new OpenAI({ apiKey: key, baseURL: `${sprout().address}v1`, maxRetries: 0 });
    // More than there are places to write and to wait: if those that hung up kept theirs, the last would be sent away.
    for (let times = 0; times < 100; times += 1) {
      const stop = new AbortController();
      if (times % 10 === 0) {
        const whole = client.chat.completions.create({ model: 'sprout', messages, temperature: 1 }, { signal: stop.signal });
        setImmediate(() => { stop.abort(); });
        await expect(whole).rejects.toThrow(/abort/i);
        continue;
      }
      const stream = await client.chat.completions.create({ model: 'sprout', messages, stream: true, temperature: 1 }, { signal: stop.signal });
      stop.abort();
      for await (const _chunk of stream) { /* nothing more comes */ }
    }
    expect((await client.chat.completions.create({ model: 'sprout', messages, max_completion_tokens: 4 })).choices).toHaveLength(1);
  });
});
