import { readFile } from 'node:fs/promises';
import type { Readable } from 'node:stream';
import yauzl from 'yauzl';
import { SproutError } from '../../contract/index.ts';

/** What a document may unpack to; beyond it, it is a bomb. */
export const zipLimits = { entries: 2000, inflatedBytes: 200 * 1024 * 1024, ratio: 100 } as const;
/** A small file may shrink as far as it likes: a blank sheet compresses a thousandfold. */
const ratioFromBytes = 8 * 1024 * 1024;

/**
 * The members of an office file, read one at a time into memory. Nothing is ever written to disk, so that the
 * members' names are only names. What is inflated is counted here: the sizes in the file are claims of the file.
 */
export class ZipArchive {
  readonly #zip: yauzl.ZipFile;
  readonly #entries: ReadonlyMap<string, yauzl.Entry>;
  readonly #file: string;
  #inflated = 0;

  private constructor(zip: yauzl.ZipFile, entries: ReadonlyMap<string, yauzl.Entry>, file: string) {
    this.#zip = zip;
    this.#entries = entries;
    this.#file = file;
  }

  /**
   * @param source a path, or the bytes of the file. @param file the owner's name for it, for errors.
   * @throws SproutError file-damaged, file-hostile.
   */
  static async open(source: string | Buffer, file: string): Promise<ZipArchive> {
    const zip = await openZip(source).catch((cause: unknown) => { throw new SproutError('file-damaged', { file }, { cause }); });
    try {
      return new ZipArchive(zip, await entriesOf(zip, file), file);
    } catch (error) {
      zip.close();
      throw error instanceof SproutError ? error : new SproutError('file-damaged', { file }, { cause: error });
    }
  }

  get names(): string[] { return [...this.#entries.keys()]; }
  has(name: string): boolean { return this.#entries.has(name); }
  close(): void { this.#zip.close(); }

  /** The inflated bytes of a member, piece by piece. @throws SproutError file-damaged, file-hostile. */
  async *stream(name: string): AsyncGenerator<Buffer> {
    const entry = this.#entries.get(name);
    if (entry === undefined) throw new SproutError('file-damaged', { file: this.#file }, { cause: new Error(`no member ${name}`) });
    if ((entry.generalPurposeBitFlag & 1) !== 0) throw new SproutError('password-needed', { file: this.#file });
    let own = 0;
    try {
      for await (const piece of await this.#open(entry)) {
        const bytes = piece as Buffer;
        own += bytes.length;
        this.#inflated += bytes.length;
        if (this.#inflated > zipLimits.inflatedBytes) throw new SproutError('file-hostile', { file: this.#file, reason: `${zipLimits.inflatedBytes / 1024 / 1024} MB` });
        if (own > ratioFromBytes && own > zipLimits.ratio * entry.compressedSize) throw new SproutError('file-hostile', { file: this.#file, reason: `1 : ${zipLimits.ratio}` });
        yield bytes;
      }
    } catch (error) {
      throw error instanceof SproutError ? error : new SproutError('file-damaged', { file: this.#file }, { cause: error });
    }
  }

  async bytes(name: string): Promise<Buffer> {
    const pieces: Buffer[] = [];
    for await (const piece of this.stream(name)) pieces.push(piece);
    return Buffer.concat(pieces);
  }

  #open(entry: yauzl.Entry): Promise<Readable> {
    return new Promise((resolve, reject) => {
      this.#zip.openReadStream(entry, (error, stream) => { if (error) reject(error); else resolve(stream); });
    });
  }
}

// Members named "../x" are kept under that name: they are never a path here.
const options: yauzl.Options = { lazyEntries: true, autoClose: false, strictFileNames: false, validateEntrySizes: true, decodeStrings: true };

async function openZip(source: string | Buffer): Promise<yauzl.ZipFile> {
  if (typeof source !== 'string') return await fromBuffer(source);
  try {
    return await new Promise((resolve, reject) => { yauzl.open(source, options, (error, zip) => { if (error) reject(error); else resolve(zip); }); });
  } catch (error) {
    const whole = withoutComment(await readFile(source));
    if (whole === undefined) throw error;
    return await fromBuffer(whole);
  }
}

function fromBuffer(bytes: Buffer): Promise<yauzl.ZipFile> {
  return new Promise((resolve, reject) => { yauzl.fromBuffer(bytes, options, (error, zip) => { if (error) reject(error); else resolve(zip); }); });
}

/** Office opens files whose closing record is followed by too few or too many bytes; so cut them right behind it. */
function withoutComment(bytes: Buffer): Buffer | undefined {
  const recordLength = 22;
  const at = bytes.lastIndexOf(Buffer.from('PK\x05\x06', 'latin1'));
  if (at === -1 || at + recordLength > bytes.length) return undefined;
  const whole = Buffer.from(bytes.subarray(0, at + recordLength));
  whole.writeUInt16LE(0, at + recordLength - 2);
  return whole;
}

function entriesOf(zip: yauzl.ZipFile, file: string): Promise<Map<string, yauzl.Entry>> {
  return new Promise((resolve, reject) => {
    const entries = new Map<string, yauzl.Entry>();
    zip.on('error', reject);
    zip.on('end', () => { resolve(entries); });
    zip.on('entry', (entry: yauzl.Entry) => {
      // Some programs write "\" or a leading "/".
      entries.set(entry.fileName.replaceAll('\\', '/').replace(/^\//, ''), entry);
      if (entries.size > zipLimits.entries) reject(new SproutError('file-hostile', { file, reason: `> ${zipLimits.entries}` }));
      else zip.readEntry();
    });
    zip.readEntry();
  });
}

/** Opens, reads and closes. @throws as `ZipArchive`. */
export async function withZip<Result>(source: string | Buffer, file: string, read: (zip: ZipArchive) => Promise<Result>): Promise<Result> {
  const zip = await ZipArchive.open(source, file);
  try {
    return await read(zip);
  } finally {
    zip.close();
  }
}
