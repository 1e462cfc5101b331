import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, describe, expect, it, vi } from 'vitest';
import yauzl from 'yauzl';
import { openSqliteStore } from '../../core/adapters/sqlite/index.ts';
import type { MadeKey, ProgramKey } from '../../core/contract/index.ts';
import type { Core } from '../../core/create-core.ts';
import { realCore } from '../support/real-core.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

let core: Core | undefined;
afterEach(async () => { await core?.close(); core = undefined; vi.restoreAllMocks(); });

/** A secret as it might lie about. */
const forms = (key: string): Buffer[] => [Buffer.from(key), Buffer.from(key, 'utf16le'), Buffer.from(Buffer.from(key).toString('base64').replace(/=+$/, '').slice(2, -2)), Buffer.from(Buffer.from(key).toString('hex')), Buffer.from(key.slice('sprout_'.length), 'base64url')];
async function filesWith(folder: string, secret: string): Promise<string[]> {
  const files = (await readdir(folder, { recursive: true, withFileTypes: true })).filter((entry) => entry.isFile()).map(({ parentPath, name }) => join(parentPath, name));
  const found = await Promise.all(files.map(async (path) => { const content = await readFile(path); return forms(secret).some((form) => content.includes(form)) ? [path] : []; }));
  return found.flat();
}
async function call<Body>(method: string, path: string, body?: object): Promise<Body> {
  const response = await core?.fetch(new Request(`http://sprout.test${path}`, { method, ...(body ? { body: JSON.stringify(body), headers: { 'content-type': 'application/json' } } : {}) }));
  return await response?.json() as Body;
}
const admits = async (key: string): Promise<boolean> => (await core?.fetch(new Request('http://sprout.test/v1/models', { headers: { authorization: `Bearer ${key}` } })))?.status === 200;

/** The database inside a backup, uncompressed. */
function databaseOf(backup: string): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    yauzl.open(backup, { lazyEntries: true }, (error, zip) => {
      if (error) return reject(error);
      zip.on('entry', (entry: yauzl.Entry) => {
        if (entry.fileName !== 'sprout.db') return zip.readEntry();
        zip.openReadStream(entry, (failure, stream) => { if (failure) reject(failure); else void stream.toArray().then((parts) => { resolve(Buffer.concat(parts as Buffer[])); }, reject); });
      });
      zip.readEntry();
    });
  });
}

describe('a key of another program', () => {
  it('is shown once and is afterwards nowhere: on the disk, in an answer, in a log or in a backup', async () => {
    const folder = await temporaryFolder();
    const logged: string[] = [];
    for (const stream of [process.stdout, process.stderr]) vi.spyOn(stream, 'write').mockImplementation((text) => { logged.push(String(text)); return true; });
    core = await realCore(join(folder, 'home'), { onBug: (error) => { logged.push(error instanceof Error ? error.stack ?? '' : String(error)); } });
    const made = await call<MadeKey>('POST', '/api/keys', { name: 'Mail program' });
    expect(made.key).toMatch(/^sprout_[\w-]{43}$/);
    expect(await admits(made.key)).toBe(true);
    // Wrong in every way that might end up in a message.
    for (const authorization of [made.key, `Basic ${made.key}`, `Bearer ${made.key} x`, `Bearer x${made.key}`]) await core.fetch(new Request('http://sprout.test/v1/models', { headers: { authorization } }));
    await core.fetch(new Request(`http://sprout.test/v1/${encodeURIComponent('x')}`, { headers: { authorization: `Bearer ${made.key}` } }));
    const answers = [await call('GET', '/api/keys'), await call('GET', '/api/status'), await call('GET', '/api/doctor'), await call('GET', '/api/openapi.json')];
    await core.backup(join(folder, 'all.zip'));
    expect(await filesWith(folder, made.key)).toEqual([]);
    expect(logged.join('\n')).not.toContain(made.key.slice(11));
    expect(JSON.stringify(answers)).not.toContain(made.key.slice(11));
    expect(await call<{ keys: ProgramKey[] }>('GET', '/api/keys')).toEqual({ keys: [{ id: made.id, name: 'Mail program', prefix: made.key.slice(0, 11), madeAt: made.madeAt, lastUsedAt: expect.any(String) as string }] });
    // Not even its hash goes with a backup.
    const [stored] = await hashes(folder);
    expect(stored).toMatch(/^[0-9a-f]{64}$/);
    expect((await databaseOf(join(folder, 'all.zip'))).includes(stored ?? '')).toBe(false);
  });

  /** Of the keys in the database, which another program may read beside Sprout. */
  async function hashes(folder: string): Promise<string[]> {
    await core?.close();
    core = undefined;
    const store = openSqliteStore(join(folder, 'home/workspaces/default/sprout.db'));
    const found = store.keys.list().map(({ hash }) => hash);
    store.close();
    return found;
  }

  it('that was revoked stays revoked when a backup is put back, and the others go on', async () => {
    const folder = await temporaryFolder();
    core = await realCore(join(folder, 'home'));
    const [gone, kept] = [await call<MadeKey>('POST', '/api/keys', { name: 'gone' }), await call<MadeKey>('POST', '/api/keys', { name: 'kept' })];
    await core.backup(join(folder, 'all.zip'));
    await call('DELETE', `/api/keys/${gone.id}`);
    const later = await call<MadeKey>('POST', '/api/keys', { name: 'later' });
    await core.restore(join(folder, 'all.zip'));
    expect([await admits(gone.key), await admits(kept.key), await admits(later.key)]).toEqual([false, true, true]);
    expect(await call('DELETE', `/api/keys/${gone.id}`)).toMatchObject({ error: { code: 'key-not-found' } });
    // On another computer it lets nobody in.
    await core.close();
    core = await realCore(join(folder, 'elsewhere'));
    await core.restore(join(folder, 'all.zip'));
    expect(await admits(kept.key)).toBe(false);
    expect(await call('GET', '/api/keys')).toEqual({ keys: [] });
  });
});
