import { copyFile, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { AnswerEvent, Conversation, CoreEvent, ModelList, SearchResult } from '../../../../core/contract/index.ts';
import type { Core } from '../../../../core/create-core.ts';
import { startHubServer, type HubServer } from '../../../support/hub-server.ts';
import { realCore } from '../../../support/real-core.ts';
import { temporaryFolder } from '../../../support/temporary-folder.ts';
import { hasModels, modelPath, modelsFolder, tiny } from '../../../support/tiny-models.ts';

let core: Core | undefined;
let server: HubServer;
let home = '';
beforeEach(async () => { server = await startHubServer(); home = join(await temporaryFolder(), 'home'); });
afterEach(async () => { await core?.close(); core = undefined; await server.close(); });

const open = async (folders: readonly string[] = []): Promise<Core> => { core = await realCore(home, { background: true, models: { folders, origins: { huggingface: server.origin, modelscope: `${server.origin}/ms` } } }); return core; };
async function call<Body>(method: string, path: string, body?: unknown): Promise<{ status: number; body: Body }> {
  const response = await core?.fetch(new Request(`http://sprout.test${path}`, { method, ...(body === undefined ? {} : { headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) }) }));
  const text = await response?.text() ?? '';
  return { status: response?.status ?? 0, body: (text === '' ? undefined : JSON.parse(text)) as Body };
}
const list = async (): Promise<ModelList> => (await call<ModelList>('GET', '/api/models')).body;
async function ask(body: object): Promise<AnswerEvent[]> {
  const response = await core?.fetch(new Request('http://sprout.test/api/ask', { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) }));
  return (await response?.text() ?? '').trim().split('\n').map((line) => JSON.parse(line) as AnswerEvent);
}

async function write(name: string, text: string): Promise<void> {
  await writeFile(join(home, name), text);
  const documents = core?.features.documents;
  await documents?.settled((await documents.importPaths([join(home, name)])).map(({ id }) => id));
}

describe.skipIf(!hasModels())('models on this machine', () => {
  it('come from a hub by their address, are used at once, and answer', async () => {
    server.put('/someone/stories/resolve/main/stories.gguf', { body: await readFile(modelPath(tiny.stories)) });
    const { features } = await open();
    const events: CoreEvent[] = [];
    features.events.listen((event) => { events.push(event); });
    await write('lily.md', '# Lily\n\nLily was a little girl who loved her red ball. She played with her red ball in the park every day.\n');

    const { status } = await call('POST', '/api/models/downloads', { address: `${server.origin}/someone/stories/blob/main/stories.gguf` });
    expect(status).toBe(200);
    await expect.poll(async () => (await list()).models.map(({ id }) => id)).toEqual(['stories']);
    await expect.poll(async () => (await list()).chosen.chat).toBe('stories');
    expect((await list()).downloads).toEqual([]);
    expect(events.some((event) => event.type === 'download-progress' && event.download.total > 0)).toBe(true);

    const answer = await ask({ question: 'What did Lily love?' });
    const end = answer.at(-1);
    if (end?.type !== 'answer-end') throw new Error(JSON.stringify(answer));
    expect(end.answer.model).toBe('stories');
    expect(answer.filter(({ type }) => type === 'text-delta').length).toBeGreaterThan(0);
    // A model that can only tell stories proves nothing: what no passage supports carries no citation.
    for (const { citations } of end.answer.sentences) for (const number of citations) expect(end.answer.citations.map(({ n }) => n)).toContain(number);
    // Quote mode stays one choice away.
    const quoted = (await ask({ question: 'What did Lily love?', model: 'quote' })).at(-1);
    expect(quoted).toMatchObject({ type: 'answer-end', answer: { model: 'quote', answered: true } });
    expect((await list()).models[0]).toMatchObject({ loaded: true, place: 'own', role: 'chat' });

    expect((await call('POST', '/api/models/stories/unload')).status).toBe(200);
    expect((await list()).models[0]?.loaded).toBe(false);
    expect((await call('DELETE', '/api/models/stories')).status).toBe(200);
    expect(await list()).toMatchObject({ models: [], chosen: { chat: null } });
    expect(existsSync(join(home, 'models', 'stories.gguf'))).toBe(false);
  });

  it('go on coming after a pause and a restart, and are refused when they are damaged', async () => {
    const body = await readFile(modelPath(tiny.stories));
    const address = `${server.origin}/someone/stories/resolve/main/stories.gguf`;
    server.put('/someone/stories/resolve/main/stories.gguf', { body });
    server.bytesPerSecond = 1_000_000;
    await open();
    await call('POST', '/api/models/downloads', { address });
    await expect.poll(async () => (await list()).downloads[0]?.received ?? 0).toBeGreaterThan(200_000);
    expect((await call<{ state: string }>('POST', '/api/models/downloads/stories/pause')).body.state).toBe('paused');
    await core?.close();
    await open();
    const [paused] = (await list()).downloads;
    expect(paused).toMatchObject({ id: 'stories', state: 'paused', total: body.length });
    expect(paused?.received).toBeGreaterThan(200_000);
    server.bytesPerSecond = Infinity;
    server.requests.length = 0;
    await call('POST', '/api/models/downloads', { address });
    await expect.poll(async () => (await list()).models.length).toBe(1);
    expect(server.requests.reduce((sum, { sent }) => sum + sent, 0)).toBeLessThan(body.length - 190_000);

    server.put('/someone/bad/resolve/main/bad.gguf', { body: Buffer.concat([Buffer.from('GGUF'), Buffer.alloc(5000, 9)]) });
    await call('POST', '/api/models/downloads', { address: `${server.origin}/someone/bad/resolve/main/bad.gguf` });
    await expect.poll(async () => (await list()).downloads[0]?.error?.code).toBe('model-damaged');
    expect(existsSync(join(home, 'models', 'bad.gguf'))).toBe(false);
    expect((await call('DELETE', '/api/models/downloads/bad')).status).toBe(200);
    expect((await list()).downloads).toEqual([]);
    for (const bad of ['not an address', 'file:///etc/passwd', `${server.origin}/no/model.zip`]) expect((await call('POST', '/api/models/downloads', { address: bad })).body).toMatchObject({ error: { code: 'address-invalid' } });
  });

  it('are taken from a folder or a file without copying; a bad one is named and nothing is added', async () => {
    const stick = join(home, '..', 'stick');
    await mkdir(stick, { recursive: true });
    await copyFile(modelPath(tiny.stories260), join(stick, 'a.gguf'));
    await writeFile(join(stick, 'broken.gguf'), 'GGUF nothing');
    await open([stick]);
    expect(await list()).toMatchObject({ models: [{ id: 'a', place: 'folder' }], unusable: [{ error: { code: 'model-damaged' } }] });
    expect((await call('POST', '/api/models', { path: join(stick, 'broken.gguf') })).body).toMatchObject({ error: { code: 'model-damaged' } });
    expect((await call('POST', '/api/models', { path: join(stick, 'none.gguf') })).body).toMatchObject({ error: { code: 'file-not-found' } });
    expect((await call('POST', '/api/models', { path: modelsFolder })).status).toBe(200);
    const { models } = await list();
    expect(models.map(({ id }) => id)).toEqual(expect.arrayContaining([tiny.stories, tiny.english, tiny.reranker]));
    expect(models.find(({ id }) => id === tiny.english)).toMatchObject({ role: 'embedding', place: 'linked' });
    // Taken off the list, not deleted.
    expect((await call('DELETE', `/api/models/${tiny.stories}`)).status).toBe(200);
    expect(existsSync(modelPath(tiny.stories))).toBe(true);
    expect((await call('POST', '/api/models/choice', { role: 'chat', id: tiny.english })).body).toMatchObject({ error: { code: 'model-role' } });
    expect((await call('POST', '/api/models/choice', { role: 'chat', id: 'none-such' })).body).toMatchObject({ error: { code: 'model-not-found' } });
    // The stick is pulled out.
    expect((await call('POST', '/api/models/choice', { role: 'chat', id: 'a' })).status).toBe(200);
    await rm(stick, { recursive: true });
    await write('x.md', 'Lily has a red ball.');
    expect((await ask({ question: 'What does Lily have?' })).at(-1)).toMatchObject({ type: 'error', error: { code: 'model-not-found' } });
  });

  it('find what is said in other words, and the old index serves while the new is made', async () => {
    await open([modelsFolder]);
    await write('news.md', '# News\n\nThe stock market fell sharply on Monday.\n\n# Pets\n\nThe cat sleeps on the sofa all day.\n\n# Garden\n\nRoses need water in the morning.\n');
    const search = async (): Promise<SearchResult> => (await call<SearchResult>('GET', `/api/search?q=${encodeURIComponent('investors lost money on their shares')}`)).body;
    expect((await search()).byMeaning).toBe(false);
    await call('POST', '/api/models/choice', { role: 'embedding', id: tiny.english });
    await expect.poll(async () => (await search()).byMeaning).toBe(true);
    expect((await search()).hits[0]?.text).toContain('stock market');
    // The other model's vectors are made beside; searching never stops.
    await call('POST', '/api/models/choice', { role: 'embedding', id: tiny.lexical });
    for (let times = 0; times < 5; times += 1) expect((await search()).byMeaning).toBe(true);
    await call('POST', '/api/models/choice', { role: 'embedding', id: null });
    await expect.poll(async () => (await search()).byMeaning).toBe(false);
  });

  it('stop when the reader stops, and what was written is kept', async () => {
    const { features } = await open([modelsFolder]);
    await call('POST', '/api/models/choice', { role: 'chat', id: tiny.stories });
    await write('x.md', 'Once upon a time Lily had a red ball. She took her ball to the park.');
    const stop = new AbortController();
    let conversation = '';
    await expect((async () => {
      for await (const event of features.answers.ask({ question: 'What did Lily do with the ball?', signal: stop.signal })) {
        if (event.type === 'answer-start') ({ conversation } = event);
        if (event.type === 'text-delta') stop.abort();
      }
    })()).rejects.toMatchObject({ name: 'AbortError' });
    const kept = (await call<Conversation>('GET', `/api/conversations/${conversation}`)).body;
    expect(kept.exchanges).toHaveLength(1);
    expect(kept.exchanges[0]?.answer).toMatchObject({ stopped: true, model: tiny.stories });
  });

  it('are recommended by what this machine is', async () => {
    await open();
    const measured = await call<ModelList['machine']>('POST', '/api/models/measure');
    expect(measured.body.speed?.weightBytesPerSecond).toBeGreaterThan(1e8);
    const zh = (await call<{ chat: string | null; embedding: string | null; bytes: number; reason: string }>('GET', '/api/models/recommendation?locale=zh')).body;
    expect(zh.reason).toMatch(/[\u4e00-\u9fff]/);
    expect(zh.embedding).not.toBeNull();
    expect(zh.bytes).toBeGreaterThan(0);
    const { models } = (await call<{ models: { files: { id: string; fit: { verdict: string; tokensPerSecond?: number } }[] }[] }>('GET', '/api/models/catalogue')).body;
    const files = models.flatMap(({ files: each }) => each);
    expect(files.find(({ id }) => id === zh.chat)?.fit.verdict).not.toBe('no');
    expect(files.every(({ fit }) => fit.verdict === 'no' || (fit.tokensPerSecond ?? 0) > 0)).toBe(true);
  });

  it('come from ModelScope first for Chinese readers, and from the other when that is out of reach', async () => {
    const { features } = await open();
    const [entry] = (await features.models.catalogue()).filter(({ files }) => files[0]?.sources.length === 2);
    const file = entry?.files[0];
    if (!file) throw new Error('none');
    await call('PATCH', '/api/settings', { locale: 'zh' });
    await call('POST', '/api/models/downloads', { id: file.id });
    await expect.poll(() => server.requests.length).toBeGreaterThan(1);
    expect(server.requests[0]?.path).toContain('/ms/models/');
    await expect.poll(() => server.requests.some(({ path }) => !path.startsWith('/ms/') && path.includes('/resolve/main/'))).toBe(true);
    await call('DELETE', `/api/models/downloads/${file.id}`);
  });
});
