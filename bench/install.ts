/** A fresh install in a clone of what is committed: seconds and megabytes of node_modules. The baseline is the size of node-llama-cpp's plain install, as the issue names it. */
import { spawnSync } from 'node:child_process';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const root = join(import.meta.dirname, '..');
const folder = await mkdtemp(join(tmpdir(), 'sprout-install-'));
try {
  const clone = spawnSync('git', ['clone', '--quiet', '--depth', '1', `file://${root}`, folder], { stdio: 'inherit' });
  if (clone.status !== 0) throw new Error('git clone failed');
  const started = performance.now();
  const install = spawnSync('node', ['-e', "import('./scripts/runtime.mjs').then((runtime) => runtime.install())"], { cwd: folder, stdio: ['ignore', 'ignore', 'inherit'] });
  if (install.status !== 0) throw new Error('the install failed');
  const seconds = Math.round((performance.now() - started) / 1000);
  const megabytes = Number(spawnSync('du', ['-sm', join(folder, 'node_modules')], { encoding: 'utf8' }).stdout.split('\t')[0]);
  const report = { bench: 'install', targets: { megabytes: 700, seconds: 90 }, megabytes, seconds };
  console.log(JSON.stringify(report));
  await mkdir(join(import.meta.dirname, 'results'), { recursive: true });
  await writeFile(join(import.meta.dirname, 'results/install.json'), `${JSON.stringify(report, null, 2)}\n`);
} finally {
  await rm(folder, { recursive: true, force: true });
}
