import { readdirSync, readFileSync, renameSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { createEncryptedSecrets } from '../../../../core/adapters/disk/index.ts';
import { secretStoreSuite } from '../../../ports/secret-store.ts';
import { newFolder } from '../../../support/new-folder.ts';

secretStoreSuite('encrypted files', () => createEncryptedSecrets(join(newFolder(), 'secrets')));

const secret = 'canary-9c41-geheim';
const filesOf = (folder: string): string[] => readdirSync(folder).map((name) => join(folder, name));
const encrypted = (folder: string): string[] => filesOf(folder).filter((path) => path.endsWith('.secret'));

describe('secrets in encrypted files', () => {
  it('are read again after a restart', async () => {
    const folder = join(newFolder(), 'secrets');
    await createEncryptedSecrets(folder).set('a', secret);
    expect(await createEncryptedSecrets(folder).get('a')).toBe(secret);
  });

  it('are in no file, in no form, and neither are their names', async () => {
    const folder = join(newFolder(), 'secrets');
    await createEncryptedSecrets(folder).set('name-of-it', secret);
    for (const path of filesOf(folder)) {
      for (const word of [secret, 'name-of-it']) for (const form of [Buffer.from(word), Buffer.from(word, 'utf16le'), Buffer.from(Buffer.from(word).toString('hex')), Buffer.from(Buffer.from(word).toString('base64').slice(0, -4))]) expect(readFileSync(path).includes(form)).toBe(false);
    }
  });

  it.skipIf(process.platform === 'win32')('have a key that only its owner may read', async () => {
    const folder = join(newFolder(), 'secrets');
    await createEncryptedSecrets(folder).set('a', secret);
    expect(statSync(join(folder, 'key')).mode & 0o777).toBe(0o600);
    expect(statSync(folder).mode & 0o077).toBe(0);
  });

  it('that were changed by a bit, cut or exchanged for another are refused by name', async () => {
    const folder = join(newFolder(), 'secrets');
    const store = createEncryptedSecrets(folder);
    await store.set('a', secret);
    const [path = ''] = encrypted(folder);
    const whole = readFileSync(path);
    for (let at = 0; at < whole.length; at += 1) {
      const bytes = Buffer.from(whole);
      bytes[at] = (bytes[at] ?? 0) ^ 1;
      writeFileSync(path, bytes);
      await expect(store.get('a')).rejects.toMatchObject({ code: 'secrets-damaged' });
    }
    for (const length of [0, 5, 20, whole.length - 1]) {
      writeFileSync(path, whole.subarray(0, length));
      await expect(store.get('a')).rejects.toMatchObject({ code: 'secrets-damaged' });
    }
    writeFileSync(path, whole);
    await store.set('b', 'other');
    const other = encrypted(folder).find((one) => one !== path) ?? '';
    renameSync(path, other);
    await expect(store.get('b')).rejects.toMatchObject({ code: 'secrets-damaged' });
  });

  it('of two processes that begin at once have one key', async () => {
    const folder = join(newFolder(), 'secrets');
    const stores = Array.from({ length: 8 }, () => createEncryptedSecrets(folder));
    await Promise.all(stores.map((store, at) => store.set(`s${at}`, String(at))));
    const fresh = createEncryptedSecrets(folder);
    expect(await Promise.all(stores.map((_, at) => fresh.get(`s${at}`)))).toEqual(stores.map((_, at) => String(at)));
  });
});
