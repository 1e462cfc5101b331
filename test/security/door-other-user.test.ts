import { spawn } from 'node:child_process';
import { chmod, chown, readFile, symlink } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { readDoor } from '../../core/shell/door/door-file.ts';
import { findDoor, serveDoor } from '../../core/shell/door/index.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

/** The user `nobody` of most systems. */
const nobody = 65_534;
const asRoot = process.getuid?.() === 0;
if (!asRoot) console.warn('Skipped: only root can act as another user.');

/** What a program of that user gets to know: the code of its error, or what it read. */
async function byNobody(script: string): Promise<string> {
  const child = spawn(process.execPath, ['-e', script], { uid: nobody, gid: nobody, cwd: '/', stdio: ['ignore', 'pipe', 'inherit'] });
  let said = '';
  child.stdout.setEncoding('utf8').on('data', (part: string) => { said += part; });
  return new Promise((resolve) => { child.once('close', () => { resolve(said); }); });
}

async function opened(): Promise<{ home: string; file: string; path: string; asked: () => number }> {
  const home = await temporaryFolder();
  // Others may come as far as that.
  await chmod(home, 0o755);
  let asked = 0;
  const door = await serveDoor({ home, workspace: 'default', version: '1', onBug: (error) => { throw error; }, fetch: async () => { asked += 1; return new Response(); } });
  onTestFinished(() => door.close());
  const file = join(home, 'run/default.json');
  return { home, file, path: (JSON.parse(await readFile(file, 'utf8')) as { path: string }).path, asked: () => asked };
}

describe.skipIf(!asRoot)('another user of the computer', () => {
  it('neither reads the word nor reaches the socket', async () => {
    const { file, path, asked } = await opened();
    const open = `require('node:fs').readFile(${JSON.stringify(file)}, 'utf8', (error, text) => console.log(error?.code ?? text))`;
    expect((await byNobody(open)).trim()).toBe('EACCES');
    const connect = `require('node:net').connect(${JSON.stringify(path)}).once('error', ({ code }) => console.log(code)).once('connect', () => { console.log('in'); process.exit() })`;
    expect((await byNobody(connect)).trim()).toBe('EACCES');
    expect(asked()).toBe(0);
  });

  it('whose app has the workspace is named, and sent nothing', async () => {
    const { home, file } = await opened();
    await chown(file, nobody, nobody);
    await expect(findDoor(home, 'default', '1')).rejects.toMatchObject({ code: 'door-foreign' });
  });

  it('who made the socket, its folder or the folder of the word, or leads there by a link, is sent nothing', async () => {
    const { file, path } = await opened();
    for (const place of [path, dirname(path), dirname(file)]) {
      await chown(place, nobody, nobody);
      await expect(readDoor(file), place).rejects.toMatchObject({ code: 'door-unsafe' });
      await chown(place, 0, 0);
    }
    expect(await readDoor(file)).toMatchObject({ path });
    const away = await temporaryFolder();
    await symlink(dirname(file), join(away, 'run'));
    await expect(readDoor(join(away, 'run/default.json'))).rejects.toMatchObject({ code: 'door-unsafe' });
  });
});
