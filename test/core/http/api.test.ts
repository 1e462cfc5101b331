import { mkdir, readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterEach, describe, expect, it } from 'vitest';
import { endpoints, openAiEndpoints, type AnswerEvent, type Conversation, type Document } from '../../../core/contract/index.ts';
import type { Core } from '../../../core/create-core.ts';
import { realCore } from '../../support/real-core.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';

let core: Core | undefined;
afterEach(async () => { await core?.close(); core = undefined; });

interface Api { base: string; call(method: string, path: string, body?: unknown, headers?: Record<string, string>): Promise<Response> }

async function api(): Promise<Api> {
  const base = await temporaryFolder();
  core = await realCore(join(base, 'home'));
  const { fetch } = core;
  return {
    base,
    call(method, path, body, headers = {}) {
      const form = body instanceof FormData;
      return fetch(new Request(`http://sprout.test${path}`, {
        method, headers: { ...(body === undefined || form ? {} : { 'content-type': 'application/json' }), ...headers }, ...(body === undefined ? {} : { body: form ? body : JSON.stringify(body) }),
      }));
    },
  };
}

async function upload(call: Api['call'], files: Record<string, string>): Promise<string[]> {
  const form = new FormData();
  for (const [name, text] of Object.entries(files)) form.append('file', new File([text], name));
  const response = await call('POST', '/api/documents', form);
  expect(response.status).toBe(200);
  const { documents } = await response.json() as { documents: string[] };
  await core?.features.documents.settled(documents);
  return documents;
}

const lines = async (response: Response): Promise<AnswerEvent[]> => (await response.text()).trim().split('\n').map((line) => JSON.parse(line) as AnswerEvent);

describe('the API', () => {
  it('takes a file, answers from it in a conversation, keeps that, exports it and forgets it', async () => {
    const { call } = await api();
    const [document] = await upload(call, { 'hours.md': '# Opening hours\n\nWe are open from 9 am to 5 pm on weekdays.\n\n# Parking\n\nParking costs 2 euros an hour.\n' });
    const events = await lines(await call('POST', '/api/ask', { question: 'When are you open?' }));
    const [start, end] = [events[0], events.at(-1)];
    if (start?.type !== 'answer-start' || end?.type !== 'answer-end') throw new Error(`unexpected events: ${JSON.stringify(events)}`);
    expect(end.answer.answer).toContain('9 am to 5 pm');
    expect(end.answer.citations[0]).toMatchObject({ document, name: 'hours.md' });

    await lines(await call('POST', '/api/ask', { question: 'And what does parking cost?', conversation: start.conversation }));
    const conversation = await (await call('GET', `/api/conversations/${start.conversation}`)).json() as Conversation;
    expect(conversation.exchanges).toHaveLength(2);
    expect((await call('PATCH', `/api/conversations/${start.conversation}`, { title: 'Opening times' })).status).toBe(200);
    expect(await (await call('GET', '/api/conversations?q=parking')).text()).toContain('Opening times');
    const markdown = await (await call('GET', `/api/conversations/${start.conversation}/export`)).text();
    expect(markdown).toContain('When are you open?');
    expect(markdown).toContain('hours.md');
    expect((await call('DELETE', `/api/conversations/${start.conversation}`)).status).toBe(200);
    expect((await call('GET', `/api/conversations/${start.conversation}`)).status).toBe(404);
  });

  it('deletes a document with its passages and its original', async () => {
    const { call, base } = await api();
    const [document] = await upload(call, { 'secret.txt': 'The zebra canary costs 4711 euros.' });
    expect(await (await call('GET', '/api/search?q=zebra+canary')).text()).toContain('4711');
    expect((await call('DELETE', `/api/documents/${document}`)).status).toBe(200);
    expect(await (await call('GET', '/api/search?q=zebra+canary')).text()).not.toContain('4711');
    const originals = await readdir(join(base, 'home/workspaces/default/files'), { recursive: true, withFileTypes: true });
    expect(originals.filter((entry) => entry.isFile())).toEqual([]);
  });

  it('names the files that a folder leaves out, and takes them in again by their paths', async () => {
    const { call, base } = await api();
    const [folder, path] = [join(base, 'followed'), join(base, 'followed', 'prices.txt')];
    await mkdir(folder);
    await writeFile(path, 'The zebra costs 4711 euros.');
    const { id } = await (await call('POST', '/api/folders', { path: folder })).json() as { id: string };
    const { documents: [document] } = await (await call('POST', '/api/documents/paths', { paths: [path] })).json() as { documents: string[] };
    expect(await (await call('DELETE', `/api/folders/${id}/documents`)).json()).toEqual({ deleted: 1 });
    expect((await call('GET', `/api/documents/${document}/reading`)).status).toBe(404);
    expect(await (await call('GET', '/api/folders')).json()).toMatchObject({ folders: [{ id, documents: 0, leftOut: 1 }] });
    expect(await (await call('GET', `/api/folders/${id}/left-out`)).json()).toMatchObject({ files: [{ path }] });
    await call('POST', '/api/documents/paths', { paths: [path] });
    expect(await (await call('GET', `/api/folders/${id}/left-out`)).json()).toEqual({ files: [] });
    expect((await call('GET', '/api/folders/none/left-out')).status).toBe(404);
  });

  it('hands out originals as data, never as a page', async () => {
    const { call } = await api();
    const [document] = await upload(call, { 'page"\n.html': '<html><body><p>Open daily.</p><script>alert(1)</script></body></html>' });
    const response = await call('GET', `/api/documents/${document}/original`);
    expect(response.headers.get('content-type')).toBe('application/octet-stream');
    expect(response.headers.get('content-disposition')).toMatch(/^attachment; filename="[^"\n]*"; filename\*=UTF-8''/);
    expect(response.headers.get('content-security-policy')).toContain('sandbox');
  });

  it('explains wrong input in the language of the caller, with a code for programs', async () => {
    const { call } = await api();
    const wrong = await call('POST', '/api/ask', { quest: 'x' }, { 'accept-language': 'zh-CN,zh;q=0.9' });
    expect(wrong.status).toBe(400);
    const { error } = await wrong.json() as { error: { code: string; message: string } };
    expect(error.code).toBe('input-invalid');
    expect(error.message).toMatch(/[\u4e00-\u9fff]/);
    for (const [method, path, body, status] of [['GET', '/api/search', undefined, 400], ['GET', '/api/search?q=a&limit=1000', undefined, 400], ['POST', '/api/ask', { question: '  ' }, 400], ['GET', '/api/documents/none/reading', undefined, 404], ['GET', '/api/nothing', undefined, 404], ['POST', '/api/starters/..%2f..%2fetc/open', { locale: 'en' }, 404]] as const) {
      const response = await call(method, path, body);
      expect([path, response.status]).toEqual([path, status]);
      expect((await response.json() as { error: { message: string } }).error.message).not.toBe('');
    }
  });

  it('tells of a failure that is kept in the language of who asks', async () => {
    const { call } = await api();
    await upload(call, { 'empty.txt': '' });
    const told = async (locale: string): Promise<Document['error']> => (await (await call('GET', '/api/documents', undefined, { 'accept-language': locale })).json() as { documents: Document[] }).documents[0]?.error;
    expect(await told('en')).toEqual({ code: 'file-empty', message: expect.stringContaining('empty.txt') as string });
    expect(await told('zh-CN')).toEqual({ code: 'file-empty', message: expect.stringMatching(/empty\.txt.*空/) as string });
  });

  it('describes every operation in OpenAPI', async () => {
    const { call } = await api();
    const page = await (await call('GET', '/api/openapi.json')).json() as { paths: Record<string, Record<string, unknown>> };
    for (const { method, path } of Object.values({ ...endpoints, ...openAiEndpoints })) expect(page.paths[path]?.[method.toLowerCase()], `${method} ${path}`).toBeDefined();
    expect(page.paths['/v1/chat/completions']?.['post']).toMatchObject({ security: [{ key: [] }], responses: { 200: { content: { 'application/json': {}, 'text/event-stream': {} } } } });
  });

  it('writes nothing outside its home, whatever an upload or a search calls itself', { timeout: 120_000 }, async () => {
    const { call, base } = await api();
    await mkdir(join(base, 'beside'));
    await writeFile(join(base, 'beside', 'kept.txt'), 'kept');
    const part = fc.constantFrom('..', '.', '', 'a', 'C:', '\\', '..\\..', '/etc', 'beside', 'kept.txt', '%2e%2e', '\u0000', 'con', '文件', '"', '\n');
    const names = fc.sample(fc.array(part, { minLength: 1, maxLength: 6 }), 300).map((parts, at) => `${parts.join('/')}/${at}.txt`);
    for (let from = 0; from < names.length; from += 50) await upload(call, Object.fromEntries(names.slice(from, from + 50).map((name, at) => [name, `Text number ${from + at} about bicycles.`])));
    expect((await readdir(base)).sort()).toEqual(['beside', 'home']);
    expect(await readdir(join(base, 'beside'))).toEqual(['kept.txt']);
    const { documents } = await (await call('GET', '/api/documents')).json() as { documents: Document[] };
    expect(documents.every(({ status }) => status === 'ready')).toBe(true);
    expect(documents.filter(({ name }) => /(^|\/)\.\.(\/|$)|\\|\p{Cc}/u.test(name)).map(({ name }) => name)).toEqual([]);
  });
});
