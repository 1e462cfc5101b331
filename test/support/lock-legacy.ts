import { createHash, randomBytes } from 'node:crypto';
import CFB from 'cfb';

/** RC4 anew: what the product has must not judge itself. */
function rc4(key: Uint8Array, length: number): Uint8Array {
  const state = Array.from({ length: 256 }, (_, at) => at);
  const swap = (a: number, b: number): void => { const kept = state[a] ?? 0; state[a] = state[b] ?? 0; state[b] = kept; };
  for (let i = 0, j = 0; i < 256; i += 1) swap(i, j = (j + (state[i] ?? 0) + (key[i % key.length] ?? 0)) % 256);
  let j = 0;
  return Uint8Array.from({ length }, (_, at) => {
    const i = (at + 1) % 256;
    swap(i, j = (j + (state[i] ?? 0)) % 256);
    return state[((state[i] ?? 0) + (state[j] ?? 0)) % 256] ?? 0;
  });
}

const digest = (name: string, ...parts: Uint8Array[]): Buffer => createHash(name).update(Buffer.concat(parts)).digest();
const word = (value: number): Buffer => Buffer.from(new Uint32Array([value]).buffer);
const xor = (bytes: Buffer, key: Uint8Array): Buffer => Buffer.from(bytes.map((byte, at) => byte ^ (key[at] ?? 0)));

interface Lock { /** As the file carries it, beginning with the version. */ readonly info: Buffer; keyOf(block: number): Buffer }

/** [MS-OFFCRYPTO] 2.3.6, as Office 97 locks. */
export function basicLock(password: string): Lock {
  const [salt, verifier] = [randomBytes(16), randomBytes(16)];
  const start = digest('md5', Buffer.from(password, 'utf16le')).subarray(0, 5);
  const middle = digest('md5', Buffer.concat(Array.from({ length: 16 }, () => Buffer.concat([start, salt])))).subarray(0, 5);
  const keyOf = (block: number): Buffer => digest('md5', middle, word(block));
  return { keyOf, info: Buffer.concat([Buffer.from([1, 0, 1, 0]), salt, xor(Buffer.concat([verifier, digest('md5', verifier)]), rc4(keyOf(0), 32))]) };
}

/** 2.3.5, as Office 2002 and later lock old files. */
export function serviceLock(password: string, bits: 40 | 128): Lock {
  const [salt, verifier] = [randomBytes(16), randomBytes(16)];
  const start = digest('sha1', salt, Buffer.from(password, 'utf16le'));
  const keyOf = (block: number): Buffer => Buffer.concat([digest('sha1', start, word(block)).subarray(0, bits / 8), Buffer.alloc(16 - bits / 8)]);
  const provider = Buffer.from('Microsoft Enhanced Cryptographic Provider v1.0\0', 'utf16le');
  const header = Buffer.concat([...[4, 0, 0x6801, 0x8004, bits, 1, 0, 0].map(word), provider]);
  const sealed = xor(Buffer.concat([verifier, digest('sha1', verifier)]), rc4(keyOf(0), 36));
  return { keyOf, info: Buffer.concat([Buffer.from([2, 0, 2, 0]), word(4), word(header.length), header, word(16), salt, sealed.subarray(0, 16), word(20), sealed.subarray(16)]) };
}

/** What every byte of a stream is combined with. */
function pad({ keyOf }: Lock, length: number, blockBytes: number): Buffer {
  return Buffer.concat(Array.from({ length: Math.ceil(length / blockBytes) }, (_, block) => rc4(keyOf(block), blockBytes))).subarray(0, length);
}

const streamOf = (container: CFB.CFB$Container, name: string): Buffer => Buffer.from(CFB.find(container, name)?.content as unknown as Uint8Array);
function put(container: CFB.CFB$Container, name: string, content: Buffer): void {
  const entry = CFB.find(container, name);
  if (!entry) return;
  entry.content = content;
  entry.size = content.length;
}

/** A workbook with a FilePass record after its first; the offsets of its sheets move. */
export function lockWorkbook(bytes: Buffer, lock: Lock): Buffer {
  const container = CFB.read(bytes, { type: 'buffer' });
  const plain = streamOf(container, '/Workbook');
  const first = 4 + plain.readUInt16LE(2);
  const pass = Buffer.concat([Buffer.from([0x2f, 0, lock.info.length + 2, 0, 1, 0]), lock.info]);
  const open = Buffer.concat([plain.subarray(0, first), pass, plain.subarray(first)]);
  const locked = xor(open, pad(lock, open.length, 1024));
  for (let at = 0; at + 4 <= open.length; at += 4 + open.readUInt16LE(at + 2)) {
    const type = open.readUInt16LE(at);
    if (type === 0x85) open.writeUInt32LE(open.readUInt32LE(at + 4) + pass.length, at + 4);
    const shown = [0x809, 0x2f, 0xe1, 0x194, 0x195, 0x196, 0x138].includes(type) ? 4 + open.readUInt16LE(at + 2) : type === 0x85 ? 8 : 4;
    open.copy(locked, at, at, at + shown);
  }
  put(container, '/Workbook', locked);
  return Buffer.from(CFB.write(container, { type: 'buffer' }) as Uint8Array);
}

/** A Word file whose table stream begins with how it is locked; the main stream's offsets into it move. */
export function lockWord(bytes: Buffer, lock: Lock): Buffer {
  const container = CFB.read(bytes, { type: 'buffer' });
  const main = streamOf(container, '/WordDocument');
  const tableName = (main.readUInt16LE(10) & 0x200) === 0 ? '/0Table' : '/1Table';
  const table = Buffer.concat([lock.info, streamOf(container, tableName)]);
  main.writeUInt16LE(main.readUInt16LE(10) | 0x100, 10);
  main.writeUInt32LE(lock.info.length, 14);
  moveOffsets(main, lock.info.length);
  const locked = xor(main, pad(lock, main.length, 512));
  main.copy(locked, 0, 0, 68);
  const lockedTable = xor(table, pad(lock, table.length, 512));
  lock.info.copy(lockedTable);
  put(container, '/WordDocument', locked);
  put(container, tableName, lockedTable);
  return Buffer.from(CFB.write(container, { type: 'buffer' }) as Uint8Array);
}

/** FibRgFcLcb ([MS-DOC] 2.5.1): pairs of an offset into the table stream and a length. */
function moveOffsets(main: Buffer, by: number): void {
  const shorts = main.readUInt16LE(32);
  const longsAt = 34 + shorts * 2;
  const longs = main.readUInt16LE(longsAt);
  const pairsAt = longsAt + 2 + longs * 4;
  const pairs = main.readUInt16LE(pairsAt);
  for (let at = 0; at < pairs; at += 1) {
    const place = pairsAt + 2 + at * 8;
    if (main.readUInt32LE(place + 4) > 0) main.writeUInt32LE(main.readUInt32LE(place) + by, place);
  }
}
