import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';

/** SHA-256 of a file's content, hex. */
export async function hashFile(path: string): Promise<string> {
  const digest = createHash('sha256');
  for await (const part of createReadStream(path, { highWaterMark: 1024 * 1024 })) digest.update(part as Uint8Array);
  return digest.digest('hex');
}
