import { existsSync } from 'node:fs';
import { copyFile, mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { unzipSync, zipSync } from 'fflate';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { CrossingDetail, CrossingLine, Dataset, Document, SendingPreview, TrainingRun } from '../../../../core/contract/index.ts';
import type { Core } from '../../../../core/create-core.ts';
import { manifestFile } from '../../../../core/features/tuning/sending/job-files.ts';
import { trainingPython, runPython } from '../../../support/python.ts';
import { realCore } from '../../../support/real-core.ts';
import { temporaryFolder } from '../../../support/temporary-folder.ts';
import { hasModels, modelPath, tiny } from '../../../support/tiny-models.ts';

let core: Core | undefined;
let home = '';
beforeEach(async () => { home = join(await temporaryFolder(), 'home'); });
afterEach(async () => { await core?.close(); core = undefined; });

async function open(): Promise<Core> {
  await mkdir(join(home, 'models'), { recursive: true });
  if (!existsSync(join(home, 'models/base.gguf'))) await copyFile(modelPath(tiny.stories), join(home, 'models/base.gguf'));
  core = await realCore(home);
  return core;
}
async function call<Body>(method: string, path: string, body?: unknown): Promise<{ status: number; body: Body }> {
  const form = body instanceof FormData;
  const response = await core?.fetch(new Request(`http://sprout.test/api${path}`, { method, ...(body === undefined ? {} : { ...(form ? {} : { headers: { 'content-type': 'application/json' } }), body: form ? body : JSON.stringify(body) }) }));
  return { status: response?.status ?? 0, body: await response?.json() as Body };
}
const settled = (id: string): Promise<TrainingRun> => (core as Core).features.tuning.runs.settled(id);
const get = async (id: string): Promise<TrainingRun> => (await call<TrainingRun>('GET', `/tuning/runs/${id}`)).body;

const rows = Array.from({ length: 40 }, (_, at) => ({ question: `Where does ${['the cook', 'the clerk', 'the painter', 'the driver'][at % 4]} keep the ${['red', 'big', 'old', 'tiny', 'blue'][at % 5]} ${['ball', 'cup', 'hat'][at % 3]} number ${at * 37 % 100}?`, answer: `In the ${['box', 'garden', 'kitchen'][at % 3]}, said mom ${at}.` }));
const options = { epochs: 3, rank: 4, alpha: 8, dropout: 0, learningRate: 0.01, sequenceTokens: 256, accumulation: 1, seed: 5 };

/** Forty examples, all approved, and those of the documents that are named. */
async function approved(documents: readonly { name: string; text: string; private?: boolean }[] = [], more: readonly object[] = []): Promise<Dataset> {
  const { body: dataset } = await call<Dataset>('POST', '/tuning/datasets', { recipe: 'best-colleague', locale: 'en', about: { firm: 'a toy shop' } });
  const form = new FormData();
  form.append('file', new File([[...rows, ...more].map((row) => JSON.stringify(row)).join('\n')], 'examples.jsonl'));
  expect((await call('POST', `/tuning/datasets/${dataset.id}/upload`, form)).status).toBe(200);
  for (const { name, text, private: isPrivate = false } of documents) {
    await writeFile(join(home, name), text);
    const [document] = await (core as Core).features.documents.importPaths([join(home, name)]);
    await (core as Core).features.documents.settled([document?.id ?? '']);
    if (isPrivate) expect((await call<Document>('PATCH', `/documents/${document?.id ?? ''}`, { private: true })).body).toMatchObject({ private: true });
  }
  if (documents.length > 0) expect((await call('POST', `/tuning/datasets/${dataset.id}/documents`, {})).status).toBe(200);
  return (await call<Dataset>('POST', `/tuning/datasets/${dataset.id}/settle`, { state: 'kept', base: 'base' })).body;
}
const sending = (dataset: string, more: object = {}): object => ({ dataset, base: 'base', name: 'ours', questions: 0, options, form: 'ray', accepted: true, ...more });

async function downloaded(id: string): Promise<Record<string, string>> {
  const response = await core?.fetch(new Request(`http://sprout.test/api/tuning/runs/${id}/sent/download`));
  expect(response?.headers.get('content-type')).toBe('application/zip');
  const files = unzipSync(new Uint8Array(await response?.arrayBuffer() ?? new ArrayBuffer(0)));
  return Object.fromEntries(Object.entries(files).map(([path, bytes]) => [path.slice(path.indexOf('/') + 1), new TextDecoder().decode(bytes)]));
}
async function unpacked(files: Record<string, string>): Promise<string> {
  const folder = await temporaryFolder();
  for (const [path, text] of Object.entries(files)) await writeFile(join(folder, path), text);
  return folder;
}
const jobRows = (files: Record<string, string>): { messages: { role: string; content: string }[]; tokens: number[]; answer: number }[] => (files['data.jsonl'] ?? '').trim().split('\n').map((line) => JSON.parse(line) as never);

describe.skipIf(!hasModels())('a training that is sent out', () => {
  it('leaves as a folder without what it is judged by, the same each time, and its run waits', { timeout: 120_000 }, async () => {
    await open();
    const dataset = await approved();
    const preview = (await call<SendingPreview>('POST', '/tuning/sending', sending(dataset.id, { accepted: false }))).body;
    expect(preview).toMatchObject({ form: 'ray', repository: null, baseFile: 'base.gguf', examples: 40 - dataset.hidden, hidden: dataset.hidden, leftOut: 0, personal: { examples: 0 } });
    expect((await call<{ runs: TrainingRun[] }>('GET', '/tuning/runs')).body.runs).toEqual([]);
    expect((await call('POST', '/tuning/runs/send', sending(dataset.id, { accepted: false }))).body).toMatchObject({ error: { code: 'send-not-accepted' } });

    const run = (await call<TrainingRun>('POST', '/tuning/runs/send', sending(dataset.id))).body;
    expect(run).toMatchObject({ state: 'sent', name: 'ours', sent: { form: 'ray', repository: null, examples: 40 - dataset.hidden, hidden: dataset.hidden } });
    const files = await downloaded(run.id);
    expect(Object.keys(files).sort()).toEqual(['README.md', 'README.zh-CN.md', 'data.jsonl', 'job.yaml', manifestFile, 'requirements.txt', 'runtime-env.yaml', 'settings.json', 'train.py', 'volume.yaml']);
    expect(await downloaded(run.id)).toEqual(files);
    const sent = jobRows(files);
    expect(sent).toHaveLength(40 - dataset.hidden);
    const hidden = (await call<{ examples: { question: string; hidden: boolean }[] }>('GET', `/tuning/datasets/${dataset.id}/examples`)).body.examples.filter((example) => example.hidden);
    expect(hidden).toHaveLength(dataset.hidden);
    for (const { question } of hidden) expect(JSON.stringify(files)).not.toContain(question);
    for (const { messages, tokens, answer } of sent) { expect(messages.at(-1)?.role).toBe('assistant'); expect(answer).toBeGreaterThan(0); expect(answer).toBeLessThan(tokens.length); }
    expect(JSON.parse(files['settings.json'] ?? '')).toMatchObject({ base: 'base.gguf', rank: 4, alpha: 8, learning_rate: 0.01, epochs: 3, target_modules: ['q_proj', 'k_proj', 'v_proj', 'o_proj', 'gate_proj', 'up_proj', 'down_proj'] });

    // It is in the log of what left, with its very text, and still waits after a restart.
    const [line] = (await call<{ crossings: CrossingLine[] }>('GET', '/crossings')).body.crossings;
    expect(line).toMatchObject({ purpose: 'training', remoteName: 'Ray', end: { outcome: 'done' } });
    expect((await call<CrossingDetail>('GET', `/crossings/${line?.id ?? ''}`)).body.sent).toBe(sent.map(({ messages }) => `${JSON.stringify({ messages })}\n`).join(''));
    await core?.close();
    await open();
    expect(await get(run.id)).toMatchObject({ state: 'sent' });
    // It can be trained here after all, with the very same data.
    expect((await call('POST', `/tuning/runs/${run.id}/resume`)).status).toBe(200);
    const here = await settled(run.id);
    expect(here).toMatchObject({ state: 'done', sent: { form: 'ray' }, verdict: { loss: { examples: dataset.hidden } } });
    expect(here.sent?.backAt).toBeUndefined();
    expect((await call('POST', `/tuning/runs/${run.id}/bring-back`, { path: home })).body).toMatchObject({ error: { code: 'run-state' } });
  });

  it('leaves out what comes from private documents, or quotes them, and names personal data before it leaves', async () => {
    await open();
    const faq = (of: string, from: number): string => Array.from({ length: 6 }, (_, at) => `# What is the ${of} number ${from + at * 13} for?\n\nIt is for the ${of} shelf in room ${from + at}, behind door ${at * 7 + from}.\n`).join('\n');
    const secret = 'The margin on the wooden train set is 43 percent, as agreed with the supplier in March.';
    const dataset = await approved([{ name: 'open.md', text: faq('public', 100) }, { name: 'secret.md', text: `${faq('secret', 500)}\n# Margins\n\n${secret}\n`, private: true }], [{ question: 'What do we earn on the train?', answer: secret }, { question: 'Who calls?', answer: 'Please call Mr Harold Perkins on +44 20 7946 0958 about that.' }]);
    const wanted = sending(dataset.id, { accepted: false, options: { ...options, epochs: 1 } });
    const preview = (await call<SendingPreview>('POST', '/tuning/sending', wanted)).body;
    expect(preview.leftOut).toBeGreaterThanOrEqual(4);
    expect(preview.personal).toMatchObject({ examples: 1, kinds: { phone: 1 } });
    expect(preview.personal.found.join(' ')).toContain('7946 0958');
    expect((await call('POST', '/tuning/runs/send', wanted)).body).toMatchObject({ error: { code: 'send-not-accepted', message: expect.stringContaining('7946 0958') as string } });

    const run = (await call<TrainingRun>('POST', '/tuning/runs/send', { ...wanted, accepted: true })).body;
    expect(run.sent).toMatchObject({ leftOut: preview.leftOut });
    const files = await downloaded(run.id);
    expect(JSON.stringify(files)).not.toMatch(/secret shelf|43 percent/);
    expect(JSON.stringify(files)).toContain('public shelf');
    expect(files['README.md']).toContain(`${preview.leftOut} because they come from private documents`);
    expect((await call<{ crossings: CrossingLine[] }>('GET', '/crossings')).body.crossings[0]?.documents).toHaveLength(1);

    // What became private since is not handed out again.
    const { documents } = (await call<{ documents: Document[] }>('GET', '/documents')).body;
    await call('PATCH', `/documents/${documents.find(({ name }) => name === 'open.md')?.id ?? ''}`, { private: true });
    expect((await call('GET', `/tuning/runs/${run.id}/sent/download`)).body).toMatchObject({ error: { code: 'send-private' } });
  });
});

describe.skipIf(!hasModels())('the adapter that comes back', () => {
  /** Sprout's own trainer on another computer: the very data of the job, and PEFT as it exports it. */
  async function trainedElsewhere(more: object = {}): Promise<{ peft: string; loss: number }> {
    const here = { core, home };
    home = join(await temporaryFolder(), 'elsewhere');
    const { features: { tuning: { runs } } } = await open();
    const dataset = await approved();
    const { id } = await runs.start({ dataset: dataset.id, base: 'base', name: 'elsewhere', questions: 0, options: { ...options, targets: ['attn_q', 'attn_k', 'attn_v', 'attn_output', 'ffn_gate', 'ffn_up', 'ffn_down'], ...more } });
    const run = await runs.settled(id);
    expect(run.error).toBeUndefined();
    const peft = join(await temporaryFolder(), 'adapter');
    await runs.export(id, 'peft', peft);
    await core?.close();
    ({ core, home } = here);
    return { peft, loss: run.verdict?.loss.after ?? Infinity };
  }

  it('is judged by the same verdict as a training here', { timeout: 180_000 }, async () => {
    await open();
    const dataset = await approved();
    const { id } = (await call<TrainingRun>('POST', '/tuning/runs/send', sending(dataset.id))).body;
    const { peft, loss } = await trainedElsewhere();
    expect((await call<TrainingRun>('POST', `/tuning/runs/${id}/bring-back`, { path: peft })).status).toBe(200);
    const run = await settled(id);
    expect(run.error).toBeUndefined();
    expect(run).toMatchObject({ state: 'done', verdict: { loss: { examples: dataset.hidden } } });
    expect(run.sent?.backAt).toBeDefined();
    // Same examples, same seed, same trainer: the verdict is the one that it would have had here.
    expect(run.verdict?.loss.after).toBeCloseTo(loss, 6);
    expect(run.verdict?.loss.after).toBeLessThan((run.verdict?.loss.before ?? 0) * 0.9);
    expect((await call<{ models: { id: string }[] }>('GET', '/models')).body.models.map((model) => model.id)).toContain('base+ours');
    // It came once; another needs another run.
    expect((await call('POST', `/tuning/runs/${id}/bring-back`, { path: peft })).body).toMatchObject({ error: { code: 'run-state' } });
  });

  it('is taken as a zip or as uploaded files; a wrong or hostile one is refused and the run goes on waiting', { timeout: 180_000 }, async () => {
    await open();
    const dataset = await approved();
    const send = async (name: string): Promise<string> => (await call<TrainingRun>('POST', '/tuning/runs/send', sending(dataset.id, { name }))).body.id;
    const id = await send('ours');
    const { peft } = await trainedElsewhere({ epochs: 1 });
    const weights = await readFile(join(peft, 'adapter_model.safetensors'));
    const config = JSON.parse(await readFile(join(peft, 'adapter_config.json'), 'utf8')) as Record<string, unknown>;
    const folder = await temporaryFolder();
    const bring = async (content: Record<string, Uint8Array | string | object>): Promise<{ error?: { code: string; message: string } }> => {
      await rm(join(folder, 'back'), { recursive: true, force: true });
      await mkdir(join(folder, 'back'));
      for (const [name, value] of Object.entries(content)) await writeFile(join(folder, 'back', name), typeof value === 'string' || value instanceof Uint8Array ? value : JSON.stringify(value));
      return (await call<{ error?: { code: string; message: string } }>('POST', `/tuning/runs/${id}/bring-back`, { path: join(folder, 'back') })).body;
    };
    const both = (changed: object, bytes: Uint8Array = weights): Record<string, Uint8Array | object> => ({ 'adapter_model.safetensors': bytes, 'adapter_config.json': { ...config, ...changed } });
    const headerLength = Number(new DataView(weights.buffer, weights.byteOffset).getBigUint64(0, true));
    const filled = (value: number): Uint8Array => { const copy = new Uint8Array(weights); const view = new DataView(copy.buffer); for (let at = 8 + headerLength; at < copy.length; at += 4) view.setFloat32(at, value, true); return copy; };
    const safetensors = (header: object): Uint8Array => { const text = new TextEncoder().encode(JSON.stringify(header)); const file = new Uint8Array(8 + text.length); new DataView(file.buffer).setBigUint64(0, BigInt(text.length), true); file.set(text, 8); return file; };
    const longHeader = new Uint8Array(weights);
    new DataView(longHeader.buffer).setBigUint64(0, 2n ** 60n, true);
    const outside = new TextEncoder().encode(new TextDecoder().decode(weights.subarray(8, 8 + headerLength)).replace(/"data_offsets":\[0,\d+\]/, (all) => all.replace(/\d+\]/, '999999999]')).padEnd(headerLength + 64));
    const outsideFile = new Uint8Array(8 + outside.length + weights.length - 8 - headerLength);
    new DataView(outsideFile.buffer).setBigUint64(0, BigInt(outside.length), true);
    outsideFile.set(outside, 8);
    for (const [content, code, words] of [
      [{}, 'adapter-damaged', 'missing'],
      [{ 'adapter_model.bin': 'cos\nsystem\n', 'adapter_config.json': config }, 'adapter-damaged', 'may hold programs'],
      [{ 'adapter_model.safetensors': weights, 'adapter_config.json': '[' }, 'adapter-damaged', 'not JSON'],
      [both({}, weights.subarray(0, weights.length / 2)), 'adapter-damaged', 'outside the file'],
      [both({}, longHeader), 'adapter-damaged', 'header'],
      [both({}, outsideFile), 'adapter-damaged', 'outside the file'],
      [both({}, filled(NaN)), 'adapter-damaged', 'not all that it holds are numbers'],
      [both({}, filled(0)), 'adapter-damaged', 'not trained'],
      [both({ r: 2_000_000_000 }), 'adapter-damaged', 'rank 2000000000'],
      [both({ r: 'four' }), 'adapter-damaged', 'rank'],
      [both({ r: 2_000_000_000 }, safetensors({ 'base_model.model.model.layers.0.self_attn.q_proj.lora_A.weight': { dtype: 'F32', shape: [2_000_000_000, 0], data_offsets: [0, 0] } })), 'adapter-damaged', 'rank 2000000000'],
      [both({ lora_alpha: 64 }), 'sent-other', 'alpha 64, not 8'],
      [both({ base_model_name_or_path: 'Qwen/Qwen3-0.6B' }), undefined, ''],
    ] as const) {
      const { error } = await bring(content);
      if (code === undefined) {
        // The base's own place is not known here, so its name says nothing; the shapes decide.
        expect(error).toBeUndefined();
        await settled(id);
        continue;
      }
      expect(error).toMatchObject({ code, message: expect.stringContaining(words) as string });
      expect(await get(id)).toMatchObject({ state: 'sent' });
      expect((await get(id)).adapter).toBeUndefined();
    }
    expect(await get(id)).toMatchObject({ state: 'done' });

    // A zip, with a checkpoint beside the result, sent in by the browser.
    const zipped = await send('zipped');
    const upload = async (run: string, files: readonly File[]): Promise<{ status: number; body: { error?: { code: string } } }> => { const form = new FormData(); for (const file of files) form.append('file', file); return call('POST', `/tuning/runs/${run}/bring-back/upload`, form); };
    const file = (bytes: Uint8Array, name: string): File => new File([bytes as Uint8Array<ArrayBuffer>], name);
    const json = new TextEncoder().encode(JSON.stringify(config));
    expect((await upload(zipped, [file(weights.subarray(0, 3000), 'a.zip')])).body).toMatchObject({ error: { code: 'adapter-damaged' } });
    expect((await upload(zipped, [file(zipSync({ 'a/adapter_model.safetensors': weights, 'b/adapter_model.safetensors': weights, 'a/adapter_config.json': json }), 'a.zip')])).body).toMatchObject({ error: { code: 'adapter-damaged' } });
    const zip = zipSync({ 'out/adapter_model.safetensors': weights, 'out/adapter_config.json': json, 'out/checkpoint-5/adapter_model.safetensors': new Uint8Array(8), '../../outside.txt': new Uint8Array(3) });
    // A name that leads outside is refused by the reader of zips itself.
    expect((await upload(zipped, [file(zip, 'a.zip')])).body).toMatchObject({ error: { code: 'adapter-damaged' } });
    expect((await upload(zipped, [file(zipSync({ 'out/adapter_model.safetensors': weights, 'out/adapter_config.json': json, 'out/checkpoint-5/adapter_model.safetensors': new Uint8Array(8) }), 'a.zip')])).status).toBe(200);
    expect(await settled(zipped)).toMatchObject({ state: 'done' });
    const loose = await send('loose');
    expect((await upload(loose, [file(weights, 'adapter_model.safetensors'), file(json, '..\\adapter_config.json')])).status).toBe(200);
    expect(await settled(loose)).toMatchObject({ state: 'done' });
    expect((await readdir(join(home, 'workspaces/default/runs'))).filter((name) => name.startsWith('.scratch'))).toEqual([]);
  });

  const python = hasModels() ? trainingPython() : undefined;
  it.skipIf(python === undefined)('train.py learns with PEFT what Sprout learns, step by step', { timeout: 300_000 }, async () => {
    await open();
    const dataset = await approved();
    const { id } = (await call<TrainingRun>('POST', '/tuning/runs/send', sending(dataset.id))).body;
    const folder = await unpacked(await downloaded(id));
    await copyFile(modelPath(tiny.stories), join(folder, 'base.gguf'));
    runPython(python ?? '', ['train.py'], folder);
    const log = (await readFile(join(folder, 'adapter/training-log.jsonl'), 'utf8')).trim().split('\n').map((line) => JSON.parse(line) as { step: number; loss: number });

    const here = (await call<TrainingRun>('POST', '/tuning/runs', { dataset: dataset.id, base: 'base', name: 'here', questions: 0, options })).body;
    const own = await settled(here.id);
    expect(log.map(({ step }) => step)).toEqual(own.losses.map(({ step }) => step));
    log.forEach(({ loss }, at) => { expect(Math.abs(loss - (own.losses[at]?.loss ?? 0))).toBeLessThan(1e-4); });

    expect((await call('POST', `/tuning/runs/${id}/bring-back`, { path: join(folder, 'adapter') })).status).toBe(200);
    const back = await settled(id);
    expect(back.error).toBeUndefined();
    expect(Math.abs((back.verdict?.loss.after ?? 0) - (own.verdict?.loss.after ?? 9))).toBeLessThan(1e-4);
    expect(back.verdict).toMatchObject({ decision: own.verdict?.decision, reason: own.verdict?.reason });
  });
});
