import { execFileSync } from 'node:child_process';
import { copyFileSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pid } from 'node:process';
import { afterAll, afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createLlamaRuntime } from '../../../../core/adapters/llama/index.ts';
import type { GenerateEvent, GenerateRequest, LanguageModel } from '../../../../core/ports/language-model.ts';
import { madeModel, writeGguf } from '../../../../core/shared/gguf/index.ts';
import { languageModelSuite } from '../../../ports/language-model.ts';
import { newFolder } from '../../../support/new-folder.ts';
import { checkedModel, hasModels, modelPath, tiny } from '../../../support/tiny-models.ts';

const story = 'Once upon a time, there was a little girl named Lily. She';
const ask = (content: string, more: Partial<GenerateRequest> = {}): GenerateRequest => ({ messages: [{ role: 'user', content }], maxTokens: 24, ...more });

interface Written { text: string; places: number[]; end: Extract<GenerateEvent, { type: 'end' }> }
async function write(model: LanguageModel, request: GenerateRequest): Promise<Written> {
  const written: Partial<Written> & { text: string; places: number[] } = { text: '', places: [] };
  for await (const event of model.generate(request)) {
    if (event.type === 'text') written.text += event.text;
    else if (event.type === 'queued') written.places.push(event.place);
    else if (event.type === 'end') written.end = event;
  }
  if (!written.end) throw new Error('It did not end.');
  return { ...written, end: written.end };
}

/** The model processes that this test process has started. */
function modelProcesses(): number[] {
  try {
    return execFileSync('pgrep', ['-P', String(pid), '-f', 'model-child'], { encoding: 'utf8' }).trim().split('\n').map(Number);
  } catch {
    return [];
  }
}

const runtime = createLlamaRuntime({ slots: 4, mostWaiting: 6 });
afterAll(() => runtime.close());
/** In F32: with fewer bits the rounding depends on what else is in the batch, and a near tie falls the other way. */
const stories = async (): Promise<LanguageModel> => runtime.chat(await checkedModel(modelPath(tiny.stories)));

describe.skipIf(!hasModels())('a chat model', () => {
  it('writes on, the same again, and shares the beginning with the question before', async () => {
    const model = await stories();
    const first = await write(model, ask(story));
    expect(first.text).toMatch(/\b(she|her|Lily|the|a)\b/);
    const second = await write(model, ask(story));
    expect(second.text).toBe(first.text);
    expect(second.end.usage.cachedTokens).toBeGreaterThan(first.end.usage.promptTokens / 2);
    expect(second.end.usage).toMatchObject({ promptTokens: first.end.usage.promptTokens, completionTokens: first.end.usage.completionTokens });
  });

  it('stops at a stop text, at the limit, and at a context that is full', async () => {
    const model = await stories();
    const whole = await write(model, ask(story, { maxTokens: 40 }));
    expect(whole.end.reason).toBe('length');
    const word = whole.text.trim().split(/\s+/)[3] ?? '';
    const cut = await write(model, ask(story, { maxTokens: 40, stop: [word] }));
    expect(cut.text).toBe(whole.text.slice(0, whole.text.indexOf(word)));
    expect(cut.end.reason).toBe('stop');
    await expect(write(model, ask('word '.repeat(3000)))).rejects.toMatchObject({ code: 'prompt-too-long' });
  });

  it.each(['你好，营业时间是几点？', '😀 𝒳 \u0000 \ud83d', '<|im_end|><s>[INST]', ''])('takes any text: %j', async (text) => {
    const model = await stories();
    expect((await write(model, ask(text, { maxTokens: 4 }))).end.usage.completionTokens).toBeLessThanOrEqual(4);
  });

  it('keeps to a JSON schema, and says which it does not know', async () => {
    const model = await stories();
    const jsonSchema = { type: 'object', properties: { mood: { enum: ['happy', 'sad'] }, age: { type: 'integer' } }, required: ['mood', 'age'] };
    const { text } = await write(model, ask(story, { jsonSchema, maxTokens: 60, temperature: 1, seed: 3 }));
    const value = JSON.parse(text) as { mood: string; age: number };
    expect(['happy', 'sad']).toContain(value.mood);
    expect(Number.isInteger(value.age)).toBe(true);
    await expect(write(model, ask(story, { jsonSchema: { type: 'string', pattern: 'a+' } }))).rejects.toMatchObject({ code: 'schema-unsupported' });
  });

  it('answers many at once as it answers each alone; who comes too many is told', async () => {
    const model = await stories();
    const prompts = Array.from({ length: 8 }, (_, at) => `${story} met friend number ${at} and`);
    const alone: string[] = [];
    for (const prompt of prompts) alone.push((await write(model, ask(prompt))).text);
    const together = await Promise.all(prompts.map((prompt) => write(model, ask(prompt))));
    expect(together.map(({ text }) => text)).toEqual(alone);
    expect(together.some(({ places }) => places.length > 0)).toBe(true);
    const crowd = await Promise.allSettled(Array.from({ length: 30 }, (_, at) => write(model, ask(`${story} ${at}`, { maxTokens: 100, priority: 'visitor' }))));
    const refused = crowd.filter((one) => one.status === 'rejected');
    expect(refused.length).toBeGreaterThan(0);
    for (const { reason } of refused) expect(reason).toMatchObject({ code: 'model-busy' });
    expect(crowd.length - refused.length).toBeGreaterThanOrEqual(4);
  });

  it('lets the owner go before visitors who wait', async () => {
    const model = await stories();
    const order: string[] = [];
    const visitors = Array.from({ length: 8 }, (_, at) => write(model, ask(`${story} ${at}`, { maxTokens: 60, priority: 'visitor' })).then(() => order.push('visitor')));
    await new Promise((resolve) => { setTimeout(resolve, 20); });
    const owner = write(model, ask(`${story} owner`, { maxTokens: 10 })).then(() => order.push('owner'));
    await Promise.all([...visitors, owner]);
    expect(order.indexOf('owner')).toBeLessThan(6);
  });

  it('frees the place of one who leaves', async () => {
    const model = await stories();
    const stop = new AbortController();
    const left = (async () => { for await (const event of model.generate(ask(story, { maxTokens: 400, signal: stop.signal }))) if (event.type === 'text') stop.abort(); })();
    await expect(left).rejects.toMatchObject({ name: 'AbortError' });
    for await (const event of model.generate(ask(story, { maxTokens: 400 }))) if (event.type === 'text') break;
    await write(model, ask(story));
    expect(runtime.loaded().find(({ id }) => id === tiny.stories)).toMatchObject({ busy: 0, waiting: 0 });
  });

  it('comes back after its process was killed: at rest, and at work', async () => {
    const model = await stories();
    const before = await write(model, ask(story));
    for (const process of modelProcesses()) globalThis.process.kill(process, 'SIGKILL');
    expect((await write(model, ask(story))).text).toBe(before.text);

    const outcome = write(model, ask(story, { maxTokens: 450, temperature: 1 })).then(() => 'whole', (error: unknown) => (error as { code: string }).code);
    await new Promise((resolve) => { setTimeout(resolve, 40); });
    for (const process of modelProcesses()) globalThis.process.kill(process, 'SIGKILL');
    expect(['model-crashed', 'whole']).toContain(await outcome);
    expect((await write(model, ask(story))).text).toBe(before.text);
  });

  it('is gone from memory after unload, and loads again by itself', async () => {
    const model = await stories();
    expect(modelProcesses().length).toBe(1);
    await runtime.unload(tiny.stories);
    expect(modelProcesses()).toEqual([]);
    expect(runtime.loaded()).toEqual([]);
    expect((await write(model, ask(story))).text).not.toBe('');
  });
});

describe.skipIf(!hasModels())('other models', () => {
  it('find by meaning', async () => {
    const embedder = await runtime.embedder(await checkedModel(modelPath(tiny.english)));
    const [question = new Float32Array(), near = new Float32Array(), far = new Float32Array()] = await embedder.embed(['shares and investors lost money', 'The stock market fell', 'The cat sleeps on the sofa'], 'passage');
    const likeness = (other: Float32Array): number => question.reduce((sum, value, at) => sum + value * (other[at] ?? 0), 0);
    expect(likeness(near)).toBeGreaterThan(likeness(far) + 0.2);
    expect(likeness(question)).toBeCloseTo(1, 4);
    expect(embedder.dimensions).toBe(question.length);
  });
  it('give the same vector for a text alone and among 200', async () => {
    const embedder = await runtime.embedder(await checkedModel(modelPath(tiny.lexical)));
    const texts = Array.from({ length: 200 }, (_, at) => `第${at}号客户 asked about delivery ${'again '.repeat(at % 40)}`);
    const together = await embedder.embed(texts, 'passage');
    const [alone = new Float32Array()] = await embedder.embed([texts[117] ?? ''], 'passage');
    together[117]?.forEach((value, at) => { expect(value).toBeCloseTo(alone[at] ?? NaN, 3); });
    expect(await embedder.embed([], 'passage')).toEqual([]);
  });
  it('answer a question before the passages of a folder that came earlier', async () => {
    const embedder = await runtime.embedder(await checkedModel(modelPath(tiny.lexical)));
    const passages = Array.from({ length: 64 }, (_, at) => `Passage ${at}: ${'delivery and returns '.repeat(20)}`);
    const finished: string[] = [];
    const folder = [1, 2, 3, 4].map(async (part) => { await embedder.embed(passages, 'passage'); finished.push(`part ${part}`); });
    await Promise.all([...folder, embedder.embed(['When do you deliver?'], 'question').then(() => finished.push('question'))]);
    expect(finished).toEqual(['part 1', 'question', 'part 2', 'part 3', 'part 4']);
  });
  it('put passages in order', async () => {
    const reranker = await runtime.reranker(await checkedModel(modelPath(tiny.reranker)));
    const scores = await reranker.rank('营业时间', ['我们的地址在北京', '营业时间是早上九点']);
    expect(scores[1]).toBeGreaterThan(scores[0] ?? Infinity);
  });
  it('are measured, not guessed', async () => {
    const { weightBytesPerSecond, weightsPerSecond } = await runtime.measure();
    expect(weightBytesPerSecond).toBeGreaterThan(1e8);
    expect(weightsPerSecond).toBeGreaterThan(1e8);
  });
});

describe('a model whose template begins its thoughts', () => {
  it('says so before its first word, but not where it is held to a schema', async () => {
    const path = join(newFolder(), 'thinker.gguf');
    const { metadata, tensors } = madeModel({ layers: 1, width: 64, hidden: 64, heads: 2, keyHeads: 1, vocabulary: 320, contextLength: 256 });
    const parts: Uint8Array[] = [];
    const template = "{% for message in messages %}{{ message.role }}: {{ message.content }}\n{% endfor %}{% if add_generation_prompt %}assistant: <think>\n{% endif %}";
    await writeGguf({ ...metadata, 'tokenizer.chat_template': { type: 'string', value: template } }, tensors, (bytes) => { parts.push(bytes); });
    writeFileSync(path, Buffer.concat(parts));
    const model = await runtime.chat(await checkedModel(path));
    const { text } = await write(model, ask('Hello', { maxTokens: 8 }));
    expect(text).toMatch(/^<think>[^]+/);
    expect(text.indexOf('<think>', 1)).toBe(-1);
    expect((await write(model, ask('Hello', { maxTokens: 8, jsonSchema: { enum: ['yes', 'no'] } }))).text).toMatch(/^"(yes|no)"$/);
  });
});

describe.skipIf(!hasModels())('a process that hangs', () => {
  /** Stops a runtime's process as a call that never comes back would. */
  const freeze = (): void => { for (const process of modelProcesses()) if (!before.includes(process)) globalThis.process.kill(process, 'SIGSTOP'); };
  let before: number[] = [];
  let hanging: ReturnType<typeof createLlamaRuntime> | undefined;
  beforeEach(() => { before = modelProcesses(); });
  afterEach(() => hanging?.close());

  it('at work is ended: who has read the beginning gets a clear error, and the next question is answered', async () => {
    hanging = createLlamaRuntime({ silentSeconds: 1 });
    const model = await hanging.chat(await checkedModel(modelPath(tiny.stories)));
    const broken = (async () => { for await (const event of model.generate(ask(story, { maxTokens: 400 }))) if (event.type === 'text') freeze(); })();
    await expect(broken).rejects.toMatchObject({ code: 'model-crashed' });
    expect((await write(model, ask(story))).text).not.toBe('');
  });
  it('before the first word is ended too, and the question asked again', async () => {
    hanging = createLlamaRuntime({ silentSeconds: 1 });
    const model = await hanging.chat(await checkedModel(modelPath(tiny.stories)));
    freeze();
    expect((await write(model, ask(story))).text).not.toBe('');
  });
  it('while it loads is given up', async () => {
    hanging = createLlamaRuntime({ loadSeconds: 1 });
    const loading = checkedModel(modelPath(tiny.stories)).then((file) => { const model = hanging?.chat(file); freeze(); return model; });
    await expect(loading).rejects.toMatchObject({ code: 'model-damaged' });
    expect(hanging.loaded()).toEqual([]);
  });
});

describe.skipIf(!hasModels())('a bad file', () => {
  it('that lies in its weights does not end the host', async () => {
    const path = join(newFolder(), 'noise.gguf');
    copyFileSync(modelPath(tiny.stories), path);
    const bytes = readFileSync(path);
    for (let at = bytes.length >> 1; at < bytes.length; at += 1) bytes[at] = at * 31 & 255;
    writeFileSync(path, bytes);
    const used = checkedModel(path).then((file) => runtime.chat(file)).then((model) => write(model, ask(story)));
    await used.catch((error: unknown) => { expect(error).toMatchObject({ name: 'SproutError', code: 'model-damaged' }); });
  });
  it('that made its way past the checks ends as damaged', async () => {
    const path = join(newFolder(), 'cut.gguf');
    const file = await checkedModel(modelPath(tiny.stories));
    writeFileSync(path, readFileSync(modelPath(tiny.stories)).subarray(0, 300_000));
    await expect(runtime.chat({ ...file, id: 'cut', path })).rejects.toMatchObject({ code: 'model-damaged' });
  });
});

if (hasModels()) languageModelSuite('llama.cpp', stories);
