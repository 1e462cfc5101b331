import { readFile, readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import type { Answer, Remote, RemoteTest } from '../../../core/contract/index.ts';
import { faults, startRemoteServer, type RemoteServer } from '../../support/remote-server.ts';
import { sprout } from '../../support/sprout-cli.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';

let cloud: RemoteServer;
let home: string;
beforeAll(async () => { cloud = await startRemoteServer({ answer: () => 'Breakfast is from seven to ten.' }); });
beforeEach(async () => { home = await temporaryFolder(); });
afterAll(() => cloud.close());

const run = (words: string, environment: Record<string, string> = {}): ReturnType<typeof sprout> => sprout([...words.split(' '), '--json', '--home', home], environment);

it('keeps a place with its key from a variable, tries it, asks it, and forgets it', { timeout: 120_000 }, async () => {
  expect((await run('remotes presets')).json<{ presets: { id: string }[] }>().presets.map(({ id }) => id)).toContain('deepseek');
  const tried = await run(`remotes test other --address ${cloud.address} --model test-model --key-from SPROUT_TEST_KEY`, { SPROUT_TEST_KEY: 'sk-canary-11' });
  expect(tried.json<RemoteTest>()).toMatchObject({ ok: true, models: ['test-model'] });
  const added = await run(`remotes add other --address ${cloud.address} --model test-model --name Cloud --price CNY,2,8 --key-from SPROUT_TEST_KEY`, { SPROUT_TEST_KEY: 'sk-canary-11' });
  const { remote } = added.json<{ remote: Remote }>();
  expect(remote).toMatchObject({ name: 'Cloud', hasKey: true, sees: 'masked', price: { currency: 'CNY', input: 2_000_000, output: 8_000_000 } });
  expect(await run(`remotes test ${remote.id}`)).toMatchObject({ code: 0 });
  const menu = join(home, 'menu.md');
  await writeFile(menu, '# Breakfast\n\nBreakfast is from seven to ten in the hall.');
  await run(`import ${menu}`);
  expect((await run(`ask When --model remote:${remote.id}`)).json<{ error: { code: string } }>().error.code).toBe('burst-off');
  await run('remotes on');
  const asked = await sprout(['ask', 'When is breakfast?', '--model', `remote:${remote.id}`, '--json', '--home', home]);
  expect(asked.json<Answer>()).toMatchObject({ answer: 'Breakfast is from seven to ten.', model: `remote:${remote.id}`, answered: true, citations: [{ name: 'menu.md' }], route: [{ outcome: 'asked', reason: 'chosen' }, { outcome: 'answered' }] });
  // The place does not answer: the documents do.
  cloud.behave(faults.failed);
  const quoted = await sprout(['ask', 'When is breakfast?', '--model', `remote:${remote.id}`, '--json', '--home', home]);
  expect(quoted.json<Answer>()).toMatchObject({ model: 'quote', answered: true });
  expect(quoted.json<Answer>().route?.at(-1)).toMatchObject({ place: 'quote', outcome: 'answered' });
  expect(await run(`remotes remove ${remote.id}`)).toMatchObject({ code: 0 });
  expect((await run('remotes list')).json<{ remotes: Remote[] }>().remotes).toEqual([]);
  for (const name of await readdir(home, { recursive: true })) {
    const bytes = await readFile(join(home, name)).catch(() => Buffer.alloc(0));
    expect(bytes.includes('canary-11'), name).toBe(false);
  }
});

it.each([['remotes add deepseek', 'remote-key-where'], ['remotes add deepseek --key sk-1', 'flag-unknown'], ['remotes add deepseek --key-from NOT_SET_ANYWHERE', 'remote-key-where'], ['remotes add other --address https://a.example/v1 --model m --key-from K', 'usage'], ['remotes add nonsense', 'usage'], ['remotes dance', 'usage'], ['remotes add vllm --price x', 'usage']])('%s is wrong use', { timeout: 30_000 }, async (words, code) => {
  const result = await run(words, { K: 'sk-1' });
  expect(result.json<{ error: { code: string } }>().error.code).toBe(code);
  expect(result.code).toBe(2);
});
