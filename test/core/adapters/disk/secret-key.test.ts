import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { createEncryptedSecrets } from '../../../../core/adapters/disk/index.ts';
import type { KeyWrapper } from '../../../../core/ports/key-wrapper.ts';
import { secretStoreSuite } from '../../../ports/secret-store.ts';
import { newFolder } from '../../../support/new-folder.ts';

/** A keychain that turns bits round; `word` is its own key. */
class MemoryKeychain implements KeyWrapper {
  readonly calls: string[] = [];
  now: 'ready' | 'locked' | 'none' = 'ready';
  word = 90;
  stale = false;
  async state(): Promise<'ready' | 'locked' | 'none'> { return this.now; }
  async wrap(key: Uint8Array): Promise<Uint8Array> { this.calls.push('wrap'); return Uint8Array.from([this.word, ...key.map((byte) => byte ^ this.word)]); }
  async unwrap([word = 0, ...wrapped]: Uint8Array): Promise<{ key: Uint8Array; stale: boolean }> {
    this.calls.push('unwrap');
    if (word !== this.word) throw new Error('not my key');
    return { key: Uint8Array.from(wrapped, (byte) => byte ^ word), stale: this.stale };
  }
}

const folderOf = (): string => join(newFolder(), 'secrets');
secretStoreSuite('encrypted files with a keychain', () => createEncryptedSecrets(folderOf(), new MemoryKeychain()));

describe('the key of the secrets', () => {
  it('is in the keychain alone, where there is one', async () => {
    const folder = folderOf();
    const keychain = new MemoryKeychain();
    await createEncryptedSecrets(folder, keychain).set('a', 'geheim');
    expect(readdirSync(folder).filter((name) => name.startsWith('key'))).toEqual(['key.wrapped']);
    expect(await createEncryptedSecrets(folder, keychain).get('a')).toBe('geheim');
  });

  it('that lay beside the secrets is taken over, with all of them', async () => {
    const folder = folderOf();
    await createEncryptedSecrets(folder).set('a', 'geheim');
    const key = readFileSync(join(folder, 'key'));
    const store = createEncryptedSecrets(folder, new MemoryKeychain());
    expect(await store.get('a')).toBe('geheim');
    for (const name of readdirSync(folder)) expect(readFileSync(join(folder, name)).includes(key), name).toBe(false);
  });

  it('is neither made anew nor laid open while the keychain is locked, or is asked for by a shell without one', async () => {
    const folder = folderOf();
    const keychain = new MemoryKeychain();
    keychain.now = 'locked';
    await expect(createEncryptedSecrets(folder, keychain).set('a', 'x')).rejects.toMatchObject({ code: 'secrets-locked' });
    expect(readdirSync(folder)).toEqual([]);
    keychain.now = 'ready';
    const store = createEncryptedSecrets(folder, keychain);
    await store.set('a', 'geheim');
    const before = readdirSync(folder);
    for (const state of ['locked', 'none'] as const) {
      keychain.now = state;
      await expect(createEncryptedSecrets(folder, keychain).get('a')).rejects.toMatchObject({ code: 'secrets-locked' });
      await expect(createEncryptedSecrets(folder, keychain).set('b', 'x')).rejects.toMatchObject({ code: 'secrets-locked' });
    }
    await expect(createEncryptedSecrets(folder).set('b', 'x')).rejects.toMatchObject({ code: 'secrets-locked' });
    expect(readdirSync(folder)).toEqual(before);
    // Unlocked, it is all there, in the same process too.
    keychain.now = 'ready';
    expect(await createEncryptedSecrets(folder, keychain).get('a')).toBe('geheim');
  });

  it('stays beside the secrets on a system that has no keychain', async () => {
    const folder = folderOf();
    const keychain = new MemoryKeychain();
    keychain.now = 'none';
    await createEncryptedSecrets(folder, keychain).set('a', 'geheim');
    expect(existsSync(join(folder, 'key'))).toBe(true);
    expect(await createEncryptedSecrets(folder).get('a')).toBe('geheim');
  });

  it('is not lost when the keychain cannot take it over', async () => {
    const folder = folderOf();
    await createEncryptedSecrets(folder).set('a', 'geheim');
    const keychain = new MemoryKeychain();
    keychain.wrap = () => Promise.reject(new Error('the keyring is read-only'));
    await expect(createEncryptedSecrets(folder, keychain).get('a')).rejects.toMatchObject({ code: 'secrets-locked' });
    keychain.wrap = async () => Uint8Array.from([90, 1, 2, 3]);
    await expect(createEncryptedSecrets(folder, keychain).get('a')).rejects.toMatchObject({ code: 'secrets-locked' });
    expect(await createEncryptedSecrets(folder).get('a')).toBe('geheim');
  });

  it('that another keychain keeps is refused, and stays for when its own is back', async () => {
    const folder = folderOf();
    const keychain = new MemoryKeychain();
    await createEncryptedSecrets(folder, keychain).set('a', 'geheim');
    const other = new MemoryKeychain();
    other.word = 17;
    await expect(createEncryptedSecrets(folder, other).get('a')).rejects.toMatchObject({ code: 'secrets-locked' });
    expect(await createEncryptedSecrets(folder, keychain).get('a')).toBe('geheim');
  });

  it('is wrapped anew when the keychain has a newer key, and is deleted where a stop left it lying', async () => {
    const folder = folderOf();
    const keychain = new MemoryKeychain();
    await createEncryptedSecrets(folder, keychain).set('a', 'geheim');
    writeFileSync(join(folder, 'key'), Buffer.alloc(32));
    keychain.stale = true;
    keychain.calls.length = 0;
    expect(await createEncryptedSecrets(folder, keychain).get('a')).toBe('geheim');
    expect(keychain.calls).toEqual(['unwrap', 'wrap', 'unwrap']);
    expect(existsSync(join(folder, 'key'))).toBe(false);
  });
});
