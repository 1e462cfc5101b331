import { createCipheriv, createHash, randomBytes } from 'node:crypto';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import CFB from 'cfb';
import { afterAll, describe, expect, it } from 'vitest';
import { createSandboxedReader } from '../../../../core/adapters/readers/index.ts';
import { corpusCases, extractionText, hasCorpus } from '../../../support/corpus.ts';
import { temporaryFolder } from '../../../support/temporary-folder.ts';
import { wordParagraph, wordXml, writeZip } from '../../../support/zip-file.ts';

const reader = createSandboxedReader({ poolSize: 1 });
afterAll(() => reader.close());

describe.skipIf(!hasCorpus())('office files that Office 2007 locked', { timeout: 60_000 }, () => {
  for (const one of corpusCases('hostile/office/').filter(({ file }) => file.includes('protected_passtika'))) {
    it(`asks for the password of ${one.file} and opens it with the right one only`, async () => {
      await expect(reader.read({ path: one.path, name: one.file })).rejects.toMatchObject({ code: 'password-needed' });
      await expect(reader.read({ path: one.path, name: one.file, password: 'wrong' })).rejects.toMatchObject({ code: 'password-wrong' });
      expect(extractionText(await reader.read({ path: one.path, name: one.file, password: 'tika' })).length).toBeGreaterThan(10);
    });
  }
});

describe('office files as they are locked today', { timeout: 60_000 }, () => {
  it('open with the right password only', async () => {
    const folder = await temporaryFolder();
    await writeZip(join(folder, 'plain.docx'), { 'word/document.xml': wordXml(wordParagraph('The safe opens at nine.') + wordParagraph('x'.repeat(9000))) });
    const path = join(folder, 'locked.docx');
    await writeFile(path, lock(await readFile(join(folder, 'plain.docx')), '密码 secret', 1000));
    await expect(reader.read({ path, name: 'locked.docx' })).rejects.toMatchObject({ code: 'password-needed' });
    await expect(reader.read({ path, name: 'locked.docx', password: 'secret' })).rejects.toMatchObject({ code: 'password-wrong' });
    expect(extractionText(await reader.read({ path, name: 'locked.docx', password: '密码 secret' }))).toContain('The safe opens at nine.');
  });

  it('are refused when they ask for endless work', async () => {
    const path = join(await temporaryFolder(), 'slow.docx');
    await writeFile(path, lock(Buffer.from('x'), 'a', 10, 4_000_000_000));
    await expect(reader.read({ path, name: 'slow.docx', password: 'a' })).rejects.toMatchObject({ code: 'file-hostile' });
  });
});

/** Agile encryption, AES-256 and SHA-512, as [MS-OFFCRYPTO] 2.3.4.10 to 2.3.4.15 write it. */
function lock(plain: Buffer, password: string, spins: number, claimed = spins): Buffer {
  const sha = (...parts: Buffer[]): Buffer => parts.reduce((hash, part) => hash.update(part), createHash('sha512')).digest();
  const word = (value: number): Buffer => { const bytes = Buffer.alloc(4); bytes.writeUInt32LE(value); return bytes; };
  const padded = (data: Buffer): Buffer => Buffer.concat([data, Buffer.alloc((16 - data.length % 16) % 16)]);
  const encrypt = (key: Buffer, iv: Buffer, data: Buffer): Buffer => createCipheriv('aes-256-cbc', key, iv).setAutoPadding(false).update(padded(data));
  const [salt, dataSalt, input, secret] = [randomBytes(16), randomBytes(16), randomBytes(16), randomBytes(32)];
  let base = sha(salt, Buffer.from(password, 'utf16le'));
  for (let at = 0; at < spins; at += 1) base = sha(word(at), base);
  const wrap = (purpose: string, data: Buffer): string => encrypt(sha(base, Buffer.from(purpose, 'hex')).subarray(0, 32), salt, data).toString('base64');
  const common = (own: Buffer): string => `saltSize="16" blockSize="16" keyBits="256" hashSize="64" cipherAlgorithm="AES" cipherChaining="ChainingModeCBC" hashAlgorithm="SHA512" saltValue="${own.toString('base64')}"`;
  const xml = `<?xml version="1.0"?><encryption xmlns="e" xmlns:p="p"><keyData ${common(dataSalt)}/><keyEncryptors><keyEncryptor uri="p"><p:encryptedKey spinCount="${claimed}" ${common(salt)} encryptedVerifierHashInput="${wrap('fea7d2763b4b9e79', input)}" encryptedVerifierHashValue="${wrap('d7aa0f6d3061344e', sha(input))}" encryptedKeyValue="${wrap('146e0be7abacd0d6', secret)}"/></keyEncryptor></keyEncryptors></encryption>`;
  const size = Buffer.alloc(8);
  size.writeBigUInt64LE(BigInt(plain.length));
  const segments = Array.from({ length: Math.ceil(plain.length / 4096) }, (_, at) => encrypt(secret, sha(dataSalt, word(at)).subarray(0, 16), plain.subarray(at * 4096, (at + 1) * 4096)));
  const container = CFB.utils.cfb_new();
  CFB.utils.cfb_add(container, '/EncryptionInfo', Buffer.concat([Buffer.from([4, 0, 4, 0, 0x40, 0, 0, 0]), Buffer.from(xml)]));
  CFB.utils.cfb_add(container, '/EncryptedPackage', Buffer.concat([size, ...segments]));
  return Buffer.from(CFB.write(container, { type: 'buffer' }) as Uint8Array);
}
