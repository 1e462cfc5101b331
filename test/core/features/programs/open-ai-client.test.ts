import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type OpenAI from 'openai';
import { APIError, AuthenticationError, BadRequestError, NotFoundError } from 'openai';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Core } from '../../../../core/create-core.ts';
import { openAiClient } from '../../../support/open-ai-client.ts';
import { realCore } from '../../../support/real-core.ts';
import { hasModels, modelsFolder, tiny } from '../../../support/tiny-models.ts';

const story = 'Once upon a time, there was a little girl named Lily. She';
const messages = [{ role: 'user' as const, content: story }];
const model = tiny.stories;

describe.skipIf(!hasModels())('the official OpenAI client', () => {
  let core: Core;
  let client: OpenAI;
  let home = '';

  beforeAll(async () => {
    home = await mkdtemp(join(tmpdir(), 'sprout-'));
    core = await realCore(home, { models: { folders: [modelsFolder] } });
    client = openAiClient(core, (await core.features.programs.keys.make('test')).key);
  });
  afterAll(async () => { await core.close(); await rm(home, { recursive: true, force: true, maxRetries: 3 }); });

  const failure = (work: Promise<unknown>): Promise<APIError> => work.then(() => { throw new Error('It did not fail.'); }, (error: unknown) => { if (error instanceof APIError) return error; throw error; });
  it('chats: the same seed the same answer, up to a limit or a stop', async () => {
    const ask = (more: object) => client.chat.completions.create({ model, messages, max_completion_tokens: 30, seed: 7, ...more });
    const first = await ask({});
    const [choice] = first.choices;
    expect(first).toMatchObject({ object: 'chat.completion', model });
    expect(choice).toMatchObject({ index: 0, finish_reason: 'length', message: { role: 'assistant', refusal: null } });
    expect(choice?.message.content?.length).toBeGreaterThan(20);
    expect(first.usage?.completion_tokens).toBe(30);
    expect(first.usage?.total_tokens).toBe((first.usage?.prompt_tokens ?? 0) + 30);
    expect((await ask({})).choices[0]?.message.content).toBe(choice?.message.content);
    expect((await ask({ seed: 8 })).choices[0]?.message.content).not.toBe(choice?.message.content);
    const word = choice?.message.content?.trim().split(/\s+/)[3] ?? '';
    const stopped = await ask({ stop: word });
    expect(stopped.choices[0]).toMatchObject({ finish_reason: 'stop', message: { content: choice?.message.content?.split(word)[0] } });
    const older = await client.chat.completions.create({ model, messages, max_tokens: 3, temperature: 0 });
    expect(older.usage?.completion_tokens).toBe(3);
  });

  it('takes messages in every form that the client may send', async () => {
    const { choices } = await client.chat.completions.create({
      model, max_completion_tokens: 4,
      messages: [
        { role: 'developer', content: 'Be kind.' }, { role: 'system', content: [{ type: 'text', text: 'Be brief.' }] }, { role: 'user', content: [{ type: 'text', text: 'What is' }, { type: 'text', text: 'one and two?' }] },
        { role: 'assistant', content: null, tool_calls: [{ id: 'call_1', type: 'function', function: { name: 'add', arguments: '{"a":1,"b":2}' } }] }, { role: 'tool', tool_call_id: 'call_1', content: '3' },
      ],
    });
    expect(choices).toHaveLength(1);
  });

  it('streams the same text, with the usage where it is asked for', async () => {
    const given = { model, messages, max_completion_tokens: 24, temperature: 0 };
    const whole = await client.chat.completions.create(given);
    const chunks = [];
    for await (const chunk of await client.chat.completions.create({ ...given, stream: true, stream_options: { include_usage: true } })) chunks.push(chunk);
    expect(chunks.map(({ choices }) => choices[0]?.delta.content ?? '').join('')).toBe(whole.choices[0]?.message.content);
    expect(chunks[0]?.choices[0]?.delta.role).toBe('assistant');
    expect(chunks.filter(({ choices }) => (choices[0]?.delta.content ?? '') !== '').length).toBeGreaterThan(1);
    expect(chunks.at(-2)?.choices[0]).toMatchObject({ finish_reason: 'length', delta: {} });
    expect(chunks.at(-1)).toMatchObject({ choices: [], usage: { completion_tokens: 24, prompt_tokens: whole.usage?.prompt_tokens } });
    expect(new Set(chunks.map(({ id }) => id)).size).toBe(1);
    for await (const chunk of await client.chat.completions.create({ ...given, stream: true })) expect(chunk.usage).toBeUndefined();
  });

  it('gets JSON that keeps to a schema, and any object with json_object', async () => {
    const schema = { type: 'object', properties: { mood: { enum: ['happy', 'sad'] }, age: { type: 'integer' } }, required: ['mood', 'age'], additionalProperties: false };
    const { choices } = await client.chat.completions.create({ model, messages, seed: 3, max_completion_tokens: 80, response_format: { type: 'json_schema', json_schema: { name: 'lily', schema, strict: true } } });
    const value = JSON.parse(choices[0]?.message.content ?? '') as { mood: string; age: number };
    expect(['happy', 'sad']).toContain(value.mood);
    expect(Number.isInteger(value.age)).toBe(true);
    const object = await client.chat.completions.create({ model, messages, seed: 3, max_completion_tokens: 20, response_format: { type: 'json_object' } });
    expect(object.choices[0]?.message.content).toMatch(/^\{/);
    expect(await failure(client.chat.completions.create({ model, messages, response_format: { type: 'json_schema', json_schema: { name: 'x', schema: { type: 'string', pattern: 'a+' } } } }))).toMatchObject({ status: 400, code: 'schema_unsupported' });
  });

  const tools = [
    { type: 'function' as const, function: { name: 'get_mood', description: 'How somebody feels', parameters: { type: 'object', $defs: { who: { enum: ['Lily', 'Tom'] } }, properties: { who: { $ref: '#/$defs/who' } }, required: ['who'], additionalProperties: false } } },
    { type: 'function' as const, function: { name: 'sleep', parameters: { type: 'object', properties: {}, additionalProperties: false } } },
  ];

  it('calls tools where it must, and takes their answers: whole and streamed', async () => {
    const given = { model, messages, tools, max_completion_tokens: 120, seed: 1 };
    const named = await client.chat.completions.create({ ...given, tool_choice: { type: 'function', function: { name: 'get_mood' } } });
    const [choice] = named.choices;
    const [call] = choice?.message.tool_calls ?? [];
    expect(choice).toMatchObject({ finish_reason: 'tool_calls', message: { content: null } });
    if (call?.type !== 'function') throw new Error('no call');
    expect(call.function.name).toBe('get_mood');
    expect(['Lily', 'Tom']).toContain((JSON.parse(call.function.arguments) as { who: string }).who);
    const required = await client.chat.completions.create({ ...given, tool_choice: 'required' });
    expect(required.choices[0]?.message.tool_calls).toHaveLength(1);

    const streamed = client.chat.completions.stream({ ...given, tool_choice: { type: 'function', function: { name: 'get_mood' } } });
    const final = await streamed.finalChatCompletion();
    expect(final.choices[0]).toMatchObject({ finish_reason: 'tool_calls', message: { tool_calls: [{ function: call.function }] } });

    if (!choice) throw new Error('no choice');
    const next = await client.chat.completions.create({ ...given, tool_choice: 'none', max_completion_tokens: 8, messages: [...messages, choice.message, { role: 'tool', tool_call_id: call.id, content: 'happy' }] });
    expect(next.choices[0]?.message.tool_calls).toBeUndefined();
    expect(next.usage?.prompt_tokens).toBeGreaterThan(named.usage?.prompt_tokens ? 10 : 0);
  });

  it('gets vectors: their length, their likeness, as numbers and as base64', async () => {
    const input = ['The stock market fell sharply on Monday.', 'Investors lost money on their shares.', 'The cat sleeps on the sofa.'];
    // The client asks for base64 by itself, and decodes it.
    const { data, usage } = await client.embeddings.create({ model: tiny.english, input });
    expect(data.map(({ index }) => index)).toEqual([0, 1, 2]);
    const vectors = data.map(({ embedding }) => embedding);
    const dot = (a: number, b: number): number => (vectors[a] ?? []).reduce((sum, value, at) => sum + value * (vectors[b]?.[at] ?? 0), 0);
    expect(vectors.map((vector) => vector.length)).toEqual([96, 96, 96]);
    expect(dot(0, 0)).toBeCloseTo(1, 4);
    expect(dot(0, 1)).toBeGreaterThan(dot(0, 2) + 0.1);
    expect(usage.prompt_tokens).toBeGreaterThan(15);
    const floats = await client.embeddings.create({ model: tiny.english, input: input[1] ?? '', encoding_format: 'float', dimensions: 96 });
    floats.data[0]?.embedding.forEach((value, at) => { expect(value).toBeCloseTo(vectors[1]?.[at] ?? NaN, 5); });
    expect(await failure(client.embeddings.create({ model: tiny.english, input, dimensions: 64 }))).toMatchObject({ status: 400, code: 'dimensions_unsupported', param: 'dimensions' });
    for (const wrong of ['', [], [[1, 2, 3]], [1, 2]] as const) expect(await failure(client.embeddings.create({ model: tiny.english, input: wrong as string }))).toMatchObject({ status: 400, param: 'input' });
  });

  it('lists the models, and "sprout" is the one that is chosen', async () => {
    const listed: string[] = [];
    for await (const each of client.models.list()) listed.push(each.id);
    expect(listed).toEqual(expect.arrayContaining([tiny.stories, tiny.english]));
    expect(listed).not.toContain('sprout');
    for (const chosen of ['sprout', '']) expect(await failure(client.chat.completions.create({ model: chosen, messages }))).toMatchObject({ status: 503, code: 'model_none' });
    await core.features.models.choose('chat', tiny.stories);
    await core.features.models.choose('embedding', tiny.english);
    expect(await client.models.retrieve('sprout')).toMatchObject({ id: 'sprout', object: 'model' });
    expect((await client.models.retrieve(tiny.english)).created).toBeGreaterThan(1e9);
    for (const chosen of ['sprout', '']) expect((await client.chat.completions.create({ model: chosen, messages, max_completion_tokens: 2 })).model).toBe(tiny.stories);
    expect((await client.embeddings.create({ model: 'sprout', input: 'x' })).model).toBe(tiny.english);
  });

  it('is told what is wrong: statuses, codes and the part of the request, in the language of the caller', async () => {
    const chat = (more: object): Promise<APIError> => failure(client.chat.completions.create({ model, messages, ...more }));
    const unknown = await chat({ model: 'gpt-unknown' });
    expect(unknown).toBeInstanceOf(NotFoundError);
    expect(unknown).toMatchObject({ code: 'model_not_found', param: 'model', type: 'invalid_request_error' });
    const long = await chat({ messages: [{ role: 'user', content: 'word '.repeat(3000) }] });
    expect(long).toBeInstanceOf(BadRequestError);
    expect(long.code).toBe('context_length_exceeded');
    expect(await chat({ stream: true, messages: [{ role: 'user', content: 'word '.repeat(3000) }] })).toMatchObject({ status: 400, code: 'context_length_exceeded' });
    expect(await chat({ model: tiny.english })).toMatchObject({ status: 400, code: 'model_role' });
    const picture = await chat({ messages: [{ role: 'user', content: [{ type: 'image_url', image_url: { url: 'data:image/png;base64,AA==' } }] }] });
    expect(picture).toMatchObject({ status: 400, code: 'picture_unsupported', param: 'messages.0.content' });
    for (const [wrong, param] of [[{ n: 2 }, 'n'], [{ messages: [] }, 'messages'], [{ temperature: 9 }, 'temperature'], [{ logprobs: true }, 'logprobs'], [{ logit_bias: { 5: 1 } }, 'logit_bias.5'], [{ functions: [] }, 'functions'], [{ messages: [{ role: 'king', content: '' }] }, 'messages.0.role'], [{ tool_choice: 'required' }, 'tool_choice']] as const) {
      expect(await chat(wrong)).toMatchObject({ status: 400, param });
    }
    await expect(client.get('/nothing')).rejects.toMatchObject({ status: 404, code: 'unknown_url' });
    const chinese = openAiClient(core, client.apiKey ?? '', { 'accept-language': 'zh-CN' });
    expect((await failure(chinese.models.retrieve('x'))).message).toMatch(/[\u4e00-\u9fff]/);
  });

  it('needs a key that is right and was not revoked', async () => {
    for (const key of ['wrong', 'sprout_', '', `${client.apiKey}x`, (client.apiKey ?? '').slice(0, -1), 'Ключ']) {
      const response = await core.fetch(new Request('http://127.0.0.1/v1/models', { headers: { authorization: `Bearer ${encodeURI(key)}` } }));
      expect(response.status).toBe(401);
    }
    expect((await core.fetch(new Request('http://127.0.0.1/v1/models'))).status).toBe(401);
    const { keys } = core.features.programs;
    const other = await keys.make('to be revoked');
    const revoked = openAiClient(core, other.key);
    expect((await revoked.models.list()).data.length).toBeGreaterThan(0);
    expect(keys.list().find(({ id }) => id === other.id)?.lastUsedAt).not.toBeNull();
    keys.revoke(other.id);
    const error = await failure(revoked.models.list());
    expect(error).toBeInstanceOf(AuthenticationError);
    expect(error.code).toBe('invalid_api_key');
    expect((await client.models.list()).data.length).toBeGreaterThan(0);
  });
});
