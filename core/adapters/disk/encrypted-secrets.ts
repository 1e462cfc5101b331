import { createCipheriv, createDecipheriv, createHash, randomBytes } from 'node:crypto';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { SproutError } from '../../contract/index.ts';
import type { KeyWrapper } from '../../ports/key-wrapper.ts';
import type { SecretStore } from '../../ports/secret-store.ts';
import { atomicWrite } from './atomic-write.ts';
import { errorCode } from './error-code.ts';
import { fsyncDirectory } from './fsync-directory.ts';
import { openSecretKey, readOptional } from './secret-key.ts';

const cipher = 'aes-256-gcm';
const nonceBytes = 12;
const tagBytes = 16;

/**
 * Secrets as files of a folder, each encrypted by AES-256-GCM with a key that the system's keychain keeps, or, where a shell has none, that lies beside
 * them and only its owner may read: that keeps them out of backups, databases and copies of single files, but not from who may read the whole folder.
 * One file a secret, so that two processes never undo each other's change.
 */
export function createEncryptedSecrets(folder: string, wrapper?: KeyWrapper): SecretStore {
  const fileOf = (name: string): string => join(folder, `${createHash('sha256').update(name).digest('hex')}.secret`);
  let key: Promise<Buffer> | undefined;

  function currentKey(): Promise<Buffer> {
    key ??= openSecretKey(folder, wrapper).catch((error: unknown) => { key = undefined; throw error; });
    return key;
  }

  return {
    async get(name) {
      const file = fileOf(name);
      const content = await readOptional(file);
      if (!content) return undefined;
      try {
        const open = createDecipheriv(cipher, await currentKey(), content.subarray(0, nonceBytes), { authTagLength: tagBytes });
        // A file that was renamed is not another secret.
        open.setAAD(Buffer.from(name));
        open.setAuthTag(content.subarray(nonceBytes, nonceBytes + tagBytes));
        return Buffer.concat([open.update(content.subarray(nonceBytes + tagBytes)), open.final()]).toString('utf8');
      } catch (error) {
        if (error instanceof SproutError) throw error;
        throw new SproutError('secrets-damaged', { file, reason: 'wrong key, or changed' }, { cause: error });
      }
    },
    async set(name, value) {
      const nonce = randomBytes(nonceBytes);
      const seal = createCipheriv(cipher, await currentKey(), nonce, { authTagLength: tagBytes });
      seal.setAAD(Buffer.from(name));
      const sealed = Buffer.concat([seal.update(value, 'utf8'), seal.final()]);
      await atomicWrite(fileOf(name), Buffer.concat([nonce, seal.getAuthTag(), sealed]));
    },
    async delete(name) {
      await rm(fileOf(name), { force: true });
      await fsyncDirectory(folder).catch((error: unknown) => { if (errorCode(error) !== 'ENOENT') throw error; });
    },
  };
}
