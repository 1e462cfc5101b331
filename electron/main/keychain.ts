import type { SafeStorage } from 'electron';
import type { KeychainReply, KeychainRequest, KeychainState } from './keychain-messages.ts';

export type Keychain = Pick<SafeStorage, 'isAsyncEncryptionAvailable' | 'encryptStringAsync' | 'decryptStringAsync' | 'getSelectedStorageBackend'>;

/** Without a keyring Chromium encrypts with a password that everyone knows: that is none. Anything else that does not answer is locked, and nothing takes its place. */
export function keychainState({ platform, backend, available }: { readonly platform: NodeJS.Platform; readonly backend: string; readonly available: boolean }): KeychainState {
  if (platform === 'linux' && (backend === 'basic_text' || backend === 'unknown')) return 'none';
  return available ? 'ready' : 'locked';
}

/** Answers the core by the system's keychain. Never fails. */
export async function answerKeychain(request: KeychainRequest, keychain: Keychain, platform: NodeJS.Platform): Promise<KeychainReply> {
  const { id } = request;
  try {
    if (request.ask === 'state') {
      // Asked first: it is what opens the keychain.
      const available = await keychain.isAsyncEncryptionAvailable();
      return { id, state: keychainState({ platform, backend: platform === 'linux' ? keychain.getSelectedStorageBackend() : '', available }) };
    }
    if (request.ask === 'wrap') return { id, bytes: new Uint8Array(await keychain.encryptStringAsync(Buffer.from(request.bytes).toString('base64'))), stale: false };
    const { result, shouldReEncrypt } = await keychain.decryptStringAsync(Buffer.from(request.bytes));
    return { id, bytes: new Uint8Array(Buffer.from(result, 'base64')), stale: shouldReEncrypt };
  } catch (error) {
    return { id, failed: error instanceof Error ? error.message : String(error) };
  }
}
