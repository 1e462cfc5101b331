import { mkdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { catalogue } from '../../../../core/features/models/catalogue.ts';
import { repositoryOf } from '../../../../core/features/models/index.ts';
import { estimatedTokens } from '../../../../core/features/moving/plan/measure.ts';
import { servedName } from '../../../../core/features/moving/moved-models.ts';
import { writeAdapter } from '../../../support/made-adapter.ts';
import { composeRequest, openShop } from '../../../support/moving.ts';
import { temporaryFolder } from '../../../support/temporary-folder.ts';
import { hasModels, modelPath, modelsFolder, tiny } from '../../../support/tiny-models.ts';

describe('where a server gets a model', () => {
  it('is known for every chat model of the catalogue, by its publisher', () => {
    const found = catalogue.filter(({ role }) => role === 'chat').map(({ files }) => repositoryOf(files[0]?.sources[0]?.repository));
    expect(found).not.toContain(undefined);
    expect(found).toEqual(expect.arrayContaining(['Qwen/Qwen3-8B', 'Qwen/Qwen3-4B-Instruct-2507', 'zai-org/GLM-4-9B-0414', 'deepseek-ai/DeepSeek-R1-0528-Qwen3-8B', 'google/gemma-3-4b-it', 'microsoft/Phi-4-mini-instruct', 'HuggingFaceTB/SmolLM3-3B']));
    expect(repositoryOf('somebody/own-model-GGUF')).toBeUndefined();
  });

  it('has a name that every server takes', () => {
    expect(servedName('Qwen3-8B-Q4_K_M+语气 tone')).toBe('qwen3-8b-q4_k_m-tone');
    expect(servedName('语气')).toBe('model');
  });
});

describe.skipIf(!hasModels())('a site whose answers a tuned model writes', () => {
  it('moves with its adapter as PEFT, served under the name that the gateway asks for', async () => {
    const home = await temporaryFolder();
    await mkdir(join(home, 'models'), { recursive: true });
    await writeAdapter(modelPath(tiny.stories), join(home, 'models', 'tone.gguf'), { rank: 4 });
    const core = await openShop(home, { core: { models: { folders: [modelsFolder] } } });
    const id = `${tiny.stories}+tone`;
    await core.features.sites.update('default', { model: id });
    await core.features.sites.publish('default');
    const out = join(await temporaryFolder(), 'out');
    await core.features.moving.export({ ...composeRequest, sites: ['default'] }, { out, locale: 'en' });
    const models = JSON.parse(await readFile(join(out, 'bundle/models.json'), 'utf8')) as unknown;
    expect(models).toMatchObject([{ id, served: servedName(id), adapter: 'tone' }]);
    expect(JSON.stringify(models)).not.toContain(home);
    const config = JSON.parse(await readFile(join(out, 'bundle/adapters/tone/adapter_config.json'), 'utf8')) as { r: number; peft_type: string };
    expect(config).toMatchObject({ r: 4, peft_type: 'LORA' });
    const { services } = parse(await readFile(join(out, 'compose.yaml'), 'utf8')) as { services: Record<string, { command?: string[] }> };
    expect(services['model-gpu']?.command?.join(' ')).toContain(`--max-lora-rank 8 --lora-modules ${servedName(id)}=/adapters/tone`);
    // Prompts and answers are counted in that model's own tokens, of which this small one needs more than is usual.
    const answer = 'Yes, we wrap every teapot for 25 yuan.';
    await core.features.sites.approve('default', { question: 'Do you gift wrap teapots?', answer });
    const [encoded] = await core.features.models.encode(tiny.stories, [{ messages: [{ role: 'user', content: 'x' }, { role: 'assistant', content: answer }] }]);
    const { answerTokens } = await core.features.moving.startPlan();
    expect(answerTokens).toBe(encoded?.scored.reduce((sum, one) => sum + one, 0));
    expect(answerTokens).not.toBe(estimatedTokens(answer));
    // Nobody knows where the weights of this one are: the owner is told.
    expect((await core.features.moving.inventory('en')).problems.map(({ code }) => code)).toContain('move-model-unknown');
  });
});
