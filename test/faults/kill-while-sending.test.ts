import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { copyFileSync, mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { env, execPath } from 'node:process';
import { createInterface } from 'node:readline';
import { expect, it } from 'vitest';
import { writeAdapter, ggufHeader } from '../support/made-adapter.ts';
import { newFolder } from '../support/new-folder.ts';
import { realCore } from '../support/real-core.ts';
import { hasModels, modelPath, tiny } from '../support/tiny-models.ts';

const rounds = env['SPROUT_FAULTS'] === 'full' ? 100 : 4;
const sha256 = (text: Buffer): string => createHash('sha256').update(text).digest('hex');

it.skipIf(!hasModels())(`no folder without its run and no run with half an adapter, after each of ${rounds} kills`, { timeout: 120_000 + rounds * 20_000 }, async () => {
  const home = newFolder();
  const out = newFolder();
  mkdirSync(join(home, 'models'), { recursive: true });
  copyFileSync(modelPath(tiny.stories), join(home, 'models/base.gguf'));
  const adapter = join(newFolder(), 'back.gguf');
  await writeAdapter(modelPath(tiny.stories), adapter, { rank: 2, targets: ['attn_q', 'ffn_down'], size: 0.01 });
  const acknowledged = { sent: new Set<string>(), back: new Set<string>() };
  for (let round = 0; round < rounds; round += 1) {
    const child = spawn(execPath, ['--disable-warning=ExperimentalWarning', join(import.meta.dirname, 'support/send-loop.ts'), home, out, 'base', adapter], { stdio: ['ignore', 'pipe', 'inherit'] });
    let heard = 0;
    for await (const line of createInterface({ input: child.stdout })) {
      heard += 1;
      const [what, id = ''] = line.split(' ');
      if (what === 'sent' || what === 'back') acknowledged[what].add(id);
      // In turn into a sending, a bringing back, and the judging after it.
      if (heard === 2 + round % 3 && !child.killed) setTimeout(() => child.kill('SIGKILL'), (round * 17) % 400);
    }
    if (child.exitCode === null && child.signalCode === null) await once(child, 'exit');
    expect(child.signalCode).toBe('SIGKILL');

    const core = await realCore(home);
    const { tuning: { runs }, crossings } = core.features;
    const all = runs.list();
    expect(all.map(({ id }) => id)).toEqual(expect.arrayContaining([...acknowledged.sent]));
    const digests = new Map(all.map(({ name, sent }) => [name, sent?.digest]));
    const folders = readdirSync(out).filter((name) => !name.startsWith('.'));
    for (const name of folders) expect(digests.get(name), name).toBe(sha256(readFileSync(join(out, name, 'manifest.json'))));
    for (const { id, state, adapter: taken } of all) {
      expect(['sent', 'paused', 'done']).toContain(state);
      if (acknowledged.back.has(id)) expect(taken).toBeDefined();
      if (taken === undefined) { expect(state).toBe('sent'); expect((await runs.sending.download(id)).bytes.length).toBeGreaterThan(1000); }
      else expect((await ggufHeader(taken)).tensors).toHaveLength(8);
    }
    expect(await crossings.check()).toMatchObject({ brokenAt: null });
    await core.close();
  }
  expect(acknowledged.sent.size).toBeGreaterThanOrEqual(rounds);
});
