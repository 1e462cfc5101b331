import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { open } from 'node:fs/promises';
import { AddressFailure } from './failures.ts';
import { isGguf } from './probe.ts';

export interface FileCheck {
  readonly bytes: number;
  readonly sha256: string | null;
  /** Whether it has to begin as a model does. */
  readonly gguf: boolean;
  readonly host: string;
  readonly signal: AbortSignal;
  readonly onBytes: (bytes: number) => void;
}

/** @throws AddressFailure damaged, when length, beginning or checksum are not what they should be; AbortError. */
export async function checkFile(path: string, check: FileCheck): Promise<void> {
  const damaged = (reason: string): AddressFailure => new AddressFailure('damaged', check.host, reason);
  const handle = await open(path, 'r');
  try {
    const { size } = await handle.stat();
    if (size !== check.bytes) throw damaged(`${size} bytes instead of ${check.bytes}`);
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(4), 0, 4, 0);
    if (check.gguf && !isGguf(buffer.subarray(0, bytesRead))) throw damaged('not a model file');
  } finally {
    await handle.close();
  }
  if (check.sha256 === null) return;
  const digest = createHash('sha256');
  for await (const chunk of createReadStream(path, { highWaterMark: 1024 * 1024, signal: check.signal })) {
    digest.update(chunk as Uint8Array);
    check.onBytes((chunk as Uint8Array).length);
  }
  if (digest.digest('hex') !== check.sha256) throw damaged('its checksum is wrong');
}
