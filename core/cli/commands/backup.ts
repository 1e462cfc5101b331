import { dirname, resolve } from 'node:path';
import { makeOrdinaryFolder, saveStream } from '../../adapters/disk/index.ts';
import { SproutError } from '../../contract/index.ts';
import { throughDoor, type Api } from '../api/index.ts';
import type { Arguments } from '../arguments.ts';
import { print, withCore } from '../with-core.ts';

interface Saved { readonly documents: number; readonly size: number }

/** `backup FILE`. An app that is open makes it, and sends it here: so nothing of it writes where the caller says. */
export async function backup(given: Arguments): Promise<number> {
  const [wanted] = given.rest;
  if (wanted === undefined) throw new SproutError('usage', { reason: 'sprout backup FILE' });
  const file = resolve(wanted);
  await makeOrdinaryFolder(dirname(file));
  const tell = ({ documents, size }: Saved): number => {
    print(given, { file, documents, size }, () => `${file}: ${documents} documents, ${(size / 1024 / 1024).toFixed(1)} MB`);
    return 0;
  };
  return withCore(given, async (core) => tell(await core.backup(file)), (busy) => throughDoor(given, busy, async (api) => tell(await sentTo(file, api))));
}

async function sentTo(file: string, api: Api): Promise<Saved> {
  const { documents } = await api.call('listDocuments');
  const { bytes, content } = await api.file('backup');
  await saveStream(file, content, bytes);
  // What could not be taken in is not in a backup.
  return { documents: documents.filter(({ hash }) => hash !== '').length, size: bytes };
}
