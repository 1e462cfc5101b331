import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { env, execPath } from 'node:process';
import { createInterface } from 'node:readline';
import { expect, it } from 'vitest';
import { createSiteFolders } from '../../core/adapters/disk/index.ts';
import { openSqliteStore } from '../../core/adapters/sqlite/index.ts';
import { createSites } from '../../core/features/sites/index.ts';
import { createEventHub } from '../../core/shared/event-hub.ts';
import { newFolder } from '../support/new-folder.ts';
import { widgetFolder } from '../support/widget-folder.ts';

const rounds = Number(env['SPROUT_FAULT_ROUNDS'] ?? 10);

it(`shows visitors a whole version, the last that was acknowledged or the next, after each of ${rounds} kills`, { timeout: 60_000 + rounds * 10_000 }, async () => {
  const folder = newFolder();
  const widget = widgetFolder();
  let last = 0;
  for (let round = 0; round < rounds; round += 1) {
    const child = spawn(execPath, ['--disable-warning=ExperimentalWarning', join(import.meta.dirname, 'support/publish-loop.ts'), folder, widget], { stdio: ['ignore', 'pipe', 'inherit'] });
    let seen = 0;
    for await (const line of createInterface({ input: child.stdout })) {
      if (line.startsWith('published ')) { last = Number(line.slice(10)); seen += 1; }
      // The kill lands at another point of the next publication in each round.
      if (seen === 1 + round % 3 && !child.killed) setTimeout(() => child.kill('SIGKILL'), (round * 7) % 40);
    }
    if (child.exitCode === null && child.signalCode === null) await once(child, 'exit');
    expect(child.signalCode).toBe('SIGKILL');

    const store = openSqliteStore(join(folder, 'sprout.db'));
    const folders = createSiteFolders(join(folder, 'sites'), widget);
    const sites = createSites({ store, sites: store.sites, folders, events: createEventHub((error) => { throw error; }) });
    await sites.start();
    const { published } = await sites.get('default');
    expect([last, last + 1]).toContain(published);
    const answer = await (await sites.published('default'))?.engine.answer('Which version is this?', [], 'en');
    expect(answer?.answer).toBe(`Version ${published ?? 0}.`);
    const versions = await sites.versions('default');
    expect(versions.length).toBeLessThanOrEqual(10);
    for (const { version } of versions) expect((await folders.list('default', version)).length, `files of version ${version}`).toBeGreaterThan(5);
    // Besides what is named there is at most what the kill interrupted, and the next publication clears that up.
    const held = readdirSync(join(folder, 'sites/default/versions'));
    expect(held.length, held.join(' ')).toBeLessThanOrEqual(versions.length + 3);
    store.close();
  }
  expect(last).toBeGreaterThanOrEqual(rounds);
});
