import { createHash, timingSafeEqual } from 'node:crypto';
import { SproutError } from '../../contract/index.ts';

/** Bytes of a stream from an offset on, made readable in place. The key changes every `blockBytes` of the stream. */
export type Unlock = (stream: Buffer, from: number, to: number) => void;

/**
 * What opens Office 97 to 2003's streams ([MS-OFFCRYPTO] 2.3.5 and 2.3.6, RC4 both): `info` begins with the version.
 * `blockBytes`: 1024 in a workbook, 512 in a Word file.
 * @throws SproutError password-wrong, format-unsupported, file-damaged.
 */
export function legacyUnlock(info: Buffer, password: string, blockBytes: number, file: string): Unlock {
  const keyOf = legacyKey(info, password, file);
  return (stream, from, to) => {
    for (let at = from; at < to;) {
      const block = Math.floor(at / blockBytes);
      const end = Math.min(to, (block + 1) * blockBytes);
      const cipher = new Rc4(keyOf(block));
      cipher.skip(at - block * blockBytes);
      cipher.apply(stream.subarray(at, end));
      at = end;
    }
  };
}

/** OpenSSL 3 has put RC4 away; it takes ten lines. */
class Rc4 {
  readonly #state = Uint8Array.from({ length: 256 }, (_, at) => at);
  #i = 0;
  #j = 0;

  constructor(key: Uint8Array) {
    for (let at = 0, j = 0; at < 256; at += 1) {
      j = (j + (this.#state[at] ?? 0) + (key[at % key.length] ?? 0)) & 255;
      this.#swap(at, j);
    }
  }

  apply(bytes: Uint8Array): void {
    for (let at = 0; at < bytes.length; at += 1) bytes[at] = (bytes[at] ?? 0) ^ this.#next();
  }

  skip(count: number): void {
    for (let at = 0; at < count; at += 1) this.#next();
  }

  #next(): number {
    this.#i = (this.#i + 1) & 255;
    this.#j = (this.#j + (this.#state[this.#i] ?? 0)) & 255;
    this.#swap(this.#i, this.#j);
    return this.#state[((this.#state[this.#i] ?? 0) + (this.#state[this.#j] ?? 0)) & 255] ?? 0;
  }

  #swap(left: number, right: number): void {
    [this.#state[left], this.#state[right]] = [this.#state[right] ?? 0, this.#state[left] ?? 0];
  }
}

type KeyOf = (block: number) => Buffer;

const hashOf = (algorithm: 'md5' | 'sha1', ...parts: Uint8Array[]): Buffer => parts.reduce((hash, part) => hash.update(part), createHash(algorithm)).digest();

function number32(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32LE(value);
  return bytes;
}

function legacyKey(info: Buffer, password: string, file: string): KeyOf {
  try {
    const [major, minor] = [info.readUInt16LE(0), info.readUInt16LE(2)];
    if (major === 1 && minor === 1) return basicKey(info.subarray(4), password, file);
    if (minor === 2 && major >= 2 && major <= 4) return serviceKey(info.subarray(4), password, file);
    throw new SproutError('format-unsupported', { file, kind: `encryption ${major}.${minor}` });
  } catch (error) {
    throw error instanceof SproutError ? error : new SproutError('file-damaged', { file }, { cause: error });
  }
}

/** 2.3.6: a key of 40 bits, as Office 97 locks. */
function basicKey(info: Buffer, password: string, file: string): KeyOf {
  const salt = info.subarray(0, 16);
  const start = hashOf('md5', Buffer.from(password, 'utf16le')).subarray(0, 5);
  const middle = hashOf('md5', ...Array.from({ length: 16 }, () => [start, salt]).flat()).subarray(0, 5);
  return checked((block) => hashOf('md5', middle, number32(block)), 'md5', info.subarray(16, 32), info.subarray(32, 48), file);
}

const rc4Algorithm = 0x6801;

/** 2.3.5: keys of up to 128 bits by Windows' cryptographic services, as Office 2002 and 2003 lock, and newer ones that save old files. */
function serviceKey(info: Buffer, password: string, file: string): KeyOf {
  const headerBytes = info.readUInt32LE(4);
  const header = info.subarray(8, 8 + headerBytes);
  const algorithm = header.readUInt32LE(8);
  if (algorithm !== rc4Algorithm) throw new SproutError('format-unsupported', { file, kind: `encryption 0x${algorithm.toString(16)}` });
  const bits = header.readUInt32LE(16) || 40;
  const verifier = info.subarray(8 + headerBytes);
  const start = hashOf('sha1', verifier.subarray(4, 20), Buffer.from(password, 'utf16le'));
  const keyOf = (block: number): Buffer => {
    const key = hashOf('sha1', start, number32(block)).subarray(0, bits / 8);
    return bits === 40 ? Buffer.concat([key, Buffer.alloc(11)]) : key;
  };
  return checked(keyOf, 'sha1', verifier.subarray(20, 36), verifier.subarray(40, 60), file);
}

/** A right password turns the verifier into what hashes to the other. */
function checked(keyOf: KeyOf, algorithm: 'md5' | 'sha1', verifier: Buffer, hash: Buffer, file: string): KeyOf {
  const both = Buffer.concat([verifier, hash]);
  new Rc4(keyOf(0)).apply(both);
  const made = hashOf(algorithm, both.subarray(0, verifier.length));
  if (hash.length !== made.length) throw new SproutError('file-damaged', { file });
  if (!timingSafeEqual(made, both.subarray(verifier.length))) throw new SproutError('password-wrong', { file });
  return keyOf;
}
