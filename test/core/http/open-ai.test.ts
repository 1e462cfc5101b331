import { APIError, RateLimitError } from 'openai';
import { beforeEach, describe, expect, it } from 'vitest';
import { SproutError } from '../../../core/contract/index.ts';
import { createPrograms } from '../../../core/features/programs/index.ts';
import { openAiRoutes } from '../../../core/http/routes/open-ai.ts';
import { FakeLanguageModel } from '../../fakes/fake-language-model.ts';
import { MemoryWorkspaceStore } from '../../fakes/memory-workspace-store.ts';
import { openAiClient } from '../../support/open-ai-client.ts';

const messages = [{ role: 'user' as const, content: 'Hello' }];
const tools = [{ type: 'function' as const, function: { name: 'add', parameters: { type: 'object' } } }];

describe('/v1 before a model that says what it is told to', () => {
  let model: FakeLanguageModel;
  let client: ReturnType<typeof openAiClient>;
  let bugs: unknown[];
  let raw: (body: object, signal?: AbortSignal) => Promise<Response>;

  beforeEach(async () => {
    model = new FakeLanguageModel();
    bugs = [];
    const programs = createPrograms({
      store: new MemoryWorkspaceStore(),
      models: { list: () => Promise.reject(new Error('not asked')), chosen: () => 'fake', chat: () => Promise.resolve(model), embedder: (id) => Promise.reject(new SproutError('model-not-found', { id })) },
    });
    const { key } = await programs.keys.make('test');
    const routes = openAiRoutes({ programs, onBug: (error) => { bugs.push(error); } });
    client = openAiClient({ fetch: async (request) => routes.fetch(request) }, key);
    raw = async (body, signal) => routes.fetch(new Request('http://127.0.0.1/v1/chat/completions', { method: 'POST', headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json' }, body: JSON.stringify({ messages, ...body }), ...(signal ? { signal } : {}) }));
  });

  it('puts thoughts apart from the answer, whole and streamed', async () => {
    model.pieces = ['<thi', 'nk>Two plus', ' two.</think>\n\nIt is', ' 4.'];
    const { choices } = await client.chat.completions.create({ model: '', messages });
    expect(choices[0]?.message).toMatchObject({ content: 'It is 4.', reasoning_content: 'Two plus two.' });
    const deltas = [];
    for await (const { choices: [choice] } of await client.chat.completions.create({ model: '', messages, stream: true })) deltas.push(choice?.delta as { content?: string; reasoning_content?: string });
    expect(deltas.map(({ content = '' }) => content).join('')).toBe('It is 4.');
    expect(deltas.map(({ reasoning_content: thought = '' }) => thought).join('')).toBe('Two plus two.');
  });

  it('makes calls of what a model writes, after its thoughts and words, streamed too', async () => {
    model.pieces = ['<think>I add.</think>Let me see.\n<tool', '_call>\n{"name": "add", "argu', 'ments": {"a": 1}}\n</tool_call>\n<tool_call>{"name": "add", "arguments": {"a": 2}}</tool_call>'];
    const expected = [{ type: 'function', function: { name: 'add', arguments: '{"a":1}' } }, { type: 'function', function: { name: 'add', arguments: '{"a":2}' } }];
    const { choices } = await client.chat.completions.create({ model: '', messages, tools });
    expect(choices[0]).toMatchObject({ finish_reason: 'tool_calls', message: { content: 'Let me see.', tool_calls: expected } });
    expect(model.requests[0]?.tools).toEqual([{ name: 'add', parameters: { type: 'object' } }]);
    const final = await client.chat.completions.stream({ model: '', messages, tools }).finalChatCompletion();
    expect(final.choices[0]).toMatchObject({ finish_reason: 'tool_calls', message: { content: 'Let me see.', tool_calls: expected } });
    const one = await client.chat.completions.create({ model: '', messages, tools, parallel_tool_calls: false });
    expect(one.choices[0]?.message.tool_calls).toMatchObject(expected.slice(0, 1));
    const none = await client.chat.completions.create({ model: '', messages, tools, tool_choice: 'none' });
    expect(none.choices[0]?.message.content).toContain('<tool_call>');
    expect(model.requests.at(-1)?.tools).toBeUndefined();
  });

  it('ends the work when the program leaves: while it reads, while it waits, and at rest', async () => {
    model.pieces = ['word '];
    model.endless = true;
    for await (const { choices } of await client.chat.completions.create({ model: '', messages, stream: true })) if (choices[0]?.delta.content) break;
    await expect.poll(() => model.left).toBe(1);

    const stop = new AbortController();
    await expect((async () => {
      for await (const { choices } of await client.chat.completions.create({ model: '', messages, stream: true }, { signal: stop.signal })) if (choices[0]?.delta.content) stop.abort();
    })()).resolves.toBeUndefined();
    await expect.poll(() => model.left).toBe(2);

    const waiting = new AbortController();
    const whole = client.chat.completions.create({ model: '', messages }, { signal: waiting.signal });
    await expect.poll(() => model.requests.length).toBe(3);
    const ended = expect(whole).rejects.toBeInstanceOf(APIError);
    waiting.abort();
    await ended;
    await expect.poll(() => model.left).toBe(3);

    // The reader never read: the stream is at rest, with a chunk made and not taken.
    const response = await raw({ stream: true });
    await response.body?.cancel();
    await expect.poll(() => model.left).toBe(4);
    expect(bugs).toEqual([]);
  });

  it('says with a status what fails before the first word, and as an event what fails after', async () => {
    const busy = new SproutError('model-busy', { waiting: 72 });
    model.generate = () => { throw busy; };
    for (const stream of [false, true]) {
      const error: unknown = await client.chat.completions.create({ model: '', messages, stream }).catch((reason: unknown) => reason);
      expect(error).toBeInstanceOf(RateLimitError);
      expect(error).toMatchObject({ status: 429, code: 'rate_limit_exceeded' });
      expect(Number((error as APIError).headers?.get('retry-after'))).toBeGreaterThan(0);
    }
    delete (model as Partial<FakeLanguageModel>).generate;
    model.pieces = ['Once', new SproutError('model-crashed', { id: 'fake' })];
    await expect(client.chat.completions.create({ model: '', messages })).rejects.toMatchObject({ status: 503, code: 'model_crashed' });
    let text = '';
    const failed: unknown = await (async () => {
      for await (const { choices } of await client.chat.completions.create({ model: '', messages, stream: true })) text += choices[0]?.delta.content ?? '';
    })().catch((reason: unknown) => reason);
    expect(text).toBe('Once');
    expect(failed).toBeInstanceOf(APIError);
    expect(failed).toMatchObject({ code: 'model_crashed' });
    expect(bugs).toEqual([]);
    model.pieces = ['Once', new TypeError('a bug')];
    expect(await (await raw({ stream: true })).text()).toMatch(/"code":"internal"[^\n]*\n\n$/);
    expect(bugs).toHaveLength(1);
  });

  it('is server-sent events, closed by [DONE]', async () => {
    model.pieces = ['Hi'];
    const response = await raw({ stream: true });
    expect(response.headers.get('content-type')).toBe('text/event-stream; charset=utf-8');
    expect(response.headers.get('access-control-allow-origin')).toBeNull();
    const events = (await response.text()).split('\n\n');
    expect(events.at(-1)).toBe('');
    expect(events.at(-2)).toBe('data: [DONE]');
    for (const event of events.slice(0, -2)) expect(JSON.parse(event.replace(/^data: /, ''))).toMatchObject({ object: 'chat.completion.chunk' });
  });

  it('hands on how to write', async () => {
    await client.chat.completions.create({ model: '', messages, temperature: 0.3, top_p: 0.5, seed: -1, stop: ['a', ''], max_tokens: 9, max_completion_tokens: 4 });
    expect(model.requests[0]).toMatchObject({ temperature: 0.3, topP: 0.5, seed: 2 ** 32 - 1, stop: ['a'], maxTokens: 4, priority: 'owner', messages: [{ role: 'user', content: 'Hello' }] });
  });
});
