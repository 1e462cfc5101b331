import type { Identity } from './part-state.ts';

/** What the whole must hash to, if anyone said so; the caller's word before the hub's. */
export function checksumOf(file: Identity): string | null {
  return file.expected ?? file.declared;
}

/** Whether its bytes, received at different times, surely belong together. */
export function isResumable(file: Identity): boolean {
  return file.bytes !== null && (checksumOf(file) !== null || file.etag !== null);
}

/** Whether what was begun from one address may be gone on with from another, or later: equal length, and an equal checksum or strong validator. */
export function isSameFile(begun: Identity, offered: Identity): boolean {
  if (!isResumable(begun) || begun.bytes !== offered.bytes) return false;
  if (begun.declared !== null && offered.declared !== null) return begun.declared === offered.declared;
  // The file behind one address was exchanged, whatever the caller expects of it.
  if (begun.source === offered.source && begun.etag !== null && offered.etag !== null) return begun.etag === offered.etag;
  const [first, second] = [checksumOf(begun), checksumOf(offered)];
  if (first !== null && second !== null) return first === second;
  return begun.etag !== null && begun.etag === offered.etag;
}
