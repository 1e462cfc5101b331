import type { DroppedFile } from './dropped-files.ts';

/** Cuts a drop into requests, so that a folder of gigabytes is never held in one. A file over the limit goes alone. */
export function uploadParts(files: readonly DroppedFile[], limits = { files: 50, bytes: 32e6 }): DroppedFile[][] {
  const parts: DroppedFile[][] = [];
  let bytes = 0;
  for (const one of files) {
    const part = parts.at(-1);
    if (!part || part.length >= limits.files || bytes + one.file.size > limits.bytes) {
      parts.push([one]);
      bytes = one.file.size;
    } else {
      part.push(one);
      bytes += one.file.size;
    }
  }
  return parts;
}
