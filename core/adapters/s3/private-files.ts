import type { PrivateFiles } from '../../ports/private-files.ts';
import type { Objects } from './objects.ts';

/** Below `private/`, beside the published files. */
export function createS3PrivateFiles(objects: Objects): PrivateFiles {
  return {
    read: (name) => objects.get(`private/${name}`),
    write: (name, bytes) => objects.put(`private/${name}`, bytes),
    list: async (folder) => (await objects.list(`private/${folder}/`)).map((name) => name.slice('private/'.length)),
    delete: (folder) => objects.deleteAll(`private/${folder}/`),
  };
}
