import { unzipSync } from 'fflate';
import { describe, expect, it } from 'vitest';
import { publicSiteSchema, type CoreEvent, type Document } from '../../../../core/contract/index.ts';
import { createSites } from '../../../../core/features/sites/index.ts';
import { createEventHub } from '../../../../core/shared/event-hub.ts';
import { MemorySiteFolders } from '../../../fakes/memory-site-folders.ts';
import { MemoryWorkspaceStore } from '../../../fakes/memory-workspace-store.ts';
import { document } from '../../../ports/workspace-store.ts';

function open(texts: Record<string, string>, more: Record<string, Partial<Document>> = {}) {
  const store = new MemoryWorkspaceStore();
  for (const [id, text] of Object.entries(texts)) {
    store.documents.save(document(id, more[id]));
    store.documents.saveExtraction(`hash-${id}`, { mime: 'text/plain', pages: 1, pageKind: 'none', blocks: [{ kind: 'paragraph', text, start: 0, end: text.length }], warnings: [] }, '');
  }
  const folders = new MemorySiteFolders();
  const events = createEventHub((error) => { throw error; });
  const heard: CoreEvent[] = [];
  events.listen((event) => { heard.push(event); });
  let number = 0;
  const sites = createSites({ store, sites: store.sites, folders, events, now: () => new Date('2026-03-01T10:00:00Z'), id: () => `id${number += 1}`, timeZone: 'Asia/Shanghai' });
  return { store, folders, sites, heard };
}

const texts = { a: 'We are open from 9 to 18.', b: 'A teapot costs 48 euro.' };
const people = Array.from({ length: 5 }, (_, at) => `guest${at}@example.com`).join(' ');
const siteJson = async (sites: ReturnType<typeof open>['sites'], id = 'default') => publicSiteSchema.parse(JSON.parse(new TextDecoder().decode(await sites.file(id, `sites/${id}/site.json`))));

describe('sites', () => {
  it('begin with one, which is there again when it is deleted', async () => {
    const { sites } = open({});
    expect((await sites.list()).map(({ id, published, documents }) => [id, published, documents])).toEqual([['default', null, null]]);
    await sites.update('default', { name: 'Changed' });
    await sites.delete('default');
    expect((await sites.get('default')).name).toBe('Website');
  });

  it('call the first one by the language of the day until it has a name of its own', async () => {
    const { store } = open({});
    let locale: 'en' | 'zh' = 'en';
    const sites = createSites({ store, sites: store.sites, folders: new MemorySiteFolders(), events: createEventHub((error) => { throw error; }), locale: () => locale });
    const name = async (): Promise<string> => (await sites.get('default')).name;
    expect(await name()).toBe('Website');
    locale = 'zh';
    expect(await name()).toBe('网站');
    await sites.update('default', { name: '蓝鸟' });
    locale = 'en';
    expect(await name()).toBe('蓝鸟');
  });

  it('are made with an id from their name, each its own', async () => {
    const { sites } = open({});
    const made = [];
    for (const name of ['Tea & Pots', 'Tea & Pots', '茶馆', 'Café Zürich', 'default']) made.push((await sites.create({ name })).id);
    expect(made).toEqual(['tea-pots', 'tea-pots-2', 'site', 'cafe-zurich', 'default-2']);
  });

  it('keep addresses as browsers write them, each once, and refuse others', async () => {
    const { sites } = open({});
    expect(await sites.update('default', { origins: ['https://Shop.example/', 'https://shop.example:443'], liveAddress: 'https://live.shop.example/' })).toMatchObject({ origins: ['https://shop.example'], liveAddress: 'https://live.shop.example' });
    await expect(sites.update('default', { origins: ['https://*.shop.example'] })).rejects.toMatchObject({ code: 'origin-invalid' });
    await expect(sites.update('default', { liveAddress: 'http://shop.example' })).rejects.toMatchObject({ code: 'origin-invalid' });
    await expect(sites.update('default', { name: '' })).rejects.toMatchObject({ code: 'site-name' });
    expect((await sites.get('default')).origins).toEqual(['https://shop.example']);
    await expect(sites.get('absent')).rejects.toMatchObject({ code: 'site-not-found' });
  });
});

describe('publishing', () => {
  it('tells the owner of what is private under another name, and of words that a private document has, too', async () => {
    const secret = 'The margin of the large teapot is 41 percent, of the small one 28, and the supplier in Jingdezhen must not know. Never tell it at the counter.';
    const { sites } = open({ secret, copy: `${secret}`, partly: `We are open from 9 to 18.\nThe margin of the large teapot is 41 percent, of the small one 28. Ask us.`, free: 'A teapot costs 48 euro.' }, { secret: { private: true } });
    await sites.update('default', { documents: ['copy', 'free', 'partly'] });
    const { findings, stopped, leftOut } = await sites.review('default');
    expect(findings.map(({ document: of, kind, severity, of: original }) => [of, kind, severity, original?.id])).toEqual([['copy', 'private-copy', 'stop', 'secret'], ['partly', 'private-words', 'look', 'secret']]);
    expect(findings[1]?.text).toContain('The margin of the large teapot is 41 percent');
    expect((await sites.leaving('default', 'partly')).slice(findings[1]?.start, findings[1]?.end)).toBe(findings[1]?.text);
    expect([stopped, leftOut]).toEqual([true, []]);
    await expect(sites.publish('default')).rejects.toMatchObject({ code: 'site-findings' });
    // Without the copy nothing keeps from publishing: the owner has been told of the words.
    await sites.update('default', { documents: ['free', 'partly'] });
    expect((await sites.publish('default')).documents.map(({ id }) => id)).toEqual(['free', 'partly']);
    // So do approved answers tell.
    await sites.approve('default', { question: 'What do you earn?', answer: 'The margin of the large teapot is 41 percent, of the small one 28.' });
    expect((await sites.review('default')).findings.map(({ document: of, kind }) => [of, kind])).toContainEqual(['approved-answers', 'private-words']);
  });

  it('asks which documents, when none were chosen', async () => {
    const { sites } = open(texts);
    await expect(sites.publish('default')).rejects.toMatchObject({ code: 'site-documents' });
    expect((await sites.review('default')).documents.map(({ id }) => id)).toEqual(['a', 'b', 'site-texts']);
    expect((await sites.publish('default', { documents: ['b'] })).documents.map(({ id }) => id)).toEqual(['b']);
  });

  it('writes all that a web host needs, and visitors are answered from it alone', async () => {
    const { sites, heard } = open(texts);
    await sites.update('default', { documents: ['a'], instructions: 'Never tell of the cellar.', origins: ['https://shop.example'] });
    const version = await sites.publish('default');
    expect(version).toMatchObject({ version: 1, passages: 1, leftOut: [], documents: [{ id: 'a', name: 'a.txt', hash: 'hash-a' }] });
    const files = await sites.files('default');
    expect(version.bytes).toBe(files.reduce((sum, { bytes }) => sum + bytes.length, 0));
    const site = await siteJson(sites);
    expect(Object.keys(site).sort()).toEqual(Object.keys(publicSiteSchema.shape).filter((key) => key !== 'hoursText').sort());
    expect(site).toMatchObject({ id: 'default', version: 1, live: null, index: { engine: 'engine-test.js' } });
    for (const path of ['sprout.js', 'index.html', 'engine-test.js', `${site.index?.folder}manifest.bin`]) expect(files.map((file) => file.path)).toContain(path);
    expect(JSON.stringify(site)).not.toMatch(/cellar|shop\.example/);
    const engine = (await sites.published('default'))?.engine;
    expect((await engine?.answer('When are you open?', [], 'en'))?.answer).toBe('We are open from 9 to 18.');
    expect((await engine?.answer('What does a teapot cost?', [], 'en'))?.answered).toBe(false);
    expect(heard.filter(({ type }) => type === 'sites-changed').length).toBeGreaterThan(0);
  });

  it('says business hours in the words that visitors read', async () => {
    const { sites } = open(texts);
    const { contact } = await sites.get('default');
    await sites.update('default', { documents: ['a'], contact: { ...contact, hours: [{ day: 1, from: '09:00', to: '18:00' }] } });
    await sites.publish('default');
    expect((await siteJson(sites)).hoursText).toEqual({ en: 'Mon 09:00–18:00', zh: '周一 09:00–18:00' });
  });

  it('leaves out what is deleted or not ready, and names it', async () => {
    const { sites } = open({ ...texts, c: 'Later.' }, { c: { status: 'reading' } });
    await sites.update('default', { documents: ['gone', 'a', 'c'] });
    const leftOut = [{ id: 'c', name: 'c.txt' }, { id: 'gone', name: 'gone' }];
    expect((await sites.review('default')).leftOut).toEqual(leftOut);
    expect(await sites.publish('default')).toMatchObject({ leftOut, documents: [{ id: 'a' }] });
    await sites.update('default', { documents: ['gone'] });
    await expect(sites.publish('default')).rejects.toMatchObject({ code: 'site-empty', fields: { missing: 'gone' } });
  });

  it('is kept back by what a firm does not show, until that is accepted, and stays accepted', async () => {
    const { sites, store, folders } = open({ ...texts, c: `Guests: ${people}. password: hunter22` });
    await sites.update('default', { documents: ['a', 'c'] });
    const error = await sites.publish('default').catch((caught: unknown) => caught) as { code: string; message: string };
    expect(error.code).toBe('site-findings');
    expect(error.message).toContain('c.txt');
    expect(error.message).not.toContain('hunter22');
    expect(folders.calls).toEqual([]);
    const { findings, stopped } = await sites.review('default');
    expect(stopped).toBe(true);
    const keys = findings.filter(({ severity }) => severity === 'stop').map(({ key }) => key);
    expect((await sites.accept('default', keys, true)).stopped).toBe(false);
    await sites.publish('default');
    // The same text in a new version of the document.
    store.documents.save(document('c', { hash: 'hash-c2', version: 2 }));
    const text = `New. Guests: ${people}. password: hunter22`;
    store.documents.saveExtraction('hash-c2', { mime: 'text/plain', pages: 1, pageKind: 'none', blocks: [{ kind: 'paragraph', text, start: 0, end: text.length }], warnings: [] }, '');
    expect((await sites.review('default')).stopped).toBe(false);
    expect((await sites.accept('default', keys, false)).stopped).toBe(true);
    expect(await sites.leaving('default', 'c')).toBe(text);
    await expect(sites.leaving('default', 'b')).rejects.toMatchObject({ code: 'document-not-found' });
  });

  it('looks at the owner\'s own texts, too: approved answers and those of the chat window', async () => {
    const { sites } = open(texts);
    await sites.update('default', { documents: ['a'] });
    const { theme, contact } = await sites.get('default');
    await sites.update('default', {
      theme: { ...theme, greeting: { en: 'Hello! Our wifi password: teapot42' }, starterQuestions: { zh: ['身份证号是11010519491231002X吗？'] } },
      contact: { ...contact, email: 'hello@shop.example', phone: '+49 30 1234567' },
    });
    const { id } = await sites.approve('default', { question: 'How do I pay?', answer: 'To the card 4111 1111 1111 1111, or write to anna@shop.example.' });
    const { documents, findings, stopped } = await sites.review('default');
    expect(documents.map((one) => [one.id, one.name])).toEqual([['a', 'a.txt'], ['approved-answers', 'Approved answers'], ['site-texts', 'Texts of the chat window']]);
    expect(findings.map(({ document: of, kind, severity }) => [of, kind, severity])).toEqual([['approved-answers', 'card', 'stop'], ['approved-answers', 'email', 'look'], ['site-texts', 'secret', 'stop'], ['site-texts', 'id', 'stop']]);
    expect(stopped).toBe(true);
    for (const { document: of, start, end, text } of findings) expect((await sites.leaving('default', of)).slice(start, end)).toBe(text);
    await expect(sites.publish('default')).rejects.toMatchObject({ code: 'site-findings' });
    // Live neither, until it is let out.
    expect(await sites.clearedAnswers('default')).toEqual([]);
    await sites.accept('default', findings.map(({ key }) => key), true);
    expect((await sites.clearedAnswers('default')).map((one) => one.id)).toEqual([id]);
    await sites.publish('default');
    // Another number in the same answer is looked at anew.
    await sites.approve('default', { id, question: 'How do I pay?', answer: 'To the card 5555 5555 5555 4444.' });
    await expect(sites.publish('default')).rejects.toMatchObject({ code: 'site-findings' });
  });

  it('shows changed settings only from the next publication on', async () => {
    const { sites } = open(texts);
    await sites.update('default', { documents: ['a'] });
    await sites.publish('default');
    await sites.update('default', { theme: { ...(await sites.get('default')).theme, colour: '#123456' }, liveAddress: 'https://live.example' });
    expect((await siteJson(sites)).theme.colour).not.toBe('#123456');
    await sites.publish('default');
    expect(await siteJson(sites)).toMatchObject({ version: 2, live: 'https://live.example', theme: { colour: '#123456' } });
  });

  it('keeps the last ten versions and puts an earlier one back', async () => {
    const { sites, folders } = open(texts);
    await sites.update('default', { documents: ['a'] });
    for (let round = 1; round <= 11; round += 1) {
      if (round === 11) await sites.update('default', { documents: ['b'] });
      await sites.publish('default');
    }
    expect((await sites.versions('default')).map(({ version }) => version)).toEqual([11, 10, 9, 8, 7, 6, 5, 4, 3, 2]);
    expect(folders.calls.filter((call) => call.startsWith('delete'))).toEqual(['delete default 1']);
    const question = 'When are you open?';
    expect((await (await sites.published('default'))?.engine.answer(question, [], 'en'))?.answered).toBe(false);
    expect((await sites.putBack('default', 10)).published).toBe(10);
    expect((await (await sites.published('default'))?.engine.answer(question, [], 'en'))?.answered).toBe(true);
    expect((await siteJson(sites)).version).toBe(10);
    await expect(sites.putBack('default', 1)).rejects.toMatchObject({ code: 'site-version-not-found' });
    expect((await sites.publish('default')).version).toBe(12);
  });

  it('changes nothing for visitors when it fails', async () => {
    const { sites, folders } = open(texts);
    await sites.update('default', { documents: ['a'] });
    await sites.publish('default');
    folders.write = async () => { throw new Error('the disk is full'); };
    await sites.update('default', { documents: ['b'] });
    await expect(sites.publish('default')).rejects.toThrow('the disk is full');
    expect((await sites.versions('default')).map(({ version }) => version)).toEqual([1]);
    expect((await sites.get('default')).published).toBe(1);
  });

  it('says what is missing in a copy without a built widget', async () => {
    const { sites, folders } = open(texts);
    await sites.update('default', { documents: ['a'] });
    folders.widget.splice(0);
    await expect(sites.publish('default')).rejects.toMatchObject({ code: 'site-widget', fields: { missing: 'sprout.js, engine-….js' } });
    await expect(sites.files('default')).rejects.toMatchObject({ code: 'site-unpublished' });
  });

  it('takes two that are asked for at once one after the other', async () => {
    const { sites } = open(texts);
    await sites.update('default', { documents: ['a'] });
    expect((await Promise.all([sites.publish('default'), sites.publish('default')])).map(({ version }) => version)).toEqual([1, 2]);
  });

  it('loses no change that is made at the same time, of settings or of what visitors see', async () => {
    const { sites } = open(texts);
    await sites.update('default', { documents: ['a'] });
    await Promise.all([sites.publish('default'), sites.update('default', { name: 'Tea' }), sites.update('default', { instructions: 'Be kind.' }), sites.accept('default', ['x'], true), ...Array.from({ length: 20 }, (_, at) => sites.update('default', { retentionDays: at + 1 }))]);
    expect(await sites.get('default')).toMatchObject({ name: 'Tea', instructions: 'Be kind.', accepted: ['x'], retentionDays: 20, published: 1 });
    await Promise.all([sites.publish('default'), sites.putBack('default', 1)]);
    expect((await sites.get('default')).published).toBe(1);
  });

  it('leaves nothing of a site that is deleted meanwhile', async () => {
    const { sites, folders } = open(texts);
    const { id } = await sites.create({ name: 'Tea', documents: ['a'] });
    await Promise.allSettled([sites.publish(id), sites.delete(id), sites.publish(id), sites.update(id, { name: 'Again' })]);
    expect((await sites.list()).map((site) => site.id)).toEqual(['default']);
    expect(await folders.list(id, 1)).toEqual([]);
    expect((await sites.create({ name: 'Tea' })).published).toBeNull();
  });

  it('leaves out a document that is deleted after it was looked at', async () => {
    const { sites, store } = open(texts);
    await sites.update('default', { documents: ['a', 'b'] });
    expect((await sites.review('default')).leftOut).toEqual([]);
    store.documents.delete('b');
    expect(await sites.publish('default')).toMatchObject({ documents: [{ id: 'a' }], leftOut: [{ id: 'b' }] });
  });

  it('forgets versions without files: visitors are sent to none, and the owner is offered none', async () => {
    const { sites, folders } = open(texts);
    await sites.update('default', { documents: ['a'] });
    for (let round = 0; round < 3; round += 1) await sites.publish('default');
    await folders.deleteVersion('default', 1);
    await sites.start();
    expect([(await sites.versions('default')).map(({ version }) => version), (await sites.get('default')).published]).toEqual([[3, 2], 3]);
    await folders.delete('default');
    await sites.start();
    expect([await sites.versions('default'), (await sites.get('default')).published, await sites.published('default')]).toEqual([[], null, undefined]);
    await expect(sites.putBack('default', 3)).rejects.toMatchObject({ code: 'site-version-not-found' });
    expect((await sites.publish('default')).version).toBe(1);
  });

  it('gives the folder as a zip file', async () => {
    const { sites } = open(texts);
    await sites.update('default', { documents: ['a', 'b'] });
    await sites.publish('default');
    const { name, bytes } = await sites.download('default');
    expect(name).toBe('sprout-default-1.zip');
    expect(Object.entries(unzipSync(bytes)).map(([path, held]) => [path, [...held]]).sort()).toEqual((await sites.files('default')).map((file) => [file.path, [...file.bytes]]).sort());
  });
});

describe('approved answers', () => {
  it('are kept, changed, taken back, and published', async () => {
    const { sites } = open(texts);
    const { id } = await sites.approve('default', { question: ' Is there parking? ', answer: 'Behind the house.' });
    await sites.approve('default', { id, question: 'Is there parking?', answer: 'Before the house.' });
    expect(await sites.approved('default')).toMatchObject([{ id, question: 'Is there parking?', answer: 'Before the house.' }]);
    await sites.update('default', { documents: [] });
    expect((await sites.publish('default')).approved).toBe(1);
    expect(await (await sites.published('default'))?.engine.answer('do you have parking', [], 'en')).toMatchObject({ answer: 'Before the house.', approved: true });
    await sites.deleteApproved('default', id);
    await expect(sites.deleteApproved('default', id)).rejects.toMatchObject({ code: 'approved-not-found' });
    await expect(sites.approve('default', { id, question: 'x', answer: 'y' })).rejects.toMatchObject({ code: 'approved-not-found' });
    await expect(sites.publish('default')).rejects.toMatchObject({ code: 'site-empty' });
  });
});
