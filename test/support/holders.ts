import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { unzipSync } from 'fflate';

/** Less of a text in base64 stands anywhere. */
const leastBase64 = 6;

/** A text, or the bytes of a key, as it may stand in a file: as it is, UTF-16 in both orders, hexadecimal, and base64 at each of its three places. */
function formsOf(text: string | Buffer): Buffer[] {
  const plain = Buffer.from(text as string);
  const wide = Buffer.from(text as string, 'utf16le');
  // Without the characters at both ends that its neighbours have a part in.
  const base64 = [0, 1, 2].map((shift) => { const encoded = Buffer.concat([Buffer.alloc(shift, 'x'), plain]).toString('base64').replace(/=+$/, ''); return encoded.slice(shift === 0 ? 0 : 4, (plain.length + shift) % 3 === 0 ? undefined : -1); });
  return [plain, wide, Buffer.from(wide).swap16(), Buffer.from(plain.toString('hex')), Buffer.from(plain.toString('hex').toUpperCase()), ...base64.filter(({ length }) => length >= leastBase64).map((encoded) => Buffer.from(encoded))];
}

/** A file as it is, and what is packed in it. */
function contentsOf(path: string): readonly Uint8Array[] {
  const raw = readFileSync(path);
  if (raw[0] === 0x1f && raw[1] === 0x8b) return [raw, gunzipSync(raw)];
  if (raw.subarray(0, 4).equals(Buffer.from('PK\u0003\u0004'))) return [raw, ...Object.values(unzipSync(raw))];
  return [raw];
}

/** The files below a folder that hold a text in any of the forms in which it could be written, packed or not. */
export function holders(folder: string, text: string | Buffer): string[] {
  const forms = formsOf(text);
  return readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name))
    .filter((path) => contentsOf(path).some((content) => { const bytes = Buffer.from(content.buffer, content.byteOffset, content.byteLength); return forms.some((form) => bytes.includes(form)); }));
}
