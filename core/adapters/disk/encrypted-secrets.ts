import { createCipheriv, createDecipheriv, createHash, randomBytes, randomUUID } from 'node:crypto';
import { link, mkdir, open, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { SproutError } from '../../contract/index.ts';
import type { SecretStore } from '../../ports/secret-store.ts';
import { atomicWrite } from './atomic-write.ts';
import { errorCode } from './error-code.ts';
import { fsyncDirectory } from './fsync-directory.ts';

const cipher = 'aes-256-gcm';
const keyBytes = 32;
const nonceBytes = 12;
const tagBytes = 16;
const onlyOwner = 0o600;

/**
 * Secrets as files of a folder, each encrypted by AES-256-GCM with a key that lies beside them and that only its owner may read.
 * It keeps them out of backups, databases and copies of single files; who may read the whole folder reads the secrets.
 * One file a secret, so that two processes never undo each other's change.
 */
export function createEncryptedSecrets(folder: string): SecretStore {
  const keyFile = join(folder, 'key');
  const fileOf = (name: string): string => join(folder, `${createHash('sha256').update(name).digest('hex')}.secret`);
  let key: Promise<Buffer> | undefined;

  async function openKey(): Promise<Buffer> {
    await mkdir(folder, { recursive: true, mode: 0o700 });
    const known = await readKey();
    if (known) return known;
    const temporary = join(folder, `.key.${randomUUID()}.tmp`);
    try {
      const handle = await open(temporary, 'wx', onlyOwner);
      try {
        await handle.writeFile(randomBytes(keyBytes));
        await handle.sync();
      } finally {
        await handle.close();
      }
      // A link never replaces: of two processes that begin at once one makes the key, and both use it.
      await link(temporary, keyFile).catch((error: unknown) => { if (errorCode(error) !== 'EEXIST') throw error; });
      await fsyncDirectory(folder);
    } finally {
      await rm(temporary, { force: true });
    }
    const made = await readKey();
    if (!made) throw new SproutError('secrets-damaged', { file: keyFile, reason: 'no key' });
    return made;
  }

  async function readKey(): Promise<Buffer | undefined> {
    const content = await readOptional(keyFile);
    if (content && content.length !== keyBytes) throw new SproutError('secrets-damaged', { file: keyFile, reason: `${content.length} bytes` });
    return content;
  }

  function currentKey(): Promise<Buffer> {
    key ??= openKey().catch((error: unknown) => { key = undefined; throw error; });
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

async function readOptional(path: string): Promise<Buffer | undefined> {
  try {
    return await readFile(path);
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return undefined;
    throw error;
  }
}
