import { existsSync } from 'node:fs';
import { copyFile, mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { AdapterExchange } from '../../../../core/ports/adapter-exchange.ts';
import type { BlindPair, CoreEvent, Dataset, Example, ExampleFinding, ModelList, TrainingEstimate, TrainingRun, Verdict } from '../../../../core/contract/index.ts';
import type { Core } from '../../../../core/create-core.ts';
import { FakeTrainer } from '../../../fakes/fake-trainer.ts';
import { writeAdapter } from '../../../support/made-adapter.ts';
import { realCore } from '../../../support/real-core.ts';
import { temporaryFolder } from '../../../support/temporary-folder.ts';
import { hasModels, modelPath, tiny } from '../../../support/tiny-models.ts';

let core: Core | undefined;
let home = '';
let trainer = new FakeTrainer();
beforeEach(async () => { home = join(await temporaryFolder(), 'home'); trainer = new FakeTrainer(); });
afterEach(async () => { await core?.close(); core = undefined; });

/** Writes what it was asked. */
const exchange: AdapterExchange = {
  exportPeft: (model, adapter, folder, card) => writeFile(folder, `${model.id} ${adapter} as ${card.name} for ${card.base}`),
  exportMerged: (model, adapter, file) => writeFile(file, `${model.id} with ${adapter}`),
  import: (_model, source, file) => copyFile(source, file),
};

async function open(more: Parameters<typeof realCore>[1] = { exchange }): Promise<Core> {
  await mkdir(join(home, 'models'), { recursive: true });
  if (!existsSync(join(home, 'models/base.gguf'))) await copyFile(modelPath(tiny.stories), join(home, 'models/base.gguf'));
  core = await realCore(home, { trainer, ...more });
  return core;
}
async function call<Body>(method: string, path: string, body?: unknown): Promise<{ status: number; body: Body }> {
  const form = body instanceof FormData;
  const response = await core?.fetch(new Request(`http://sprout.test/api${path}`, { method, ...(body === undefined ? {} : { ...(form ? {} : { headers: { 'content-type': 'application/json' } }), body: form ? body : JSON.stringify(body) }) }));
  return { status: response?.status ?? 0, body: await response?.json() as Body };
}
const models = async (): Promise<ModelList> => (await call<ModelList>('GET', '/models')).body;
const settled = (id: string): Promise<TrainingRun | undefined> => core?.features.tuning.runs.settled(id) ?? Promise.resolve(undefined);

const rows = Array.from({ length: 40 }, (_, at) => ({ question: `What does the ${['red', 'blue', 'green', 'old'][at % 4]} ${['cup', 'pot', 'tray', 'tin', 'bowl'][at % 5]} number ${at * 37 % 1000} cost?`, answer: `The one you mean costs ${at + 3} pounds, with the lid ${at * 3 + 7} pounds.` }));

/** A set of 40 examples, all approved. Labels are short: they take the least time to write. */
async function approved(recipe = 'tone-of-voice'): Promise<Dataset> {
  const { body: dataset } = await call<Dataset>('POST', '/tuning/datasets', { recipe, locale: 'en', about: { firm: 'a tea shop' } });
  const form = new FormData();
  form.append('file', new File([rows.map((row) => JSON.stringify(row)).join('\n')], 'examples.jsonl'));
  expect((await call('POST', `/tuning/datasets/${dataset.id}/upload`, form)).status).toBe(200);
  return (await call<Dataset>('POST', `/tuning/datasets/${dataset.id}/settle`, { state: 'kept', base: 'base' })).body;
}
const start = async (dataset: string, more: object = {}): Promise<TrainingRun> => (await call<TrainingRun>('POST', '/tuning/runs', { dataset, base: 'base', name: 'ours', questions: 0, ...more })).body;

describe('sets of examples through the API', () => {
  it('are begun with a recipe, filled from files, checked, approved one by one, and all or nothing is taken', async () => {
    await open();
    const { body: { recipes } } = await call<{ recipes: { id: string }[] }>('GET', '/tuning/recipes');
    expect(recipes.map(({ id }) => id)).toEqual(['tone-of-voice', 'best-colleague', 'character', 'sort-and-label', 'fill-a-form']);
    const { body: dataset } = await call<Dataset>('POST', '/tuning/datasets', { recipe: 'best-colleague', locale: 'zh', about: { firm: '修车铺', limits: '事故投诉' } });
    expect(dataset).toMatchObject({ name: '像最好的同事那样回答', examples: 0 });
    expect(dataset.system).toContain('修车铺');
    expect(dataset.system).not.toMatch(/[{}]|长处/);

    await writeFile(join(home, 'good.csv'), 'question,answer\nHow long is a brake service?,40 minutes.\nCall me on 13812345678,I will.\n');
    await writeFile(join(home, 'bad.jsonl'), '{"question":"a?","answer":"b"}\nnot json\n');
    expect((await call('POST', `/tuning/datasets/${dataset.id}/paths`, { paths: [join(home, 'good.csv'), join(home, 'bad.jsonl')] })).body).toMatchObject({ error: { code: 'examples-not-json', message: expect.stringContaining('line 2') as string } });
    expect((await call<Dataset>('GET', `/tuning/datasets/${dataset.id}`)).body.examples).toBe(0);
    expect((await call('POST', `/tuning/datasets/${dataset.id}/paths`, { paths: [join(home, 'good.csv')] })).body).toMatchObject({ added: 2, known: 0, dataset: { waiting: 2 } });
    expect((await call('POST', `/tuning/datasets/${dataset.id}/paste`, { text: 'Q: How long is a brake service?\nA: 40 minutes.\nQ: And a chain?\nA: 20 minutes.' })).body).toMatchObject({ added: 1, known: 1 });

    const { examples } = (await call<{ examples: Example[] }>('GET', `/tuning/datasets/${dataset.id}/examples`)).body;
    expect(examples.map(({ origin }) => origin.kind)).toEqual(['file', 'file', 'paste']);
    const { findings } = (await call<{ findings: ExampleFinding[] }>('GET', `/tuning/datasets/${dataset.id}/check?base=base`)).body;
    expect(findings.find(({ kind }) => kind === 'personal-data')).toMatchObject({ examples: [examples[1]?.id], found: ['13812345678'] });
    expect(findings[0]).toMatchObject({ kind: 'too-few', severity: 'error' });

    expect((await call('PATCH', `/tuning/datasets/${dataset.id}/examples`, { changes: [{ id: examples[1]?.id, answer: 'I will call you.', question: 'Please call me.' }, { id: examples[0]?.id, state: 'kept' }, { id: 'absent', state: 'kept' }] })).status).toBe(404);
    expect((await call<Dataset>('PATCH', `/tuning/datasets/${dataset.id}/examples`, { changes: [{ id: examples[1]?.id, question: 'Please call me.' }, { id: examples[2]?.id, state: 'dropped' }] })).body).toMatchObject({ waiting: 2, dropped: 1 });
    expect((await call<{ examples: Example[] }>('GET', `/tuning/datasets/${dataset.id}/examples`)).body.examples[1]).toMatchObject({ question: 'Please call me.', edited: true });
    expect((await call('POST', '/tuning/runs', { dataset: dataset.id, base: 'base', name: 'few' })).body).toMatchObject({ error: { code: 'training-too-few', message: expect.stringContaining('20 are needed') as string } });
    expect((await call('PATCH', `/tuning/datasets/${dataset.id}`, { name: 'Ours', system: 'Be brief.' })).body).toMatchObject({ name: 'Ours', system: 'Be brief.' });
    expect((await call('DELETE', `/tuning/datasets/${dataset.id}`)).status).toBe(200);
    expect((await call('GET', `/tuning/datasets/${dataset.id}`)).status).toBe(404);
  });

  it('are made from the documents of the workspace', async () => {
    const { features: { documents } } = await open();
    await writeFile(join(home, 'faq.md'), '# Do you deliver on Saturdays?\n\nYes, until noon, for 4 pounds.\n\n# Returns\n\nWithin 30 days with the receipt.\n');
    await documents.settled((await documents.importPaths([join(home, 'faq.md')])).map(({ id }) => id));
    const { body: dataset } = await call<Dataset>('POST', '/tuning/datasets', { recipe: 'best-colleague' });
    expect((await call('POST', `/tuning/datasets/${dataset.id}/documents`, {})).body).toMatchObject({ added: 2, dataset: { waiting: 2 } });
    expect((await call<{ examples: Example[] }>('GET', `/tuning/datasets/${dataset.id}/examples`)).body.examples[0]).toMatchObject({ question: 'Do you deliver on Saturdays?', answer: 'Yes, until noon, for 4 pounds.', origin: { kind: 'document', name: 'faq.md' } });
    const { body: labels } = await call<Dataset>('POST', '/tuning/datasets', { recipe: 'sort-and-label' });
    expect((await call('POST', `/tuning/datasets/${labels.id}/documents`, {})).body).toMatchObject({ error: { code: 'examples-no-documents' } });
  });
});

describe.skipIf(!hasModels())('a training', () => {
  it('runs, is judged, offered as a model beside its base, exported, and deleted with one choice back', async () => {
    await open();
    const events: CoreEvent[] = [];
    core?.features.events.listen((event) => { events.push(event); });
    trainer.size = 0.5;
    const { id: dataset, hidden } = await approved();
    expect(hidden).toBeGreaterThanOrEqual(3);
    const estimate = (await call<TrainingEstimate>('POST', '/tuning/estimate', { dataset, base: 'base', name: 'ours' })).body;
    expect(estimate).toMatchObject({ seconds: 60, examples: 40 - hidden, hidden });

    const begun = await start(dataset, { options: { epochs: 2, rank: 4 }, questions: 1 });
    expect(begun).toMatchObject({ name: 'ours', base: 'base', recipe: 'tone-of-voice', options: { epochs: 2, rank: 4, alpha: 16 } });
    const run = await settled(begun.id);
    expect(run?.error).toBeUndefined();
    expect(run).toMatchObject({ state: 'done', step: 6, steps: 6, verdict: { loss: { before: 2, after: 1, examples: hidden }, forgetting: { ok: true }, measure: { kind: 'style', examples: 1 } } });
    expect(run?.losses).toHaveLength(6);
    expect(run?.tokensPerSecond).toBeCloseTo(200);
    const [job] = trainer.jobs;
    expect(job?.train).toHaveLength(40 - hidden);
    expect(job?.held).toHaveLength(hidden);
    for (const { tokens, scored } of job?.train ?? []) { expect(scored.length).toBe(tokens.length); expect(scored.at(-1)).toBe(1); expect(scored[0]).toBe(0); }
    const folder = join(home, 'workspaces/default/runs', begun.id);
    expect(JSON.parse(await readFile(join(folder, 'verdict.json'), 'utf8'))).toEqual(run?.verdict);
    expect(events.some((event) => event.type === 'run-progress' && event.loss !== undefined && !('losses' in event.run))).toBe(true);

    // A choice among the models, and the base is one choice away.
    const offered = (await models()).models.find(({ id }) => id === 'base+ours');
    expect(offered).toMatchObject({ role: 'chat', tuned: { base: 'base', run: begun.id, adapters: [{ name: 'ours', path: run?.adapter, scale: 1 }] } });
    expect((await call('POST', '/models/choice', { role: 'chat', id: 'base+ours' })).body).toMatchObject({ chat: 'base+ours' });
    const write = async (id: string): Promise<string> => { const model = await core?.features.models.chat(id); let text = ''; for await (const event of model?.generate({ messages: [{ role: 'user', content: 'Once upon a time' }], maxTokens: 20 }) ?? []) if (event.type === 'text') text += event.text; return text; };
    const [tuned, plain, half] = [await write('base+ours'), await write('base'), await write('base+ours:0.0')];
    expect(tuned).not.toBe(plain);
    expect(half).toBe(plain);
    expect((await models()).models.filter(({ loaded }) => loaded).map(({ id }) => id)).toEqual(['base', 'base+ours']);

    const adapter = join(folder, 'adapter.gguf');
    for (const [format, name, content] of [['merged', 'ours-merged.gguf', `base with ${adapter}`], ['peft', 'ours-peft', `base ${adapter} as ours for base`], ['gguf', 'ours-gguf.gguf', await readFile(adapter, 'utf8')]] as const) {
      expect((await call('POST', `/tuning/runs/${begun.id}/export`, { format })).body).toEqual({ files: [join(folder, name)] });
      expect(await readFile(join(folder, name), 'utf8')).toBe(content);
    }
    // The workspace was moved: the adapter is found where it is now.
    await core?.close();
    await rename(home, `${home}-moved`);
    home = `${home}-moved`;
    await open();
    expect((await models()).models.find(({ id }) => id === 'base+ours')?.tuned?.adapters[0]?.path).toBe(join(home, 'workspaces/default/runs', begun.id, 'adapter.gguf'));
    expect((await call('DELETE', `/tuning/runs/${begun.id}`)).status).toBe(200);
    expect(existsSync(join(home, 'workspaces/default/runs', begun.id))).toBe(false);
    expect(await models()).toMatchObject({ chosen: { chat: 'base' }, models: [{ id: 'base' }] });
  });

  it('shows while it learns what it would answer by now', async () => {
    await open();
    trainer.size = 0.01;
    trainer.snapshotAt = 2;
    const dataset = await approved();
    // It goes on when the answers are there.
    const shown = new Promise<void>((resolve) => {
      core?.features.events.listen((event) => { if (event.type === 'run-progress' && (event.run.samples?.length === 2 || event.run.sampleProblem)) resolve(); });
    });
    trainer.gate = (step) => (step === 3 ? shown : Promise.resolve());
    const run = await settled((await start(dataset.id)).id);
    expect(run?.state).toBe('done');
    expect(run?.sampleProblem).toBeUndefined();
    expect(run?.samples).toHaveLength(2);
    for (const { step, question, wanted, written } of run?.samples ?? []) {
      expect(step).toBe(2);
      expect(rows.find((row) => row.question === question)?.answer).toBe(wanted);
      expect(written).not.toBe('');
    }
    expect(existsSync(join(home, 'workspaces/default/runs', run?.id ?? '', 'so-far-2.gguf'))).toBe(false);
  });

  it('is judged blind: which is which is not told, choices count, and can change the verdict', async () => {
    await open();
    trainer.size = 0.5;
    const { id: dataset } = await approved('sort-and-label');
    const { id } = await start(dataset, { questions: 6 });
    const first = await settled(id);
    const { pairs } = (await call<{ pairs: BlindPair[] }>('GET', `/tuning/runs/${id}/blind`)).body;
    expect(pairs.length).toBeGreaterThanOrEqual(5);
    for (const pair of pairs) expect(Object.keys(pair).sort()).toEqual(['first', 'id', 'question', 'second', 'wanted']);
    const stored = JSON.parse(await readFile(join(home, 'workspaces/default/runs', id, 'blind.json'), 'utf8')) as { id: string; base: string; tuned: string; flipped: boolean }[];
    for (const pair of pairs) {
      const secret = stored.find((each) => each.id === pair.id);
      expect([pair.first, pair.second]).toEqual(secret?.flipped === true ? [secret.tuned, secret.base] : [secret?.base, secret?.tuned]);
      await call('POST', `/tuning/runs/${id}/blind`, { pair: pair.id, choice: secret?.flipped === true ? 'second' : 'first' });
    }
    const run = (await call<TrainingRun>('GET', `/tuning/runs/${id}`)).body;
    expect(run.verdict).toMatchObject({ judged: { pairs: pairs.length, base: pairs.length, tuned: 0, same: 0 }, decision: 'discard', reason: 'owner-prefers-base' });
    expect(first?.verdict?.judged.pairs).toBe(0);
    expect((await call('POST', `/tuning/runs/${id}/blind`, { pair: 'absent', choice: 'same' })).status).toBe(404);
  });

  it('is paused, goes on after a restart from where it was, and only one is at work', async () => {
    await open();
    const { id: dataset } = await approved('sort-and-label');
    let release = (): void => undefined;
    trainer.gate = (step) => (step === 4 ? new Promise((resolve) => { release = resolve; }) : Promise.resolve());
    const { id } = await start(dataset);
    await expect.poll(() => core?.features.tuning.runs.get(id).step).toBe(3);
    expect((await call('POST', '/tuning/runs', { dataset, base: 'base', name: 'second' })).body).toMatchObject({ error: { code: 'run-busy' } });
    expect((await call<TrainingRun>('POST', `/tuning/runs/${id}/pause`)).body).toMatchObject({ state: 'paused', step: 3 });
    expect((await call('POST', `/tuning/runs/${id}/pause`)).body).toMatchObject({ error: { code: 'run-state' } });

    // Sprout ends in the middle of the work.
    await call('POST', `/tuning/runs/${id}/resume`);
    await expect.poll(() => trainer.jobs.length).toBe(2);
    await core?.close();
    release();
    await open();
    expect((await call<TrainingRun>('GET', `/tuning/runs/${id}`)).body.state).toBe('paused');
    trainer.gate = () => Promise.resolve();
    expect((await call<TrainingRun>('POST', `/tuning/runs/${id}/resume`)).status).toBe(200);
    const run = await settled(id);
    expect(run).toMatchObject({ state: 'done', step: 6 });
    expect(run?.losses.map(({ step }) => step)).toEqual([1, 2, 3, 4, 5, 6]);
    expect(trainer.jobs[2]?.train).toEqual(trainer.jobs[0]?.train);
    expect(trainer.jobs[2]?.directory).toBe(trainer.jobs[0]?.directory);
    expect((await call('POST', `/tuning/runs/${id}/resume`)).body).toMatchObject({ error: { code: 'run-state' } });
    expect((await call('POST', '/tuning/runs', { dataset, base: 'base', name: 'ours' })).body).toMatchObject({ error: { code: 'run-name' } });
  });

  it('that was at work when the core died shows as paused', async () => {
    await open();
    const { id: dataset } = await approved('sort-and-label');
    trainer.gate = (step) => (step === 2 ? new Promise(() => undefined) : Promise.resolve());
    const { id } = await start(dataset);
    await expect.poll(() => core?.features.tuning.runs.get(id).state).toBe('running');
    // The record is as a killed core leaves it: still "running".
    const { openSqliteStore } = await import('../../../../core/adapters/sqlite/index.ts');
    const record = core?.features.tuning.runs.get(id);
    await core?.close();
    const store = openSqliteStore(join(home, 'workspaces/default/sprout.db'));
    if (record) store.tuning.saveRun(record);
    expect(store.tuning.run(id)?.state).toBe('running');
    store.close();
    await open();
    expect((await call<TrainingRun>('GET', `/tuning/runs/${id}`)).body.state).toBe('paused');
  });

  it('that fails says why, can be cancelled, and goes on later', async () => {
    await open();
    const { id: dataset } = await approved('sort-and-label');
    trainer.failAt = 3;
    const { id } = await start(dataset);
    expect(await settled(id)).toMatchObject({ state: 'failed', step: 2, error: { code: 'training-crashed', message: expect.stringContaining('last checkpoint') as string } });
    expect((await call<TrainingRun>('POST', `/tuning/runs/${id}/cancel`)).body.state).toBe('cancelled');
    trainer.failAt = Infinity;
    await call('POST', `/tuning/runs/${id}/resume`);
    const done = await settled(id);
    expect(done).toMatchObject({ state: 'done' });
    expect(done?.error).toBeUndefined();
  });

  it('with examples longer than the model reads is named before it begins', async () => {
    await open();
    const { id: dataset } = await approved('sort-and-label');
    const [first] = (await call<{ examples: Example[] }>('GET', `/tuning/datasets/${dataset}/examples`)).body.examples;
    await call('PATCH', `/tuning/datasets/${dataset}/examples`, { changes: [{ id: first?.id, answer: 'very long '.repeat(600) }] });
    const { findings } = (await call<{ findings: ExampleFinding[] }>('GET', `/tuning/datasets/${dataset}/check?base=base`)).body;
    expect(findings[0]).toMatchObject({ kind: 'too-long', severity: 'error', examples: [first?.id] });
    const { id } = await start(dataset);
    expect(await settled(id)).toMatchObject({ state: 'failed', error: { code: 'training-too-long' } });
    expect(trainer.jobs).toHaveLength(0);
  });

  it('ends with the verdict that it did not learn where that is so', async () => {
    await open();
    trainer.lossAfter = 2;
    const { id: dataset } = await approved('sort-and-label');
    const { id } = await start(dataset, { questions: 2 });
    const verdict = (await settled(id))?.verdict as Verdict;
    expect(verdict).toMatchObject({ reason: 'not-learnt', decision: 'discard', measure: { kind: 'label', prompt: 0, tuned: 0, documents: null } });
    expect(verdict.sentence.zh).toMatch(/[\u4e00-\u9fff]/);
  });

  it('is in a backup, and can be used where that was put back', async () => {
    await open();
    const { id: dataset } = await approved('sort-and-label');
    const { id } = await start(dataset);
    const before = await settled(id);
    const backup = join(home, 'all.zip');
    await core?.backup(backup);
    await core?.close();
    home = `${home}-elsewhere`;
    await open();
    await core?.restore(backup);
    expect((await models()).models.map((model) => model.id)).toContain(`base+${before?.name ?? ''}`);
    const after = (await call<TrainingRun>('GET', `/tuning/runs/${id}`)).body;
    expect(after.verdict).toEqual(before?.verdict);
    expect(after.adapter?.startsWith(home)).toBe(true);
  });

  it('is no longer offered when somebody took its adapter away', async () => {
    await open({});
    const { id: dataset } = await approved('sort-and-label');
    const { id } = await start(dataset);
    const { adapter = '' } = await settled(id) ?? {};
    await core?.close();
    await rm(adapter);
    await open({});
    expect((await models()).models.map((model) => model.id)).toEqual(['base']);
    expect((await call('POST', `/tuning/runs/${id}/export`, { format: 'gguf' })).body).toMatchObject({ error: { code: 'adapter-missing' } });
  });
});

describe.skipIf(!hasModels())('an adapter file in the models folder', () => {
  it('is offered with the base it fits, several by weight; one for another base is named as such', async () => {
    await open();
    await writeAdapter(modelPath(tiny.stories), join(home, 'models/kind+new.gguf'), { size: 0.4 });
    await writeAdapter(modelPath(tiny.stories260), join(home, 'models/stranger.gguf'));
    await copyFile(modelPath(tiny.stories), join(home, 'models/base+b.gguf'));
    const list = await models();
    expect(list.models.map(({ id }) => id).sort()).toEqual(['base', 'base+b', 'base+b+kind+new', 'base+kind+new']);
    expect(list.unusable).toMatchObject([{ path: join(home, 'models/stranger.gguf'), error: { code: 'adapter-other-base' } }]);
    expect((await call('POST', '/models/choice', { role: 'chat', id: 'base+kind+new:0.5+kind+new:0.25' })).status).toBe(200);
    expect((await call('POST', '/models/choice', { role: 'chat', id: 'base+unknown' })).body).toMatchObject({ error: { code: 'model-not-found' } });
    expect((await call('POST', '/models/choice', { role: 'chat', id: 'stranger' })).body).toMatchObject({ error: { code: 'adapter-other-base' } });
    expect((await call('POST', '/models', { path: join(home, 'models/stranger.gguf') })).body).toMatchObject({ error: { code: 'adapter-other-base' } });
    const elsewhere = join(home, 'elsewhere.gguf');
    await writeAdapter(modelPath(tiny.stories), elsewhere);
    expect((await call('POST', '/tuning/adapters', { path: elsewhere, base: 'base', name: 'foreign' })).body).toEqual({ model: 'base+foreign' });
    expect((await call('POST', '/tuning/adapters', { path: elsewhere, base: 'base', name: 'foreign' })).body).toMatchObject({ error: { code: 'run-name' } });
    expect((await call('POST', '/models/choice', { role: 'chat', id: 'base+foreign' })).body).toMatchObject({ chat: 'base+foreign' });
    expect((await call('DELETE', `/models/${encodeURIComponent('base+foreign')}`)).status).toBe(200);
    expect((await models()).chosen.chat).toBe('base');
    // Taking the adapter away takes nothing from the base.
    expect((await call('DELETE', `/models/${encodeURIComponent('base+kind+new')}`)).status).toBe(200);
    expect((await models()).models.map(({ id }) => id).sort()).toEqual(['base', 'base+b']);
  });
});
