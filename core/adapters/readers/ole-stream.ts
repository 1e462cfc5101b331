import CFB from 'cfb';
import { SproutError } from '../../contract/index.ts';

/** The first of the named streams of a compound file ([MS-CFB]). @throws SproutError file-damaged. */
export function oleStream(bytes: Buffer, names: readonly string[], file: string): Buffer {
  try {
    const container = CFB.read(bytes, { type: 'buffer' });
    for (const name of names) {
      const entry = CFB.find(container, `/${name}`);
      if (entry) return Buffer.from(entry.content as unknown as Uint8Array);
    }
  } catch (cause) {
    throw new SproutError('file-damaged', { file }, { cause });
  }
  throw new SproutError('file-damaged', { file });
}
