import { randomBytes } from 'node:crypto';
import { execFile, spawnSync } from 'node:child_process';
import { copyFileSync, mkdirSync } from 'node:fs';
import { promisify } from 'node:util';
import { join } from 'node:path';
import { execPath } from 'node:process';
import { expect, it } from 'vitest';
import { startHubServer } from '../support/hub-server.ts';
import { newFolder } from '../support/new-folder.ts';
import { hasModels, modelPath, tiny } from '../support/tiny-models.ts';

/** Runs a command with a disk of its own of 8 MB at `$1`; needs Linux and user namespaces. */
const onSmallDisk = (folder: string, ...command: string[]): string[] =>
  ['-rm', 'sh', '-c', 'mount -t tmpfs -o size=8M sprout "$1" && shift && exec "$@"', 'sh', folder, ...command];
const smallDisk = (folder: string, ...command: string[]): ReturnType<typeof spawnSync> => spawnSync('unshare', onSmallDisk(folder, ...command), { encoding: 'utf8' });

it('names a full disk, leaves nothing half-written, and goes on once there is room', (context) => {
  const folder = newFolder();
  const tried = smallDisk(folder, 'true');
  if (tried.status !== 0) context.skip(`no small disk can be mounted here: ${tried.error?.message ?? String(tried.stderr)}`);
  const { stdout, stderr, status } = smallDisk(folder, execPath, join(import.meta.dirname, 'support/fill-disk.ts'), folder);
  expect(status, String(stderr)).toBe(0);
  const result = JSON.parse(String(stdout)) as { chunks: Record<string, number> };
  expect(result).toMatchObject({
    full: { files: 'disk-full', sqlite: 'disk-full', index: 'disk-full', leftBehind: [] },
    after: { files: 'done', sqlite: 'done', index: 'done', optimize: 'done' },
    documents: ['d0', 'd1'],
    problems: [],
  });
  expect(result.chunks).toMatchObject({ d0: 3, d2: 3 });
  // The refused write may be there as a whole or not at all; the import that failed with it is done again.
  expect([undefined, 3]).toContain(result.chunks['d1']);
});

it('ends the download of a model that fills the disk, also when the free space was told wrongly', async (context) => {
  const folder = newFolder();
  if (smallDisk(folder, 'true').status !== 0) context.skip('no small disk can be mounted here');
  const server = await startHubServer();
  try {
    server.put('/o/r/resolve/main/m.gguf', { body: Buffer.concat([Buffer.from('GGUF'), randomBytes(12_000_000)]) });
    const loop = join(import.meta.dirname, '../support/hub-fetch-loop.ts');
    for (const believed of [['1e9'], []]) {
      const { stdout } = await promisify(execFile)('unshare', onSmallDisk(folder, execPath, loop, `${server.origin}/o/r/resolve/main/m.gguf`, join(folder, 'm.gguf'), ...believed));
      expect(stdout.trim()).toBe('disk-full');
    }
  } finally {
    await server.close();
  }
});

it.skipIf(!hasModels())('sends no training into a folder that has no room, and keeps nothing of it', { timeout: 60_000 }, async (context) => {
  const folder = newFolder();
  if (smallDisk(folder, 'true').status !== 0) context.skip('no small disk can be mounted here');
  const home = newFolder();
  mkdirSync(join(home, 'models'), { recursive: true });
  copyFileSync(modelPath(tiny.stories), join(home, 'models/base.gguf'));
  const { stdout } = await promisify(execFile)('unshare', onSmallDisk(folder, execPath, '--disable-warning=ExperimentalWarning', join(import.meta.dirname, 'support/send-on-full-disk.ts'), home, folder));
  expect(JSON.parse(stdout)).toEqual({ full: 'disk-full', left: { runs: 0, files: ['filler'], folders: [] }, after: 'sent' });
});
