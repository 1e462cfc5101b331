import { spawn, type ChildProcess } from 'node:child_process';
import { chmod, copyFile, mkdir, readdir, readFile, stat, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { createInterface } from 'node:readline';
import { describe, expect, it, onTestFinished } from 'vitest';
import type { Answer, Evaluation, ImportedDocument, MadeKey, Model, ProgramKey, Remote, SearchResult, TrainingRun } from '../../../core/contract/index.ts';
import { sprout, type CliResult } from '../../support/sprout-cli.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';
import { hasModels, modelPath, tiny } from '../../support/tiny-models.ts';

/** The app as the browser shows it; resolves when it is open. */
async function openApp(home: string): Promise<{ close(signal?: NodeJS.Signals): Promise<void> }> {
  const child: ChildProcess = spawn(process.execPath, ['--disable-warning=ExperimentalWarning', join(process.cwd(), 'core/cli/main.ts'), 'serve', '--no-open', '--json', '--home', home], { stdio: ['ignore', 'pipe', 'inherit'] });
  const ended = new Promise<void>((done) => { child.once('exit', () => { done(); }); });
  await new Promise<void>((open, failed) => {
    child.once('exit', (code) => { failed(new Error(`sprout serve ended with ${code}`)); });
    if (child.stdout) createInterface({ input: child.stdout }).once('line', () => { open(); });
  });
  const close = async (signal: NodeJS.Signals = 'SIGTERM'): Promise<void> => { child.kill(signal); await ended; };
  onTestFinished(() => close());
  return { close };
}

async function shop(): Promise<{ home: string; papers: string; run: (...args: string[]) => Promise<CliResult> }> {
  const base = await temporaryFolder();
  const [home, papers] = [join(base, 'home'), join(base, 'papers')];
  await mkdir(papers);
  await writeFile(join(papers, 'returns.md'), '# Returns\n\nUnused goods may be returned within 45 days of delivery.\n');
  await writeFile(join(papers, '营业时间.txt'), '本店周一至周五上午九点到下午六点营业。\n');
  await writeFile(join(papers, 'broken.pdf'), '%PDF-1.7\nthis is not really a PDF');
  return { home, papers, run: (...args) => sprout([...args, '--home', home, '--json']) };
}

/** What differs from one run to the next: times. */
const timeless = (text: string): unknown => JSON.parse(text, (key, value: unknown) => (/^(ms|.*Ms|timings|msMedian|msP95|lastUsedAt|freeMegabytes|freeMb|memory|load|free)$/i.test(key) ? undefined : value));

describe('commands beside an app that is open', { timeout: 120_000 }, () => {
  it('say the same as without one, in the same words and with the same exit codes', async () => {
    const { home, papers, run } = await shop();
    const app = await openApp(home);
    const imported = await run('import', papers);
    expect(imported.code, imported.stderr).toBe(3);
    expect(imported.json<{ documents: ImportedDocument[] }>().documents.map(({ name, status }) => [name, status])).toEqual([['broken.pdf', 'failed'], ['returns.md', 'ready'], ['营业时间.txt', 'ready']]);
    expect(imported.stderr).toMatch(/\d\/3/);

    await writeFile(join(papers, 'questions.jsonl'), '{"question":"Within how many days may goods be returned?","answers":["45 days"]}\n{"question":"Who founded the Ming dynasty?","answers":[]}\n');
    const commands = [
      ['search', '45 days'], ['search', 'x', '--limit', '0'], ['ask', 'Within how many days may goods be returned?'], ['ask', '几点营业？'], ['ask', 'a', '--model', 'none-such'], ['evaluate', '--questions', join(papers, 'questions.jsonl')],
      ['keys', 'list'], ['keys', 'revoke', 'none-such'], ['remotes', 'list'], ['remotes', 'presets'], ['remotes', 'remove', 'none-such'], ['models', 'list'], ['models', 'catalogue'], ['models', 'remove', 'none-such'],
      ['import', join(papers, 'returns.md')], ['doctor'],
    ];
    const beside = [];
    for (const command of commands) beside.push(await run(...command));
    await app.close();
    for (const [at, command] of commands.entries()) {
      const alone = await run(...command);
      expect({ command, code: beside[at]?.code, said: timeless(beside[at]?.stdout ?? '') }).toEqual({ command, code: alone.code, said: timeless(alone.stdout) });
    }
    expect(beside[0]?.json<SearchResult>().hits[0]?.name).toBe('returns.md');
    expect(beside[2]?.json<Answer>().answer).toContain('45 days');
    expect(beside[5]?.json<Evaluation>().summary).toMatchObject({ goldFound: 1, declinedCorrectly: 1 });
    expect((await readdir(join(home, 'run')))).toEqual([]);
  });

  it('change what the app has, and leave no conversation there', async () => {
    const { home, papers, run } = await shop();
    await openApp(home);
    const { key } = (await run('keys', 'make', 'Till', 'program')).json<MadeKey>();
    expect(key.length).toBeGreaterThan(20);
    const [listed] = (await run('keys', 'list')).json<{ keys: ProgramKey[] }>().keys;
    expect(listed?.name).toBe('Till program');
    expect((await run('keys', 'revoke', listed?.id ?? '')).json<{ keys: ProgramKey[] }>().keys).toEqual([]);

    const added = await sprout(['remotes', 'add', 'deepseek', '--key-from', 'THE_KEY', '--home', home, '--json'], { THE_KEY: 'sk-canary' });
    expect(added.code, added.stderr).toBe(0);
    expect(added.json<{ remote: Remote }>().remote).toMatchObject({ preset: 'deepseek', hasKey: true });
    await run('import', join(papers, 'returns.md'));
    await run('ask', 'Within how many days may goods be returned?');
    expect((await run('models', 'list')).json<{ models: Model[] }>().models).toEqual([]);
  });

  it.skipIf(!hasModels())('teach a model in the app, with the progress here', async () => {
    const { home, papers, run } = await shop();
    await mkdir(join(home, 'models'), { recursive: true });
    await copyFile(modelPath(tiny.stories), join(home, 'models/base.gguf'));
    await openApp(home);
    const data = join(papers, 'labels.csv');
    await writeFile(data, `text,label\n${Array.from({ length: 40 }, (_, at) => `please send ${at * 37} ${['cups', 'pots', 'trays'][at % 3]} of kind ${at},${['order', 'question'][at % 2]}`).join('\n')}\n`);
    const wrong = await run('tune', '--recipe', 'sort-and-label', '--base', 'none-such', '--data', data, '--out', 'sorter');
    expect(wrong.json<{ error: { code: string } }>().error.code).toBe('model-not-found');
    const trained = await run('tune', '--recipe', 'sort-and-label', '--base', 'base', '--data', data, '--out', 'sorter', '--epochs', '1', '--rank', '4', '--questions', '0');
    expect(trained.code, trained.stderr).toBe(0);
    expect(trained.json<{ name: string; state: string }>()).toMatchObject({ name: 'sorter', state: 'done' });
    expect(trained.stderr).toMatch(/running 1\/\d+, epoch 1, loss/);
    expect((await run('tune', 'list')).json<{ runs: TrainingRun[] }>().runs).toMatchObject([{ name: 'sorter', state: 'done' }]);
    expect((await run('tune', 'show', 'sorter')).json<{ run: string }>()).toEqual(trained.json());
    expect((await run('tune', 'pause', 'sorter')).json<{ error: { code: string } }>().error.code).toBe('run-state');
    expect((await run('models', 'choose', 'chat', 'base+sorter')).json<{ chat: string }>().chat).toBe('base+sorter');
    expect((await run('tune', 'export', 'sorter', '--format', 'gguf', '--out', join(home, 'x.gguf'))).json<{ error: { code: string } }>().error.code).toBe('command-alone');
  });

  it('that need the workspace to themselves ask to close it', async () => {
    const { home, run } = await shop();
    await openApp(home);
    for (const command of ['restore', 'repair']) {
      const refused = await run(command, ...(command === 'restore' ? [join(home, 'x.zip')] : []));
      expect(refused.json<{ error: { code: string; message: string } }>().error).toMatchObject({ code: 'command-alone' });
      expect(refused.stderr).toContain(`"sprout ${command}" needs the workspace to itself`);
    }
  });

  it('use it by a file and a socket that nobody else may read, and refuse them when somebody else could have', async () => {
    const { home, run } = await shop();
    await openApp(home);
    const file = join(home, 'run/default.json');
    const { path, token } = JSON.parse(await readFile(file, 'utf8')) as { path: string; token: string };
    for (const [place, mode] of [[file, 0o600], [dirname(file), 0o700], [path, 0o600], [dirname(path), 0o700]] as const) expect((await stat(place)).mode & 0o777, place).toBe(mode);
    for (const [place, mode, right] of [[file, 0o644, 0o600], [file, 0o620, 0o600], [dirname(file), 0o755, 0o700], [path, 0o666, 0o600]] as const) {
      await chmod(place, mode);
      const refused = await run('keys', 'list');
      expect(refused.json<{ error: { code: string } }>().error.code, place).toBe('door-unsafe');
      expect(refused.stdout + refused.stderr).not.toContain(token);
      await chmod(place, right);
    }
    expect((await run('keys', 'list')).code).toBe(0);
  });

  it('find an app again that was killed, and say that it is busy while another command has the workspace', async () => {
    const { home, run } = await shop();
    const app = await openApp(home);
    const before = JSON.parse(await readFile(join(home, 'run/default.json'), 'utf8')) as { path: string };
    await app.close('SIGKILL');
    // What is left leads nowhere: the command takes the workspace itself.
    expect((await run('keys', 'list')).code).toBe(0);
    await openApp(home);
    expect((await run('keys', 'list')).code).toBe(0);
    await expect(stat(before.path)).rejects.toMatchObject({ code: 'ENOENT' });
  });
});
