import { access, constants, mkdir, stat, statfs } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { SproutError } from '../../contract/index.ts';
import { errorCode } from './error-code.ts';

/** Kinds of file system that hold no files of anyone's: proc, sysfs, devpts, cgroup (twice), debugfs, tracefs, securityfs, bpf, selinux. */
const systems = new Set([0x9fa0, 0x62656572, 0x1cd1, 0x27e0eb, 0x63677270, 0x64626720, 0x74726163, 0x73636673, 0xcafe4a11, 0xf97cff8c]);

/**
 * Makes a folder where files can be kept. Node's own `mkdir` goes round in circles for ever below /proc, where making a folder fails in a way that it
 * takes for a missing parent. @throws SproutError file-unwritable.
 */
export async function makeOrdinaryFolder(folder: string): Promise<void> {
  const refuse = (reason: string, cause?: unknown): SproutError => new SproutError('file-unwritable', { file: folder, reason }, cause === undefined ? undefined : { cause });
  let present = resolve(folder);
  let found = await stat(present).catch(missing);
  while (!found && dirname(present) !== present) { present = dirname(present); found = await stat(present).catch(missing); }
  if (!found?.isDirectory()) throw refuse('ENOTDIR');
  if (systems.has((await statfs(present)).type)) throw refuse('EROFS');
  try {
    await mkdir(folder, { recursive: true });
    await access(folder, constants.W_OK);
  } catch (error) {
    throw refuse(errorCode(error), error);
  }

  function missing(error: unknown): undefined {
    if (['ENOENT', 'ENOTDIR'].includes(errorCode(error))) return undefined;
    throw refuse(errorCode(error), error);
  }
}
