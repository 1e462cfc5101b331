import { z } from 'zod';

const sha256 = z.string().regex(/^[0-9a-f]{64}$/);

/** `manifest.json`, the first entry of a backup: what it holds and what each part hashes to. */
export const manifestSchema = z.object({
  format: z.literal('sprout-backup'),
  formatVersion: z.literal(1),
  version: z.string(),
  createdAt: z.string(),
  database: z.object({ sha256 }),
  originals: z.array(z.object({ entry: z.string(), sha256 })),
});
export type Manifest = z.infer<typeof manifestSchema>;

/** Name of an original inside the zip: readable, unique, and without anything a file system or an unzipper could stumble over. */
export function entryName(hash: string, name: string): string {
  const safe = name.replaceAll(/[\u0000-\u001f<>:"/\\|?*]/g, '_').replace(/^\.+/, '_').slice(-120);
  return `originals/${hash.slice(0, 12)}/${safe}`;
}
