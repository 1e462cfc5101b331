import { existsSync } from 'node:fs';
import { copyFile, mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { readArguments } from '../../../core/cli/arguments.ts';
import { tuneWith } from '../../../core/cli/commands/tune.ts';
import type { Verdict } from '../../../core/contract/index.ts';
import type { Core } from '../../../core/create-core.ts';
import { FakeTrainer } from '../../fakes/fake-trainer.ts';
import { writeAdapter } from '../../support/made-adapter.ts';
import { realCore } from '../../support/real-core.ts';
import { sprout } from '../../support/sprout-cli.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';
import { hasModels, modelPath, tiny } from '../../support/tiny-models.ts';

let home = '';
let core: Core | undefined;
beforeEach(async () => {
  home = join(await temporaryFolder(), 'home');
  await mkdir(join(home, 'models'), { recursive: true });
  if (hasModels()) await copyFile(modelPath(tiny.stories), join(home, 'models/base.gguf'));
});
afterEach(async () => { vi.restoreAllMocks(); await core?.close(); core = undefined; });

async function written(name: string, text: string): Promise<string> {
  const path = join(home, name);
  await writeFile(path, text);
  return path;
}
const labels = (count: number): string => `text,label\n${Array.from({ length: count }, (_, at) => `please send ${at * 37} ${['cups', 'pots', 'trays'][at % 3]} of kind ${at},${['order', 'question'][at % 2]}`).join('\n')}\n`;

/** The command in this process, with an engine of the test. */
async function tune(trainer: FakeTrainer, ...args: string[]): Promise<{ code: number; stdout: string; stderr: string }> {
  core ??= await realCore(home, { trainer });
  const out = { stdout: '', stderr: '' };
  const catching = (stream: 'stdout' | 'stderr'): unknown => vi.spyOn(process[stream], 'write').mockImplementation((text) => { out[stream] += String(text); return true; });
  catching('stdout');
  catching('stderr');
  const code = await tuneWith(core, readArguments(['tune', ...args, '--home', home], {})).finally(() => { vi.restoreAllMocks(); });
  return { code, ...out };
}

describe.skipIf(!hasModels())('sprout tune', () => {
  it('trains from a file and tells the run, the adapter, the losses and the verdict; progress goes to stderr', async () => {
    const trainer = new FakeTrainer();
    const data = await written('labels.csv', labels(60));
    const { code, stdout, stderr } = await tune(trainer, '--recipe', 'sort-and-label', '--base', 'base', '--data', data, '--out', 'sorter', '--epochs', '2', '--learning-rate', '0.001', '--threads', '1', '--questions', '3', '--json');
    expect(code).toBe(0);
    const result = JSON.parse(stdout) as { run: string; adapter: string; steps: number; loss: number[]; tokensPerSecond: number; verdict: Verdict };
    expect(result).toMatchObject({ steps: 6, verdict: { measure: { kind: 'label', examples: 3 } } });
    expect(result.loss).toHaveLength(6);
    expect(result.tokensPerSecond).toBeGreaterThan(0);
    expect(existsSync(result.adapter)).toBe(true);
    expect(stderr).toContain('60 examples');
    expect(stderr).toMatch(/running 1\/6, epoch 1, loss/);
    expect(trainer.jobs[0]?.config).toMatchObject({ epochs: 2, learningRate: 0.001, threads: 1, rank: 8 });
    expect(trainer.jobs[0]?.train.length).toBeGreaterThan(40);

    expect((await tune(trainer, 'export', 'sorter', '--format', 'gguf', '--out', join(home, 'x.gguf'))).stdout.trim()).toBe(join(home, 'x.gguf'));
    expect(existsSync(join(home, 'x.gguf'))).toBe(true);
    await expect(tune(trainer, 'resume', 'sorter')).rejects.toMatchObject({ code: 'run-state' });
    await expect(tune(trainer, 'resume', 'nobody')).rejects.toMatchObject({ code: 'run-not-found' });
  });

  it('sends a training out, asks before personal data leaves, and judges what comes back', { timeout: 60_000 }, async () => {
    const trainer = new FakeTrainer();
    const data = await written('labels.csv', `${labels(40)}call me on 13812345678 about the cups,order\n`);
    const out = join(home, 'out/sorter');
    const given = ['send', '--recipe', 'sort-and-label', '--base', 'base', '--data', data, '--form', 'ray', '--out', out, '--questions', '1', '--json'];
    await expect(tune(trainer, ...given)).rejects.toMatchObject({ code: 'send-not-accepted', fields: { personal: 1 } });
    expect(existsSync(out)).toBe(false);
    const sent = await tune(trainer, ...given, '--accept');
    expect(sent.code).toBe(0);
    const result = JSON.parse(sent.stdout) as { run: string; files: string[]; examples: number; hidden: number };
    expect(result).toMatchObject({ name: 'sorter', state: 'sent', form: 'ray', out, leftOut: 0, personal: { examples: 1 }, verdict: null });
    expect(result.examples + result.hidden).toBe(41);
    for (const file of result.files) expect(existsSync(join(out, file))).toBe(true);
    expect(trainer.jobs).toHaveLength(0);

    await expect(tune(trainer, 'send', '--recipe', 'sort-and-label', '--base', 'base', '--data', data, '--form', 'llama-factory', '--out', join(home, 'out/factory'), '--accept')).rejects.toMatchObject({ code: 'send-base-unpublished' });
    const factory = await tune(trainer, 'send', '--recipe', 'sort-and-label', '--base', 'base', '--data', data, '--form', 'llama-factory', '--repository', 'Qwen/Qwen3-0.6B', '--out', join(home, 'out/factory'), '--accept', '--json');
    expect(JSON.parse(factory.stdout)).toMatchObject({ files: expect.arrayContaining(['train.yaml', 'dataset_info.json', 'data.jsonl']) as string[] });

    await writeAdapter(modelPath(tiny.stories), join(home, 'back.gguf'), { rank: 4 });
    await expect(tune(trainer, 'bring-back', 'sorter', join(home, 'back.gguf'))).rejects.toMatchObject({ code: 'sent-other' });
    await expect(tune(trainer, 'bring-back', 'sorter', join(home, 'nothing'))).rejects.toMatchObject({ code: 'file-not-found' });
    await writeAdapter(modelPath(tiny.stories), join(home, 'back.gguf'), { rank: 8, alpha: 16, targets: ['attn_q', 'attn_k', 'attn_v', 'attn_output', 'ffn_gate', 'ffn_up', 'ffn_down'] });
    const back = await tune(trainer, 'bring-back', 'sorter', join(home, 'back.gguf'), '--json');
    expect(JSON.parse(back.stdout)).toMatchObject({ run: result.run, state: 'done', verdict: { measure: { kind: 'label' } } });
    expect(back.code).toBe(0);
  });

  it('fails with the reason when the training fails, and resume goes on', async () => {
    const trainer = new FakeTrainer();
    trainer.failAt = 2;
    const data = await written('labels.csv', labels(40));
    const failed = await tune(trainer, '--recipe', 'sort-and-label', '--base', 'base', '--data', data, '--out', 'sorter', '--questions', '0', '--json');
    expect(failed.code).toBe(1);
    expect(JSON.parse(failed.stdout)).toMatchObject({ state: 'failed', adapter: null, verdict: null, error: { code: 'training-crashed' } });
    expect(failed.stderr).toContain('last checkpoint');
    trainer.failAt = Infinity;
    const resumed = await tune(trainer, 'resume', 'sorter', '--json');
    expect(resumed.code).toBe(0);
    expect(JSON.parse(resumed.stdout)).toMatchObject({ state: 'done', steps: 6 });
  });

  it('names bad data before anything is trained, and keeps none of it', async () => {
    const trainer = new FakeTrainer();
    const run = (data: string): Promise<unknown> => tune(trainer, '--recipe', 'sort-and-label', '--base', 'base', '--data', data, '--out', 'sorter');
    await expect(run(await written('a.jsonl', '{"question":"a","answer":"b"}\n{oops\n'))).rejects.toMatchObject({ code: 'examples-not-json', message: expect.stringContaining('line 2') as string });
    await expect(run(await written('b.csv', 'name,price\ntea,3\n'))).rejects.toMatchObject({ code: 'examples-columns' });
    await expect(run(await written('c.jsonl', ''))).rejects.toMatchObject({ code: 'file-empty' });
    await expect(run(await written('d.csv', labels(5)))).rejects.toMatchObject({ code: 'training-too-few', message: expect.stringMatching(/\b5\b.*\b30\b/) as string });
    await expect(run(join(home, 'none.csv'))).rejects.toMatchObject({ code: 'file-not-found' });
    await expect(tune(trainer, '--recipe', 'none', '--base', 'base', '--data', 'x', '--out', 'y')).rejects.toMatchObject({ code: 'recipe-not-found' });
    await expect(tune(trainer, '--recipe', 'character', '--base', 'none', '--data', 'x', '--out', 'y')).rejects.toMatchObject({ code: 'model-not-found' });
    await expect(tune(trainer, '--recipe', 'character', '--base', 'base', '--out', 'y')).rejects.toMatchObject({ code: 'usage' });
    await expect(tune(trainer, '--recipe', 'character', '--base', 'base', '--data', 'x', '--out', 'y', '--epochs', '0')).rejects.toMatchObject({ code: 'file-not-found' });
    expect(core?.features.tuning.datasets.list()).toEqual([]);
    expect(trainer.jobs).toEqual([]);
  });

  it('is a command of the program, with an adapter of the models folder at hand for ask', async () => {
    await writeAdapter(modelPath(tiny.stories), join(home, 'models/ours.gguf'));
    const notes = await written('lily.md', '# Lily\n\nLily loved her red ball.\n');
    expect((await sprout(['import', notes, '--home', home, '--json'])).code).toBe(0);
    const answer = await sprout(['ask', 'What did Lily love?', '--model', 'base+ours', '--home', home, '--json']);
    expect(answer.code).toBe(0);
    expect(answer.json<{ model: string }>().model).toBe('base+ours');
    const wrong = await sprout(['tune', '--recipe', 'sort-and-label', '--base', 'base', '--data', await written('a.jsonl', 'x'), '--out', 'y', '--home', home, '--json', '--lang', 'zh']);
    expect(wrong.code).toBe(1);
    expect(wrong.json<{ error: { code: string; message: string } }>().error).toMatchObject({ code: 'examples-not-json', message: expect.stringContaining('第 1 行') as string });
    expect((await sprout(['tune', 'export', 'nobody', '--format', 'gguf', '--out', 'x', '--home', home])).code).toBe(1);
    expect((await sprout(['tune', '--recipe', 'sort-and-label', '--home', home])).code).toBe(2);
  });
});
