import { createHash } from 'node:crypto';
import { open, readFile, rename } from 'node:fs/promises';
import { dirname } from 'node:path';
import { platform } from 'node:process';
import { z } from 'zod';
import type { Range } from './ranges.ts';

const rangeSchema = z.object({ start: z.int().nonnegative(), end: z.int().nonnegative() });
export const identitySchema = z.object({
  /** Length of the whole file; null until the server told. */
  bytes: z.int().nonnegative().nullable(),
  /** What a hub declared. */
  declared: z.string().nullable(),
  /** What the caller asked for. */
  expected: z.string().nullable(),
  etag: z.string().nullable(),
  /** Which address it came from, hashed: an address may hold a password. */
  source: z.string(),
});
const stateSchema = z.object({ version: z.literal(1), file: identitySchema, received: z.array(rangeSchema) });

/** Which file an address has, as far as it tells. */
export type Identity = z.infer<typeof identitySchema>;
export interface PartState { readonly file: Identity; readonly received: readonly Range[] }

export const partPath = (target: string): string => `${target}.part`;
export const statePath = (target: string): string => `${target}.part.json`;
export const temporaryStatePath = (target: string): string => `${target}.part.json.tmp`;

export function sourceOf(address: string): string {
  return createHash('sha256').update(address).digest('hex').slice(0, 16);
}

/** Null when there is none, or none that can be believed. */
export async function readState(target: string): Promise<PartState | null> {
  try {
    return stateSchema.parse(JSON.parse(await readFile(statePath(target), 'utf8')));
  } catch {
    return null;
  }
}

/** A reader sees the old state or the new; after the return it survives a power cut. */
export async function writeState(target: string, state: PartState): Promise<void> {
  const handle = await open(temporaryStatePath(target), 'w');
  try {
    await handle.writeFile(JSON.stringify({ version: 1, ...state }));
    await handle.sync();
  } finally {
    await handle.close();
  }
  await rename(temporaryStatePath(target), statePath(target));
  await syncFolder(dirname(target));
}

/** Makes renamed names survive a power cut. Windows cannot open directories and orders its own metadata. */
export async function syncFolder(path: string): Promise<void> {
  if (platform === 'win32') return;
  const handle = await open(path, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}
