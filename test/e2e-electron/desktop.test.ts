import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { _electron } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import { buildElectron } from '../../scripts/build-electron.mjs';
import { electronPath } from '../../scripts/electron-available.mjs';
import { temporaryFolder } from '../support/temporary-folder.ts';

const root = join(import.meta.dirname, '../..');
const electron = electronPath();
if (electron.path === undefined) console.warn(`Skipped: the desktop shell cannot be tested here: ${electron.reason}`);

describe.skipIf(electron.path === undefined)('the desktop shell', { timeout: 120_000 }, () => {
  it('opens the app, answers from a file, opens no port, and lets no page out', async () => {
    await buildElectron();
    const home = await temporaryFolder();
    const app = await _electron.launch({
      executablePath: electron.path ?? '', args: [...(process.getuid?.() === 0 ? ['--no-sandbox'] : []), join(root, 'dist/electron/main.js')],
      env: { ...process.env as Record<string, string>, SPROUT_HOME: home, SPROUT_NODE: process.execPath },
    });
    try {
      const page = await app.firstWindow();
      await page.locator('button, textarea').first().waitFor();
      expect(page.url()).toMatch(/^app:\/\/sprout\//);
      expect(await page.evaluate(() => [typeof (globalThis as { require?: unknown }).require, typeof (globalThis as { sprout?: unknown }).sprout])).toEqual(['undefined', 'object']);
      const answer = await page.evaluate(async () => {
        const form = new FormData();
        form.append('file', new File(['Parking costs 2 euros an hour.'], 'parking.txt'));
        await fetch('/api/documents', { method: 'POST', body: form });
        for (let tries = 0; tries < 100; tries += 1) {
          const { documents } = await (await fetch('/api/documents')).json() as { documents: { status: string }[] };
          if (documents[0]?.status === 'ready') break;
          await new Promise((resolve) => { setTimeout(resolve, 100); });
        }
        return (await fetch('/api/ask', { method: 'POST', body: JSON.stringify({ question: 'What does parking cost?' }), headers: { 'content-type': 'application/json' } })).text();
      });
      expect(answer).toContain('2 euros');
      expect(await page.evaluate(() => fetch('https://example.com/').then(() => 'reached', () => 'refused'))).toBe('refused');
      const pid = app.process().pid ?? 0;
      if (process.platform === 'linux') expect(spawnSync('ss', ['-ltnp'], { encoding: 'utf8' }).stdout).not.toContain(`pid=${pid},`);
    } finally {
      await app.close();
    }
  });
});
