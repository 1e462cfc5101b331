import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { createSandboxedReader } from '../../../../core/adapters/readers/index.ts';
import { corpusCases, extractionText, hasCorpus } from '../../../support/corpus.ts';
import { basicLock, lockWord, lockWorkbook, serviceLock } from '../../../support/lock-legacy.ts';
import { temporaryFolder } from '../../../support/temporary-folder.ts';

const reader = createSandboxedReader({ poolSize: 1 });
afterAll(() => reader.close());

const locks = {
  'Office 97': basicLock,
  'Office 2003, 40 bits': (password: string) => serviceLock(password, 40),
  'Office 2003, 128 bits': (password: string) => serviceLock(password, 128),
};
const cases = [['xlsx/mid__test.xls', lockWorkbook], ['doc/docling__legacy_sample.doc', lockWord]] as const;

const caseOf = (name: string) => corpusCases(name).find(({ file }) => file === name);

async function written(name: string, bytes: Buffer): Promise<string> {
  const path = join(await temporaryFolder(), name);
  await writeFile(path, bytes);
  return path;
}

describe.skipIf(!hasCorpus())('workbooks and Word files of Office 97 to 2003', { timeout: 60_000 }, () => {
  for (const [file, lock] of cases) for (const [name, made] of Object.entries(locks)) {
    it(`open with the right password only, and hold what they held before: ${file}, ${name}`, async () => {
      const one = caseOf(file);
      const plain = await reader.read({ path: one?.path ?? '', name: file });
      const path = await written(file.replace('/', '-'), lock(await readFile(one?.path ?? ''), made('密码 secret')));
      await expect(reader.read({ path, name: file })).rejects.toMatchObject({ code: 'password-needed' });
      await expect(reader.read({ path, name: file, password: 'secret' })).rejects.toMatchObject({ code: 'password-wrong' });
      expect(extractionText(await reader.read({ path, name: file, password: '密码 secret' }))).toBe(extractionText(plain));
    });
  }

  it('open when Excel itself locked them', async () => {
    const [one] = corpusCases('hostile/office/poi__password.xls');
    await expect(reader.read({ path: one?.path ?? '', name: 'a.xls', password: 'wrong' })).rejects.toMatchObject({ code: 'password-wrong' });
    expect(extractionText(await reader.read({ path: one?.path ?? '', name: 'a.xls', password: 'password' }))).toContain('A ZIP bomb is a variant of mail-bombing.');
  });

  it('need no password when they are only protected against changes', async () => {
    const one = caseOf('xlsx/mid__test.xls');
    const path = await written('protected.xls', lockWorkbook(await readFile(one?.path ?? ''), basicLock('VelvetSweatshop')));
    expect(extractionText(await reader.read({ path, name: 'protected.xls' })).length).toBeGreaterThan(100);
  });

  it('are named when they are locked in a way that is not read, or when the lock is damaged', async () => {
    const one = caseOf('xlsx/mid__test.xls');
    const bytes = await readFile(one?.path ?? '');
    const otherWay = await written('other.xls', lockWorkbook(bytes, { ...basicLock('a'), info: Buffer.from([9, 0, 9, 0]) }));
    await expect(reader.read({ path: otherWay, name: 'other.xls', password: 'a' })).rejects.toMatchObject({ code: 'format-unsupported' });
    const cut = await written('cut.xls', lockWorkbook(bytes, { ...basicLock('a'), info: serviceLock('a', 128).info.subarray(0, 30) }));
    await expect(reader.read({ path: cut, name: 'cut.xls', password: 'a' })).rejects.toMatchObject({ code: 'file-damaged' });
  });
});
