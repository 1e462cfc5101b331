import { createDecipheriv, createHash, timingSafeEqual } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { SproutError } from '../../contract/index.ts';
import { oleStream } from './ole-stream.ts';
import { parseXml, type XmlElement } from './xml-stream.ts';

/**
 * The office file within a locked one ([MS-OFFCRYPTO] 2.3.4): as Office 2007 locks them ("standard"), and since ("agile").
 * @throws SproutError password-needed, password-wrong, file-damaged.
 */
export async function unlockOffice(path: string, file: string, password: string | undefined): Promise<Buffer> {
  if (password === undefined || password === '') throw new SproutError('password-needed', { file });
  const container = await readFile(path);
  const info = oleStream(container, ['EncryptionInfo'], file);
  const packed = oleStream(container, ['EncryptedPackage'], file);
  try {
    const agile = info.readUInt16LE(0) === 4 && info.readUInt16LE(2) === 4;
    const plain = agile ? await unlockAgile(info.subarray(8), packed, password, file) : unlockStandard(info, packed, password);
    if (plain === undefined) throw new SproutError('password-wrong', { file });
    // The size stands before the data, which is padded.
    return plain.subarray(0, Number(packed.readBigUInt64LE(0)));
  } catch (error) {
    throw error instanceof SproutError ? error : new SproutError('file-damaged', { file }, { cause: error });
  }
}

const hashOf = (algorithm: string, ...parts: Uint8Array[]): Buffer => parts.reduce((hash, part) => hash.update(part), createHash(algorithm)).digest();

function number32(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32LE(value);
  return bytes;
}

/** The password, hashed over and over so that guessing is slow. */
function stretched(algorithm: string, salt: Buffer, password: string, times: number): Buffer {
  let hash = hashOf(algorithm, salt, Buffer.from(password, 'utf16le'));
  for (let at = 0; at < times; at += 1) hash = hashOf(algorithm, number32(at), hash);
  return hash;
}

function decrypt(cipher: string, key: Buffer, iv: Buffer | null, data: Buffer): Buffer {
  const decipher = createDecipheriv(cipher, key, iv).setAutoPadding(false);
  return Buffer.concat([decipher.update(data.subarray(0, data.length - data.length % 16)), decipher.final()]);
}

/** 2.3.4.5 to 2.3.4.9. @returns undefined when the password is wrong. */
function unlockStandard(info: Buffer, packed: Buffer, password: string): Buffer | undefined {
  const headerSize = info.readUInt32LE(8);
  const keyBytes = info.readUInt32LE(12 + 16) / 8;
  const verifier = info.subarray(12 + headerSize);
  const salt = verifier.subarray(4, 20);
  const final = hashOf('sha1', stretched('sha1', salt, password, 50_000), number32(0));
  const derived = (fill: number): Buffer => hashOf('sha1', Buffer.alloc(64, fill).map((byte, at) => byte ^ (final[at] ?? 0)));
  const key = Buffer.concat([derived(0x36), derived(0x5c)]).subarray(0, keyBytes);
  const cipher = `aes-${keyBytes * 8}-ecb`;
  const expected = decrypt(cipher, key, null, verifier.subarray(40, 72)).subarray(0, 20);
  if (!timingSafeEqual(hashOf('sha1', decrypt(cipher, key, null, verifier.subarray(20, 36))), expected)) return undefined;
  return decrypt(cipher, key, null, packed.subarray(8));
}

/** What a derived key is for (2.3.4.11 to 2.3.4.13). */
const purposes = { verifierInput: 'fea7d2763b4b9e79', verifierHash: 'd7aa0f6d3061344e', key: '146e0be7abacd0d6' } as const;
const segmentBytes = 4096;
/** Office writes 100,000; a file that asks for more than this only wants to keep us busy. */
const mostSpins = 2_000_000;

interface Parameters { salt: Buffer; blockSize: number; keyBytes: number; hash: string }

/** 2.3.4.10 to 2.3.4.15. @returns undefined when the password is wrong. */
async function unlockAgile(xml: Buffer, packed: Buffer, password: string, file: string): Promise<Buffer | undefined> {
  const found: { data?: XmlElement; key?: XmlElement } = {};
  await parseXml(onePiece(xml), file, {
    open(element) {
      if (element.name === 'keyData') found.data = element;
      else if (element.name === 'encryptedKey') found.key ??= element;
    },
  });
  const { data, key } = found;
  if (!data || !key) throw new SproutError('file-damaged', { file });
  const own = parameters(key);
  const spins = Number(key.attribute('spinCount'));
  if (!(spins <= mostSpins)) throw new SproutError('file-hostile', { file, reason: `${spins} rounds` });
  const base = stretched(own.hash, own.salt, password, spins);
  const unlock = (purpose: string, attribute: string): Buffer => {
    const derived = hashOf(own.hash, base, Buffer.from(purpose, 'hex'));
    const secret = Buffer.concat([derived, Buffer.alloc(own.keyBytes, 0x36)]).subarray(0, own.keyBytes);
    return decrypt(`aes-${own.keyBytes * 8}-cbc`, secret, own.salt.subarray(0, own.blockSize), Buffer.from(key.attribute(attribute) ?? '', 'base64'));
  };
  const hash = hashOf(own.hash, unlock(purposes.verifierInput, 'encryptedVerifierHashInput').subarray(0, own.salt.length));
  if (!timingSafeEqual(hash, unlock(purposes.verifierHash, 'encryptedVerifierHashValue').subarray(0, hash.length))) return undefined;

  const whole = parameters(data);
  const secret = unlock(purposes.key, 'encryptedKeyValue').subarray(0, whole.keyBytes);
  const pieces: Buffer[] = [];
  for (let from = 8, segment = 0; from < packed.length; from += segmentBytes, segment += 1) {
    const iv = hashOf(whole.hash, whole.salt, number32(segment)).subarray(0, whole.blockSize);
    pieces.push(decrypt(`aes-${whole.keyBytes * 8}-cbc`, secret, iv, packed.subarray(from, from + segmentBytes)));
  }
  return Buffer.concat(pieces);
}

function parameters(element: XmlElement): Parameters {
  return {
    salt: Buffer.from(element.attribute('saltValue') ?? '', 'base64'), blockSize: Number(element.attribute('blockSize')),
    keyBytes: Number(element.attribute('keyBits')) / 8, hash: (element.attribute('hashAlgorithm') ?? '').replace('-', '').toLowerCase(),
  };
}

async function* onePiece(bytes: Buffer): AsyncGenerator<Buffer> { yield bytes; }
