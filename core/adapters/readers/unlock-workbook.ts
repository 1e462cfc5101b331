import { SproutError } from '../../contract/index.ts';
import { biff, records } from './biff.ts';
import { legacyUnlock } from './legacy-encryption.ts';

/** Excel locks a workbook that is only protected against changes with this word, which everyone has. */
const everyonesPassword = 'VelvetSweatshop';
const blockBytes = 1024;

/** Records that stay readable in a locked workbook ([MS-XLS] 2.2.10): begin, FilePass, UsrExcl, FileLock, InterfaceHdr, RRDInfo, RRDHead. */
const readable: ReadonlySet<number> = new Set([biff.begin, biff.filePass, 0x194, 0x195, 0xe1, 0x196, 0x138]);

/** The workbook stream as it would be without its password. @throws SproutError password-needed, password-wrong, format-unsupported, file-damaged. */
export function unlockWorkbook(stream: Buffer, password: string | undefined, file: string): Buffer {
  const lock = filePass(stream);
  if (lock === undefined) return stream;
  if (lock.length < 2 || lock.readUInt16LE(0) !== 1) throw new SproutError('format-unsupported', { file, kind: 'XLS, XOR' });
  const unlock = open(lock.subarray(2), password, file);
  const plain = Buffer.from(stream);
  for (let at = 0; at + 4 <= plain.length;) {
    const type = plain.readUInt16LE(at);
    const end = Math.min(plain.length, at + 4 + plain.readUInt16LE(at + 2));
    // Where a sheet begins is readable, too.
    if (!readable.has(type)) unlock(plain, Math.min(end, at + (type === biff.boundSheet ? 8 : 4)), end);
    at = end;
  }
  return plain;
}

function filePass(stream: Buffer): Buffer | undefined {
  for (const { type, data } of records(stream)) {
    if (type === biff.filePass) return data;
    if (type === biff.end) return undefined;
  }
  return undefined;
}

function open(info: Buffer, password: string | undefined, file: string): ReturnType<typeof legacyUnlock> {
  try {
    return legacyUnlock(info, everyonesPassword, blockBytes, file);
  } catch (error) {
    if (!(error instanceof SproutError) || error.code !== 'password-wrong') throw error;
  }
  if (password === undefined || password === '') throw new SproutError('password-needed', { file });
  return legacyUnlock(info, password, blockBytes, file);
}
