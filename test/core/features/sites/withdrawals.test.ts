import { describe, expect, it } from 'vitest';
import { publicSiteSchema, SproutError, type Document, type Site } from '../../../../core/contract/index.ts';
import { createSites } from '../../../../core/features/sites/index.ts';
import { createEventHub } from '../../../../core/shared/event-hub.ts';
import { MemorySiteFolders } from '../../../fakes/memory-site-folders.ts';
import { MemoryWorkspaceStore } from '../../../fakes/memory-workspace-store.ts';
import { document } from '../../../ports/workspace-store.ts';

const texts = { hours: 'We are open from 9 to 18.', prices: 'A teapot costs 48 euro.', wages: 'The wage of the cook is 3200 euro.' };

async function open({ publish = true }: { publish?: boolean } = {}) {
  const store = new MemoryWorkspaceStore();
  const folders = new MemorySiteFolders();
  const events = createEventHub((error) => { throw error; });
  const ended: string[] = [];
  const bugs: unknown[] = [];
  let minutes = 0;
  const make = () => createSites({
    store, sites: store.sites, folders, events, timeZone: 'UTC', onWithdraw: (site) => { ended.push(site); }, onBug: (error) => { bugs.push(error); },
    now: () => new Date(Date.UTC(2026, 2, 1, 10, minutes += 1)),
  });
  const sites = make();
  const put = (id: string, text: string, more: Partial<Document> = {}): void => {
    const hash = `hash-${id}-${text.length}`;
    store.documents.save({ ...document(id, more), hash });
    store.documents.saveExtraction(hash, { mime: 'text/plain', pages: 1, pageKind: 'none', blocks: [{ kind: 'paragraph', text, start: 0, end: text.length }], warnings: [] }, '');
  };
  for (const [id, text] of Object.entries(texts)) put(id, text);
  const mark = (id: string, isPrivate = true): void => {
    const { private: _before, ...now } = store.documents.get(id) ?? document(id);
    const marked = isPrivate ? { ...now, private: true } : now;
    store.documents.save(marked);
    events.emit({ type: 'document-changed', document: marked });
  };
  const remove = (id: string): void => { store.documents.delete(id); events.emit({ type: 'document-deleted', document: id }); };
  const ask = async (question: string) => (await sites.published('default'))?.engine.answer(question, [], 'en');
  const inFiles = async (word: string): Promise<boolean> => {
    for (const { path, bytes } of await sites.files('default')) if (new TextDecoder().decode(path.endsWith('.bin') ? await unpacked(bytes) : bytes).includes(word)) return true;
    return false;
  };
  if (publish) {
    await sites.update('default', { documents: Object.keys(texts), sources: 'quotes' });
    await sites.publish('default');
  }
  return { store, folders, sites, make, put, mark, remove, ask, inFiles, ended, bugs };
}

const unpacked = async (bytes: Uint8Array): Promise<ArrayBuffer> => new Response(new Blob([bytes as Uint8Array<ArrayBuffer>]).stream().pipeThrough(new DecompressionStream('gzip'))).arrayBuffer();
const wages = 'What is the wage of the cook?';

describe('a document that becomes private after it was published', () => {
  it('is not answered from any more from that moment on, and its words are in no file', async () => {
    const { sites, mark, ask, inFiles, ended } = await open();
    expect((await ask(wages))?.answer).toContain('3200');
    expect(await inFiles('3200')).toBe(true);
    const before = publicSiteSchema.parse(JSON.parse(new TextDecoder().decode(await sites.file('default', 'sites/default/site.json')))).index;
    mark('wages');
    const asked = ask(wages);
    const file = sites.file('default', `${before?.folder ?? ''}manifest.bin`);
    expect((await asked)?.answered).toBe(false);
    expect(await file).toBeUndefined();
    expect(await inFiles('3200')).toBe(false);
    expect(ended).toEqual(['default']);
    expect((await ask('What does a teapot cost?'))?.answer).toContain('48');
  });

  it('leaves a version that says why, with all else as it was published, whatever is there by now', async () => {
    const { sites, mark, put, ask } = await open();
    await sites.approve('default', { question: 'Do you ship abroad?', answer: 'Yes, to all of Europe.' });
    await sites.publish('default');
    await sites.deleteApproved('default', (await sites.approved('default'))[0]?.id ?? '');
    put('prices', 'A teapot costs 51 euro now, who looked at that?', { version: 2 });
    await sites.update('default', { name: 'Renamed', theme: { ...(await sites.get('default')).theme, colour: '#000000' } });
    mark('wages');
    await sites.settled();
    const [made, before] = await sites.versions('default');
    expect(made).toMatchObject({ version: 3, documents: [{ id: 'hours' }, { id: 'prices' }], leftOut: [{ id: 'wages', private: true }], approved: 1, settings: before?.settings ?? {}, withdrawn: { of: 2, documents: [{ id: 'wages', private: true }] } });
    expect((await sites.get('default')).published).toBe(3);
    expect((await ask('What does a teapot cost?'))?.answer).toContain('48');
    expect((await ask('Do you ship abroad?'))?.answer).toBe('Yes, to all of Europe.');
    const shown = publicSiteSchema.parse(JSON.parse(new TextDecoder().decode(await sites.file('default', 'sites/default/site.json'))));
    expect(shown.theme.colour).not.toBe('#000000');
  });

  it('is the same whether it was deleted, and several at once make few versions', async () => {
    const { sites, remove, mark, ask } = await open();
    remove('wages');
    mark('prices');
    expect((await ask(wages))?.answered).toBe(false);
    expect((await ask('What does a teapot cost?'))?.answered).toBe(false);
    expect((await ask('When are you open?'))?.answer).toContain('9 to 18');
    const versions = await sites.versions('default');
    expect(versions.length).toBeLessThanOrEqual(3);
    expect(versions[0]?.documents.map(({ id }) => id)).toEqual(['hours']);
    expect(versions.flatMap(({ withdrawn }) => withdrawn?.documents ?? [])).toEqual(expect.arrayContaining([expect.objectContaining({ id: 'wages', private: false }), expect.objectContaining({ id: 'prices', private: true })]));
  });

  it('changes nothing for a site that does not show it', async () => {
    const { sites, mark, put, ended } = await open();
    put('other', 'Nobody published this.');
    mark('other');
    await sites.settled();
    expect(await sites.versions('default')).toHaveLength(1);
    expect(ended).toEqual([]);
  });

  it('may be the only one: nothing is answered then, and messages are taken still', async () => {
    const { sites, mark, ask } = await open();
    for (const id of Object.keys(texts)) mark(id);
    expect((await ask('When are you open?'))?.answered).toBe(false);
    expect((await sites.get('default')).published).not.toBeNull();
    expect((await sites.versions('default'))[0]).toMatchObject({ documents: [], passages: 0 });
  });

  it('does not come back with an earlier version: that comes back without it, and comes back whole when it is not private any more', async () => {
    const { sites, mark, ask, inFiles } = await open();
    mark('wages');
    await sites.settled();
    const { published } = await sites.putBack('default', 1);
    expect(published).toBe(3);
    expect((await sites.versions('default'))[0]).toMatchObject({ version: 3, withdrawn: { of: 1 } });
    expect(await inFiles('3200')).toBe(false);
    mark('wages', false);
    expect((await sites.putBack('default', 1)).published).toBe(1);
    expect((await ask(wages))?.answer).toContain('3200');
  });

  it('is taken out at the next start where a stop came first', async () => {
    const { store, sites, make, ended } = await open();
    store.documents.save({ ...document('wages'), private: true });
    const again = make();
    await again.start();
    expect((await (await again.published('default'))?.engine.answer(wages, [], 'en'))?.answered).toBe(false);
    expect(ended).toEqual(['default']);
    await sites.close();
  });

  it('takes the whole site from visitors where no version without it can be made', async () => {
    const { folders, sites, mark, ask, bugs } = await open();
    folders.write = () => Promise.reject(new SproutError('disk-full', { free: 0, needed: 1 }));
    mark('wages');
    expect(await ask(wages)).toBeUndefined();
    await expect(sites.file('default', 'sites/default/site.json')).rejects.toMatchObject({ code: 'site-unpublished' });
    expect((await sites.get('default')).published).toBeNull();
    expect(bugs).toHaveLength(1);
  });
});

describe('copies of a site elsewhere', () => {
  const states = async ({ sites }: Pick<Awaited<ReturnType<typeof open>>, 'sites'>) => (await sites.outdatedCopies()).map(({ kind, place, state, documents }) => [kind, place, state, documents.map(({ id }) => id).join()]);

  it('are named once they show what they may not, until the owner has put new ones in their place', async () => {
    const opened = await open();
    const { sites, folders, mark } = opened;
    await sites.copied('default', { kind: 'folder', place: '/out' });
    await sites.download('default');
    expect(await sites.outdatedCopies()).toEqual([]);
    mark('wages');
    await sites.settled();
    expect(await states(opened)).toEqual([['folder', '/out', 'renew', 'wages'], ['download', null, 'renew', 'wages']]);
    const [folder, download] = await sites.outdatedCopies();
    await expect(sites.renewCopy('default', download?.id ?? '')).rejects.toMatchObject({ code: 'site-copy-elsewhere' });
    await sites.renewCopy('default', folder?.id ?? '');
    expect(folders.out.get('/out')).toMatchObject({ keepBefore: false });
    expect(folders.out.get('/out')?.files).toEqual(await sites.files('default'));
    await sites.download('default');
    expect(await states(opened)).toEqual([['folder', '/out', 'upload', 'wages'], ['download', null, 'upload', 'wages']]);
    for (const { id } of await sites.outdatedCopies()) await sites.copyReplaced('default', id);
    expect(await sites.outdatedCopies()).toEqual([]);
    mark('prices');
    await sites.settled();
    expect(await states(opened)).toEqual([['folder', '/out', 'renew', 'prices'], ['download', null, 'renew', 'prices']]);
    await expect(sites.copyReplaced('default', 'absent')).rejects.toMatchObject({ code: 'site-copy-not-found' });
  });

  it('may still hold what an earlier upload brought there', async () => {
    const opened = await open();
    const { sites, mark } = opened;
    await sites.copied('default', { kind: 'folder', place: '/out' });
    await sites.update('default', { documents: ['hours', 'prices'] });
    await sites.publish('default');
    await sites.copied('default', { kind: 'folder', place: '/out' });
    mark('wages');
    await sites.settled();
    expect(await states(opened)).toEqual([['folder', '/out', 'renew', 'wages']]);
  });

  it('that may have been made before they were counted are taken for granted', async () => {
    const opened = await open();
    const { store, sites, make, mark } = opened;
    const { copies: _copies, ...old } = await sites.get('default');
    await store.sites.save({ ...old, liveAddress: 'https://cloud.example', switched: { before: [null], at: '2026-01-01T00:00:00.000Z' } } satisfies Site);
    await make().start();
    mark('wages');
    await sites.settled();
    expect(await states(opened)).toEqual([['download', null, 'renew', 'wages'], ['bundle', 'https://cloud.example', 'renew', 'wages']]);
  });

  it('are not named for a site that never left', async () => {
    const { sites, mark } = await open();
    mark('wages');
    await sites.settled();
    expect(await sites.outdatedCopies()).toEqual([]);
  });
});
