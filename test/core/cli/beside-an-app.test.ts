import { chmod, copyFile, mkdir, readdir, readFile, stat, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { createApi, type Api } from '../../../core/cli/api/index.ts';
import { productVersion } from '../../../core/cli/with-core.ts';
import type { Problem } from '../../../core/contract/index.ts';
import { findDoor } from '../../../core/shell/door/index.ts';
import { startHubServer } from '../../support/hub-server.ts';
import { openSprout, sprout } from '../../support/sprout-cli.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';
import { hasModels, modelPath, tiny } from '../../support/tiny-models.ts';

const home = async (): Promise<string> => join(await temporaryFolder(), 'home');
/** Begins like one. */
const noModel = Buffer.concat([Buffer.from('GGUF'), Buffer.alloc(1 << 20)]);
const codeOf = (stdout: string): string => (JSON.parse(stdout) as { error: Problem }).error.code;

/** What is in the app, asked as commands ask. */
async function apiOf(place: string): Promise<Api> {
  const fetch = await findDoor(place, 'default', productVersion);
  if (!fetch) throw new Error('no door');
  return createApi(fetch, 'en');
}

describe('commands beside an app that is open', { timeout: 300_000 }, () => {
  it('that need the workspace to themselves ask to close it, in the language of the caller', async () => {
    const place = await home();
    await openSprout(place);
    const commands = [
      ['restore', join(place, 'x.zip')], ['repair'], ['publish', '--out', join(place, 'site')], ['cloud', 'plan'], ['tune', 'export', 'x', '--format', 'gguf', '--out', join(place, 'x.gguf')],
      ['tune', 'send', '--recipe', 'character', '--base', 'x', '--data', 'x', '--form', 'ray', '--out', join(place, 'sent')],
    ];
    for (const command of commands) {
      const refused = await sprout([...command, '--home', place, '--json']);
      expect([command, codeOf(refused.stdout), refused.code]).toEqual([command, 'command-alone', 1]);
      expect(refused.stderr).toContain(`"sprout ${command.slice(0, command[0] === 'tune' ? 2 : 1).join(' ')}" needs the workspace to itself`);
      expect(refused.stderr).toContain('Close Sprout');
    }
    expect((await sprout(['repair', '--home', place, '--lang', 'zh'])).stderr).toMatch(/请关闭 Sprout/);
    expect(codeOf((await sprout(['gateway', '--home', place, '--json'])).stdout)).toBe('gateway-elsewhere');
    expect(codeOf((await sprout(['serve', '--no-open', '--home', place, '--json'])).stdout)).toBe('workspace-busy');
  });

  it('use it by a file and a socket that nobody else may read, and refuse them when somebody else could have', async () => {
    const place = await home();
    await mkdir(join(place, 'run'), { recursive: true, mode: 0o755 });
    await openSprout(place);
    const file = join(place, 'run/default.json');
    const { path, token } = JSON.parse(await readFile(file, 'utf8')) as { path: string; token: string };
    const list = ['keys', 'list', '--home', place, '--json'];
    for (const [at, mode, wider] of [[file, 0o600, 0o644], [file, 0o600, 0o620], [dirname(file), 0o700, 0o755], [path, 0o600, 0o666], [dirname(path), 0o700, 0o755]] as const) {
      expect((await stat(at)).mode & 0o777, at).toBe(mode);
      await chmod(at, wider);
      const refused = await sprout(list);
      expect(codeOf(refused.stdout), at).toBe('door-unsafe');
      expect(refused.stdout + refused.stderr).not.toContain(token);
      await chmod(at, mode);
    }
    expect((await sprout(list)).code).toBe(0);
  });

  it('find an app again that was killed, and leave nothing of the one that was closed', async () => {
    const place = await home();
    const list = ['keys', 'list', '--home', place, '--json'];
    const killed = await openSprout(place);
    const before = JSON.parse(await readFile(join(place, 'run/default.json'), 'utf8')) as { path: string };
    await killed.close('SIGKILL');
    // What is left leads nowhere: the command takes the workspace itself.
    expect((await sprout(list)).code).toBe(0);
    const app = await openSprout(place);
    await expect(stat(dirname(before.path))).rejects.toMatchObject({ code: 'ENOENT' });
    const { path } = JSON.parse(await readFile(join(place, 'run/default.json'), 'utf8')) as { path: string };
    expect((await sprout(list)).code).toBe(0);
    await app.close();
    expect(await readdir(join(place, 'run'))).toEqual([]);
    await expect(stat(dirname(path))).rejects.toMatchObject({ code: 'ENOENT' });
  });

  it('say so when the app is closed while they wait', async () => {
    const place = await home();
    const app = await openSprout(place);
    const hub = await startHubServer();
    onTestFinished(() => hub.close());
    hub.put('/m.gguf', { body: noModel, plain: true });
    hub.faults = () => ({ kind: 'stall', after: 1000 });
    const waiting = sprout(['models', 'get', `${hub.origin}/m.gguf`, '--home', place, '--json']);
    await expect.poll(() => hub.requests.some(({ sent }) => sent > 0), { timeout: 60_000 }).toBe(true);
    await app.close();
    const ended = await waiting;
    expect([codeOf(ended.stdout), ended.code]).toEqual(['app-closed', 1]);
  });
});

describe('Ctrl-C on a command beside an app that is open', { timeout: 300_000 }, () => {
  async function papersBeside(place: string): Promise<string> {
    const papers = join(place, '../papers');
    await mkdir(papers);
    const pages = 'Each of these lines stands for a paragraph that somebody wrote once.\n\n'.repeat(4000);
    for (let at = 0; at < 60; at++) await writeFile(join(papers, `${at}.md`), `# Number ${at}\n\n${pages}`);
    return papers;
  }

  it('cancels as without one what an import has not read yet', async () => {
    const place = await home();
    const papers = await papersBeside(place);
    const stopped = await sprout(['import', papers, '--home', place, '--json'], {}, { interruptAt: /^\d+\/\d+$/m });
    expect([stopped.code, stopped.stdout]).toEqual([130, '']);
    expect(stopped.stderr).not.toContain('Error');
    await openSprout(place);
    const { documents } = await (await apiOf(place)).call('listDocuments');
    expect(new Set(documents.map(({ status }) => status))).toEqual(new Set(['ready', 'cancelled']));
  });

  it('cancels the import there', async () => {
    const place = await home();
    const papers = await papersBeside(place);
    await openSprout(place);
    const stopped = await sprout(['import', papers, '--home', place, '--json'], {}, { interruptAt: /^([3-9]|\d\d)\/60/m });
    expect([stopped.code, stopped.stdout]).toEqual([130, '']);
    const { documents } = await (await apiOf(place)).call('listDocuments');
    expect(documents).toHaveLength(60);
    expect(documents.filter(({ status }) => status === 'cancelled').length).toBeGreaterThan(0);
    await expect.poll(async () => (await (await apiOf(place)).call('status')).importing, { timeout: 60_000 }).toBe(0);
  });

  it('pauses the download there, and it goes on with the next one', async () => {
    const place = await home();
    await openSprout(place);
    const hub = await startHubServer();
    onTestFinished(() => hub.close());
    const body = hasModels() ? await readFile(modelPath(tiny.stories)) : noModel;
    hub.put('/m.gguf', { body, plain: true });
    hub.faults = () => ({ kind: 'stall', after: 1000 });
    const get = ['models', 'get', `${hub.origin}/m.gguf`, '--home', place, '--json'];
    const stopped = await sprout(get, {}, { interruptAt: /^m: running/m });
    expect([stopped.code, stopped.stdout]).toEqual([130, '']);
    expect(stopped.stderr).toContain('m: paused');
    expect((await (await apiOf(place)).call('listModels')).downloads).toMatchObject([{ id: 'm', state: 'paused' }]);
    hub.faults = () => undefined;
    const whole = await sprout(get);
    if (hasModels()) expect(whole.json<{ id: string }>().id).toBe('m');
    else expect(whole.code).toBe(1);
  });

  it.skipIf(!hasModels())('pauses the training there, and resume goes on with it', async () => {
    const place = await home();
    await mkdir(join(place, 'models'), { recursive: true });
    await copyFile(modelPath(tiny.stories), join(place, 'models/base.gguf'));
    const data = join(place, 'labels.csv');
    await writeFile(data, `text,label\n${Array.from({ length: 40 }, (_, at) => `please send ${at * 37} ${['cups', 'pots', 'trays'][at % 3]} of kind ${at},${['order', 'question'][at % 2]}`).join('\n')}\n`);
    await openSprout(place);
    const stopped = await sprout(['tune', '--recipe', 'sort-and-label', '--base', 'base', '--data', data, '--out', 'sorter', '--epochs', '100', '--home', place, '--json'], {}, { interruptAt: /^running \d+\/\d+, epoch/m });
    expect([stopped.code, stopped.stdout]).toEqual([130, '']);
    expect(stopped.stderr).toMatch(/^paused /m);
    const { runs } = await (await apiOf(place)).call('listRuns');
    expect(runs).toMatchObject([{ name: 'sorter', state: 'paused' }]);
    const again = await sprout(['tune', 'resume', 'sorter', '--home', place, '--json'], {}, { interruptAt: /^running \d+\/\d+, epoch/m });
    expect([again.code, again.stderr]).toEqual([130, expect.stringMatching(/^paused /m)]);
  });
});
