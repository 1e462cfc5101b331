import { describe, expect, it } from 'vitest';
import { createShellKeychain } from '../../electron/core-process/shell-keychain.ts';
import { answerKeychain, keychainState, type Keychain } from '../../electron/main/keychain.ts';
import type { KeychainReply } from '../../electron/main/keychain-messages.ts';

/** Like Electron's: texts in, bytes out. */
const system = (changes: Partial<Keychain> = {}): Keychain => ({
  isAsyncEncryptionAvailable: async () => true,
  encryptStringAsync: async (text) => Buffer.from(`v10${[...text].reverse().join('')}`),
  decryptStringAsync: async (bytes) => ({ result: [...bytes.toString().slice(3)].reverse().join(''), shouldReEncrypt: false }),
  getSelectedStorageBackend: () => 'gnome_libsecret', ...changes,
});

/** Both ends, without the processes between them. */
function joined(keychain: Keychain, platform: NodeJS.Platform = 'linux'): ReturnType<typeof createShellKeychain> {
  let listener: (reply: KeychainReply) => void = () => undefined;
  return createShellKeychain({ post: (request) => { void answerKeychain(request, keychain, platform).then((reply) => { listener(reply); }); }, listen: (given) => { listener = given; } });
}

describe("the desktop shell's keychain", () => {
  it.each([
    ['linux', 'basic_text', true, 'none'], ['linux', 'unknown', false, 'none'], ['linux', 'gnome_libsecret', true, 'ready'], ['linux', 'kwallet6', false, 'locked'],
    ['darwin', '', true, 'ready'], ['darwin', '', false, 'locked'], ['win32', '', true, 'ready'], ['win32', '', false, 'locked'],
  ] as const)('on %s with "%s", available: %s, is %s', (platform, backend, available, state) => { expect(keychainState({ platform, backend, available })).toBe(state); });

  it('gives every key back, and keeps answers apart', async () => {
    const keychain = joined(system());
    expect(await keychain.state()).toBe('ready');
    const keys = Array.from({ length: 20 }, (_, at) => Uint8Array.from({ length: 32 }, (_each, place) => (place * 37 + at * 11) % 256));
    expect(await Promise.all(keys.map(async (key) => (await keychain.unwrap(await keychain.wrap(key))).key))).toEqual(keys);
  });

  it('says that a key should be wrapped anew, and what went wrong', async () => {
    expect(await joined(system({ decryptStringAsync: async () => ({ result: 'AAAA', shouldReEncrypt: true }) })).unwrap(new Uint8Array())).toEqual({ key: new Uint8Array(3), stale: true });
    await expect(joined(system({ encryptStringAsync: () => Promise.reject(new Error('user cancelled')) })).wrap(new Uint8Array())).rejects.toThrow('user cancelled');
    expect(await joined(system({ isAsyncEncryptionAvailable: () => Promise.reject(new Error('no session bus')) }), 'darwin').state()).toBe('locked');
  });
});
