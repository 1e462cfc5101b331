import { copyFile, mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import type { Answer, Evaluation, ImportedDocument, MadeKey, ProgramKey, Remote, SearchResult } from '../../../core/contract/index.ts';
import { startHubServer } from '../../support/hub-server.ts';
import { openSprout, sprout, type CliResult } from '../../support/sprout-cli.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';
import { hasModels, modelPath, tiny } from '../../support/tiny-models.ts';

type Say = (...words: string[]) => Promise<CliResult>;

/** Does the same in two homes, beside an app in the one. @returns what was said in each, without what no two runs have in common. */
async function twice(work: (say: Say, home: string) => Promise<void>, prepare: (home: string) => Promise<void> = async () => undefined): Promise<{ alone: unknown; beside: unknown }> {
  const base = await temporaryFolder();
  async function within(name: string, open: boolean): Promise<unknown> {
    const home = join(base, name);
    await mkdir(home);
    await prepare(home);
    const app = open ? await openSprout(home) : undefined;
    const said: unknown[] = [];
    await work(async (...words) => {
      const result = await sprout([...words, '--home', home, '--json'], { THE_KEY: 'sk-canary' });
      expect(result.stderr + result.stdout).not.toContain('"command-alone"');
      said.push({ words, code: result.code, result: result.json() });
      return result;
    }, home);
    await app?.close();
    return comparable(JSON.stringify(said), home);
  }
  const [alone, beside] = [await within('alone', false), await within('beside', true)];
  return { alone, beside };
}

/** Ids by their order, the home by one name; without times, speeds and what else hangs on them: how many samples a training writes. */
function comparable(text: string, home: string): unknown {
  const ids = new Map<string, string>();
  const known = (id: string): string => { if (!ids.has(id)) ids.set(id, `id ${ids.size}`); return ids.get(id) ?? ''; };
  const passing = /^(ms|samples|.*Ms|timings|msMedian|msP95|.*At|freeMegabytes|size|speed|.*PerSecond|key|prefix)$/;
  return JSON.parse(text.replaceAll(home, 'HOME').replaceAll(/\b[\da-f]{8}-[\da-f]{4}-[\da-f-]{22}\b|(?<=")[\da-f]{8}(?=")/g, known), (name, value: unknown) => (passing.test(name) ? undefined : value));
}

describe('commands beside an app say the same as without one, in the same words and with the same exit codes', { timeout: 600_000 }, () => {
  it('import, search, ask, evaluate and doctor', async () => {
    const papers = await temporaryFolder();
    await writeFile(join(papers, 'returns.md'), '# Returns\n\nUnused goods may be returned within 45 days of delivery.\n');
    await writeFile(join(papers, '营业时间.txt'), '本店周一至周五上午九点到下午六点营业。\n');
    await writeFile(join(papers, 'broken.pdf'), '%PDF-1.7\nthis is not really a PDF');
    const questions = join(papers, '../questions.jsonl');
    await writeFile(questions, '{"question":"Within how many days may goods be returned?","answers":["45 days"]}\n{"question":"Who founded the Ming dynasty?","answers":[]}\n');
    const { alone, beside } = await twice(async (say, home) => {
      const imported = await say('import', papers);
      expect(imported.code).toBe(3);
      expect(imported.json<{ documents: ImportedDocument[] }>().documents.map(({ name, status }) => [name, status])).toEqual([['broken.pdf', 'failed'], ['returns.md', 'ready'], ['营业时间.txt', 'ready']]);
      expect(imported.stderr).toMatch(/^3\/3 \(1 failed\)$/m);
      expect((await say('import', join(papers, 'broken.pdf'))).code).toBe(1);
      expect((await say('import', join(papers, 'returns.md'))).code).toBe(0);
      expect((await say('import', join(papers, 'none.md'), '--lang', 'zh')).json<{ documents: ImportedDocument[] }>().documents[0]?.error?.message).toContain('找不到');
      expect((await say('search', '45 days')).json<SearchResult>().hits[0]?.name).toBe('returns.md');
      expect((await say('search', 'x', '--limit', '0')).code).toBe(2);
      expect((await say('ask', 'Within how many days may goods be returned?')).json<Answer>().answer).toContain('45 days');
      expect((await say('ask', '几点营业？', '--model', 'quote')).json<Answer>().answered).toBe(true);
      expect((await say('ask', 'a', '--model', 'none-such', '--lang', 'zh')).code).toBe(1);
      expect((await say('evaluate', '--questions', questions)).json<Evaluation>().summary).toMatchObject({ goldFound: 1, declinedCorrectly: 1 });
      await say('evaluate', '--questions', questions, '--model', 'none-such');
      expect((await say('doctor', '--lang', 'zh')).code).toBe(0);
      expect((await say('backup', join(home, 'backup.zip'))).json<{ documents: number }>().documents).toBe(3);
      expect((await say('backup', '/proc/sprout/backup.zip')).code).toBe(1);
      const other = await temporaryFolder();
      expect((await sprout(['restore', join(home, 'backup.zip'), '--home', other, '--json'])).json()).toEqual({ documents: 4 });
      expect((await readdir(home)).filter((name) => name.includes('backup'))).toEqual(['backup.zip']);
    });
    expect(beside).toEqual(alone);
  });

  it('keys and remotes', async () => {
    const { alone, beside } = await twice(async (say) => {
      expect((await say('keys', 'make', 'Till', 'program')).json<MadeKey>().key.length).toBeGreaterThan(20);
      const [listed] = (await say('keys', 'list')).json<{ keys: ProgramKey[] }>().keys;
      await say('keys', 'revoke', listed?.id ?? '');
      expect((await say('keys', 'revoke', 'none-such', '--lang', 'zh')).code).toBe(1);
      await say('remotes', 'presets');
      const { remote } = (await say('remotes', 'add', 'deepseek', '--key-from', 'THE_KEY')).json<{ remote: Remote }>();
      expect(remote).toMatchObject({ preset: 'deepseek', hasKey: true });
      expect((await say('remotes', 'add', 'other', '--address', 'ftp://a.example', '--model', 'm', '--price', 'CNY,1,2', '--key-from', 'THE_KEY')).code).not.toBe(0);
      expect((await say('remotes', 'test', 'vllm', '--address', 'http://127.0.0.1:9')).code).toBe(1);
      await say('remotes', 'on');
      await say('remotes', 'list');
      await say('remotes', 'off');
      await say('remotes', 'remove', remote.id);
      expect((await say('remotes', 'remove', 'none-such', '--lang', 'zh')).code).toBe(1);
    });
    expect(beside).toEqual(alone);
  });

  it('models', async () => {
    const hub = await startHubServer();
    onTestFinished(() => hub.close());
    if (hasModels()) hub.put('/got.gguf', { body: await readFile(modelPath(tiny.stories)), plain: true });
    const none = join(await temporaryFolder(), 'none.gguf');
    await writeFile(none, 'This is not a model.');
    const { alone, beside } = await twice(async (say, home) => {
      await say('models', 'list');
      await say('models', 'catalogue', '--lang', 'zh');
      expect((await say('models', 'add', none)).code).toBe(1);
      expect((await say('models', 'remove', 'none-such', '--lang', 'zh')).code).toBe(1);
      expect((await say('models', 'choose', 'chat', 'none-such')).code).toBe(1);
      if (hasModels()) await withModel(say);
      expect((await say('models', 'get', `${hub.origin}/absent.gguf`)).code).toBe(1);
      // How fast the machine is just then decides what these say.
      for (const action of ['measure', 'recommend']) expect((await sprout(['models', action, '--home', home, '--json'])).json()).toHaveProperty(action === 'measure' ? 'speed.weightsPerSecond' : 'reason');
    });
    expect(beside).toEqual(alone);

    async function withModel(say: Say): Promise<void> {
      const got = await say('models', 'get', `${hub.origin}/got.gguf`);
      expect(got.json<{ id: string }>().id).toBe('got');
      expect(got.stderr).toMatch(/^got: running/m);
      await say('models', 'add', modelPath(tiny.stories));
      await say('models', 'choose', 'chat', 'got');
      await say('models', 'list');
      expect((await say('models', 'remove', 'got')).code).toBe(0);
    }
  });

  it.skipIf(!hasModels())('tune', async () => {
    const data = join(await temporaryFolder(), 'labels.csv');
    await writeFile(data, `text,label\n${Array.from({ length: 40 }, (_, at) => `please send ${at * 37} ${['cups', 'pots', 'trays'][at % 3]} of kind ${at},${['order', 'question'][at % 2]}`).join('\n')}\n`);
    const { alone, beside } = await twice(async (say) => {
      const wanted = ['tune', '--recipe', 'sort-and-label', '--data', data, '--epochs', '1', '--rank', '4', '--questions', '0'];
      expect((await say('tune', 'list')).code).toBe(0);
      expect((await say(...wanted, '--base', 'none-such', '--out', 'sorter')).code).toBe(1);
      expect((await say(...wanted, '--base', 'base')).code).toBe(2);
      const trained = await say(...wanted, '--base', 'base', '--out', 'sorter');
      expect(trained.code, trained.stderr).toBe(0);
      expect(trained.json()).toMatchObject({ name: 'sorter', state: 'done' });
      expect(trained.stderr).toMatch(/running 1\/\d+, epoch 1, loss/);
      expect((await say('tune', 'show', 'sorter')).json()).toEqual(trained.json());
      await say('tune', 'list');
      for (const action of ['pause', 'resume']) expect((await say('tune', action, 'sorter', '--lang', 'zh')).code).toBe(1);
      expect((await say('tune', 'show', 'none-such')).code).toBe(1);
      expect((await say('tune', 'bring-back', 'sorter', data)).code).toBe(1);
      expect((await say('tune', 'import', data, '--base', 'base', '--out', 'other')).code).toBe(1);
      expect((await say('models', 'choose', 'chat', 'base+sorter')).json()).toMatchObject({ chat: 'base+sorter' });
    }, async (home) => {
      await mkdir(join(home, 'models'));
      await copyFile(modelPath(tiny.stories), join(home, 'models/base.gguf'));
    });
    expect(beside).toEqual(alone);
  });
});
