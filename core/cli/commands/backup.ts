import { dirname, resolve } from 'node:path';
import { makeOrdinaryFolder } from '../../adapters/disk/index.ts';
import { SproutError } from '../../contract/index.ts';
import type { Arguments } from '../arguments.ts';
import { print, withCore } from '../with-core.ts';

export async function backup(given: Arguments): Promise<number> {
  const [file] = given.rest;
  if (file === undefined) throw new SproutError('usage', { reason: 'sprout backup FILE' });
  await makeOrdinaryFolder(dirname(resolve(file)));
  return withCore(given, async (core) => {
    const { documents, size } = await core.backup(resolve(file));
    print(given, { file: resolve(file), documents, size }, () => `${resolve(file)}: ${documents} documents, ${(size / 1024 / 1024).toFixed(1)} MB`);
    return 0;
  });
}
