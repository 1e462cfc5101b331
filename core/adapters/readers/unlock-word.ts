import CFB from 'cfb';
import { SproutError } from '../../contract/index.ts';
import { legacyUnlock } from './legacy-encryption.ts';

const blockBytes = 512;
/** The beginning of the main stream, which stays readable: it says how the rest is locked. */
const readableBytes = 68;
/** Flags at offset 10 of the main stream ([MS-DOC] 2.5.2). */
const flag = { encrypted: 0x100, secondTable: 0x200, obfuscated: 0x8000 } as const;

/** A Word 97–2003 file as it would be without its password; `bytes` itself when it has none. @throws SproutError password-needed, password-wrong, format-unsupported, file-damaged. */
export function unlockWord(bytes: Buffer, password: string | undefined, file: string): Buffer {
  const { container, main } = parts(bytes, file);
  const flags = main.readUInt16LE(10);
  if ((flags & flag.encrypted) === 0) return bytes;
  if ((flags & flag.obfuscated) !== 0) throw new SproutError('format-unsupported', { file, kind: 'DOC, XOR' });
  if (password === undefined || password === '') throw new SproutError('password-needed', { file });
  const table = CFB.find(container, (flags & flag.secondTable) === 0 ? '/0Table' : '/1Table');
  const keyBytes = main.readUInt32LE(14);
  const lock = Buffer.from((table?.content ?? []) as Uint8Array).subarray(0, keyBytes);
  const unlock = legacyUnlock(lock, password, blockBytes, file);
  for (const [name, readable] of [['/WordDocument', readableBytes], ['/0Table', keyBytes], ['/1Table', keyBytes], ['/Data', 0]] as const) {
    const entry = CFB.find(container, name);
    if (!entry || (name.endsWith('Table') && entry !== table)) continue;
    const plain = Buffer.from(entry.content as unknown as Uint8Array);
    unlock(plain, Math.min(plain.length, readable), plain.length);
    if (name === '/WordDocument') {
      plain.writeUInt16LE(flags & ~flag.encrypted, 10);
      plain.writeUInt32LE(0, 14);
    }
    entry.content = plain;
    entry.size = plain.length;
  }
  return Buffer.from(CFB.write(container, { type: 'buffer' }) as Uint8Array);
}

function parts(bytes: Buffer, file: string): { container: CFB.CFB$Container; main: Buffer } {
  try {
    const container = CFB.read(bytes, { type: 'buffer' });
    const main = Buffer.from(CFB.find(container, '/WordDocument')?.content as unknown as Uint8Array);
    if (main.length >= readableBytes) return { container, main };
  } catch (cause) {
    throw new SproutError('file-damaged', { file }, { cause });
  }
  throw new SproutError('file-damaged', { file });
}
