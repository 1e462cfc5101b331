import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parse, parseAllDocuments } from 'yaml';
import { describe, expect, it } from 'vitest';
import { learningRateAt } from '../../../../core/adapters/ggml/adamw.ts';
import { initialLora, layOutLora } from '../../../../core/adapters/ggml/lora-layout.ts';
import { planTraining } from '../../../../core/adapters/ggml/training-plan.ts';
import { trainingOptionsSchema, type TrainingOptions } from '../../../../core/contract/index.ts';
import { fromFactorySettings, fromJobSettings, toFactorySettings, toJobSettings, type FactorySettings, type JobSettings } from '../../../../core/features/tuning/sending/hyperparameters.ts';
import { jobFiles, manifestFile } from '../../../../core/features/tuning/sending/job-files.ts';
import type { Job } from '../../../../core/features/tuning/sending/job.ts';
import { inTurns } from '../../../../core/features/tuning/sending/llama-factory.ts';
import { loraTargets } from '../../../../core/ports/trainer.ts';
import { plainPython, runPython, trainingPython } from '../../../support/python.ts';
import { temporaryFolder } from '../../../support/temporary-folder.ts';

const options: TrainingOptions = { rank: 16, alpha: 32, dropout: 0.05, targets: ['attn_q', 'attn_v', 'ffn_down'], epochs: 4, learningRate: 0.0003, warmup: 0.1, weightDecay: 0.01, clip: 1, sequenceTokens: 512, accumulation: 2, seed: 7 };
const job: Job = {
  form: 'ray', run: 'R1_b', name: 'ours', recipe: 'best-colleague', repository: 'Qwen/Qwen3-0.6B', baseFile: 'Qwen3-0.6B-Q8_0.gguf', options, leftOut: 2, hidden: 5,
  rows: Array.from({ length: 30 }, (_, at) => ({ messages: [{ role: 'system', content: 'Be brief.' }, { role: 'user', content: `How many ${at}? 多少？` }, { role: 'assistant', content: `“${at}” — yes.` }], tokens: Array.from({ length: 20 + (at * 7) % 31 }, (__, place) => (at * 13 + place * 5) % 300), answer: 12 + at % 5 })),
};
const textOf = (files: readonly { path: string; text: string }[], path: string): string => files.find((file) => file.path === path)?.text ?? '';

describe('what a training is called elsewhere', () => {
  it('goes to the words of a job and back unchanged', () => {
    const settings = toJobSettings(options);
    expect(settings).toEqual({ rank: 16, alpha: 32, dropout: 0.05, target_modules: ['q_proj', 'v_proj', 'down_proj'], epochs: 4, learning_rate: 0.0003, warmup: 0.1, weight_decay: 0.01, clip: 1, sequence_tokens: 512, accumulation: 2, seed: 7 });
    expect(trainingOptionsSchema.parse(fromJobSettings(JSON.parse(JSON.stringify(settings)) as JobSettings))).toEqual(options);
    // In whichever order they were chosen: first weights are drawn in one.
    expect(toJobSettings({ ...options, targets: ['ffn_down', 'attn_v', 'attn_q'] }).target_modules).toEqual(settings.target_modules);
    expect(() => fromJobSettings({ ...settings, rank: undefined } as unknown as JobSettings)).toThrow('rank');
  });

  it("and to LLaMA-Factory's, where a step adds up as many rows as a step here holds", () => {
    const settings = toFactorySettings(options, { examples: 100, tokens: 10_240 });
    // 20 packs, two a step: ten examples.
    expect(settings).toMatchObject({ lora_rank: 16, lora_alpha: 32, lora_dropout: 0.05, lora_target: 'q_proj,v_proj,down_proj', num_train_epochs: 4, learning_rate: 0.0003, weight_decay: 0.01, max_grad_norm: 1, cutoff_len: 512, per_device_train_batch_size: 1, gradient_accumulation_steps: 10, warmup_steps: 4, lr_scheduler_type: 'cosine_with_min_lr', lr_scheduler_kwargs: { min_lr_rate: 0.1 }, seed: 7 });
    const { accumulation: _, warmup: __, ...shared } = options;
    expect(fromFactorySettings(parse(JSON.stringify(settings)) as FactorySettings)).toEqual(shared);
    expect(toFactorySettings(options, { examples: 1, tokens: 5 })).toMatchObject({ gradient_accumulation_steps: 1, warmup_steps: 1 });
  });

  it('a conversation is told in turns', () => {
    expect(inTurns([{ role: 'assistant', content: 'Hello.' }, { role: 'user', content: 'a' }, { role: 'user', content: 'b' }, { role: 'assistant', content: 'c' }, { role: 'user', content: 'd' }, { role: 'assistant', content: 'e' }])).toEqual([{ role: 'system', content: 'Hello.' }, { role: 'user', content: 'a\n\nb' }, { role: 'assistant', content: 'c' }, { role: 'user', content: 'd' }, { role: 'assistant', content: 'e' }]);
  });
});

describe('a folder that is sent', () => {
  it('is the same whenever the training is, and its manifest lists every file', async () => {
    for (const form of ['ray', 'llama-factory'] as const) {
      const { files, digest } = await jobFiles({ ...job, form });
      expect(await jobFiles(structuredClone({ ...job, form }))).toEqual({ files, digest });
      const manifest = JSON.parse(textOf(files, manifestFile)) as { files: { path: string; bytes: number }[]; examples: number; leftOut: number };
      expect(manifest).toMatchObject({ form, run: 'R1_b', examples: 30, leftOut: 2, hidden: 5, base: 'Qwen/Qwen3-0.6B' });
      expect(manifest.files.map(({ path }) => path)).toEqual(files.map(({ path }) => path).filter((path) => path !== manifestFile));
      expect((await jobFiles({ ...job, form, options: { ...options, rank: 8 } })).digest).not.toBe(digest);
      expect(textOf(files, 'README.zh-CN.md')).toContain('sprout tune bring-back R1_b ./adapter');
    }
  });

  it('has a job that Ray takes, with the packages pinned, and a volume for what comes of it', async () => {
    const { files } = await jobFiles(job);
    const needed = textOf(files, 'requirements.txt').trim().split('\n');
    for (const line of needed) expect(line).toMatch(/^[a-z]+==\d+(\.\d+)+$/);
    expect(parse(textOf(files, 'runtime-env.yaml'))).toEqual({ pip: needed });
    const rayJob = parse(textOf(files, 'job.yaml')) as { kind: string; metadata: { name: string }; spec: { entrypoint: string; runtimeEnvYAML: string } };
    expect(rayJob).toMatchObject({ apiVersion: 'ray.io/v1', kind: 'RayJob', metadata: { name: 'sprout-r1-b' }, spec: { entrypoint: 'python /sprout/sprout-r1-b/train.py --out /sprout/sprout-r1-b/adapter' } });
    expect(parse(rayJob.spec.runtimeEnvYAML)).toMatchObject({ pip: needed });
    const claim = { persistentVolumeClaim: { claimName: 'sprout-r1-b' } };
    expect(parseAllDocuments(textOf(files, 'volume.yaml')).map((document) => document.toJS() as unknown)).toMatchObject([{ kind: 'PersistentVolumeClaim', metadata: { name: 'sprout-r1-b' } }, { kind: 'Pod', spec: { volumes: [claim] } }]);
    expect(rayJob).toMatchObject({ spec: { rayClusterSpec: { workerGroupSpecs: [{ template: { spec: { volumes: [claim], containers: [{ resources: { limits: { 'nvidia.com/gpu': 1 } } }] } } }] } } });
    // Where the base's own file is used, what reads it is needed too.
    expect(textOf((await jobFiles({ ...job, repository: undefined })).files, 'requirements.txt')).toContain('gguf==');
  });

  it('has a data set that LLaMA-Factory knows by its columns, and refuses what it cannot do', async () => {
    const { files } = await jobFiles({ ...job, form: 'llama-factory' });
    expect(parse(textOf(files, 'train.yaml'))).toMatchObject({ model_name_or_path: 'Qwen/Qwen3-0.6B', stage: 'sft', finetuning_type: 'lora', dataset: 'sprout', template: 'qwen3', enable_thinking: false, mask_history: true, train_on_prompt: false, lora_rank: 16, output_dir: 'adapter' });
    expect(JSON.parse(textOf(files, 'dataset_info.json'))).toMatchObject({ sprout: { file_name: 'data.jsonl', formatting: 'sharegpt', columns: { messages: 'messages' } } });
    expect(textOf(files, 'data.jsonl').trim().split('\n').map((line) => JSON.parse(line) as unknown)[3]).toEqual({ messages: job.rows[3]?.messages });
    await expect(jobFiles({ ...job, form: 'llama-factory', repository: undefined })).rejects.toMatchObject({ code: 'send-base-unpublished' });
    await expect(jobFiles({ ...job, form: 'llama-factory', options: { ...options, alpha: 12.5 } })).rejects.toMatchObject({ code: 'send-option' });
  });
});

const python = plainPython();
describe.skipIf(python === undefined)('train.py', () => {
  async function folder(): Promise<string> {
    const place = await temporaryFolder();
    for (const { path, text } of (await jobFiles(job)).files) await writeFile(join(place, path), text);
    return place;
  }
  const ask = (place: string, code: string): unknown => JSON.parse(runPython(python ?? '', ['-c', `import json, train\nsettings = json.load(open("settings.json"))\nrows = train.read_rows("data.jsonl")\nprint(json.dumps(${code}))`], place));

  it('can be read by Python, and masks all but the answer', async () => {
    const place = await folder();
    runPython(python ?? '', ['-m', 'py_compile', 'train.py'], place);
    expect(ask(place, '[train.scored_part(row) for row in rows]')).toEqual(job.rows.map(({ tokens, answer }) => [tokens.slice(0, -1), tokens.slice(answer)]));
    expect(ask(place, 'train.scored_part({"tokens": [5, 6, 7], "answer": 0})')).toEqual([[5, 6], [6, 7]]);
    await writeFile(join(place, 'data.jsonl'), '{"messages":[],"tokens":[1,-2],"answer":1}\n');
    expect(() => ask(place, 'rows')).toThrow('line 1: the tokens are damaged');
  });

  it("learns in Sprout's order and packs, at its rates", async () => {
    const place = await folder();
    const train = job.rows.map(({ tokens, answer }) => ({ tokens: Int32Array.from(tokens), scored: Uint8Array.from(tokens, (_, at) => (at >= answer ? 1 : 0)) }));
    const plan = planTraining({ train, config: { ...options, threads: 1 } });
    const steps = ask(place, 'train.plan_steps([train.length_of(row) for row in rows], settings)') as number[][];
    expect(steps).toHaveLength(plan.steps);
    steps.forEach((members, at) => {
      const { packs, scored } = plan.step(at + 1);
      const here = packs.flatMap((make) => { const { tokens, spans } = make(); return spans.map(({ from, count }) => [...tokens.subarray(from, from + count)].join()); });
      expect(members.map((member) => job.rows[member]?.tokens.slice(0, -1).join())).toEqual(here);
      expect(members.reduce((sum, member) => sum + (job.rows[member]?.tokens.length ?? 0) - (job.rows[member]?.answer ?? 0), 0)).toBe(scored);
    });
    const rates = ask(place, `[train.learning_rate_at(step, ${plan.steps}, settings) for step in range(1, ${plan.steps + 1})]`) as number[];
    rates.forEach((rate, at) => { expect(rate).toBeCloseTo(learningRateAt(at + 1, plan.steps, options), 12); });
  });

  const trainer = trainingPython();
  it.skipIf(trainer === undefined)('begins with the first weights that Sprout draws', async () => {
    const architecture = { layers: 2, width: 48, hidden: 80, heads: 4, keyHeads: 2, headSize: 12 } as Parameters<typeof layOutLora>[0];
    const layout = layOutLora(architecture, loraTargets, 4, 8);
    const values = initialLora(layout, 11);
    const place = await folder();
    for (const at of [0, 3, 9]) {
      const part = layout.parts[at];
      if (!part) throw new RangeError();
      const drawn = JSON.parse(runPython(trainer ?? '', ['-c', `import json, train\nprint(json.dumps(train.first_weights(11, ${at}, 4, ${part.columns}).flatten().tolist()))`], place)) as number[];
      expect(Float32Array.from(drawn)).toEqual(values.slice(part.a, part.a + part.columns * 4));
    }
  });
});
