import { SproutError } from '../../contract/index.ts';
import type { Arguments } from '../arguments.ts';
import { print, withCore } from '../with-core.ts';

/** `restore FILE`: into an empty workspace, or with --replace in place of what is there. */
export async function restore(given: Arguments): Promise<number> {
  const [file] = given.rest;
  if (file === undefined) throw new SproutError('usage', { reason: 'sprout restore FILE [--replace]' });
  return withCore(given, async (core) => {
    const present = core.features.documents.list().length;
    if (present > 0 && !given.flags.has('replace')) throw new SproutError('workspace-not-empty', { documents: present });
    const { documents } = await core.restore(file);
    print(given, { documents }, () => `${documents} documents restored`);
    return 0;
  });
}
