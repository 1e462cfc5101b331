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
  /** Files of trainings, by plain names: they become paths when a backup is put back. */
  runs: z.array(z.object({ run: z.string().regex(/^[\w-]{1,80}$/), name: z.string().regex(/^\w[\w.-]{0,80}$/), sha256 })).default([]),
  /** What visitors of each site see, by plain names likewise. */
  sites: z.array(z.object({ site: z.string().regex(/^[a-z0-9][a-z0-9-]{0,39}$/), version: z.int().positive(), name: z.string().max(200).regex(/^(?:\w[\w.-]*\/)*\w[\w.-]*$/), sha256 })).default([]),
});
export type Manifest = z.infer<typeof manifestSchema>;

export const runEntry = ({ run, name }: Pick<Manifest['runs'][number], 'run' | 'name'>): string => `trainings/${run}/${name}`;

export const siteEntry = ({ site, version, name }: Pick<Manifest['sites'][number], 'site' | 'version' | 'name'>): string => `websites/${site}/${version}/${name}`;

/** Name of an original inside the zip: readable, unique, and without anything a file system or an unzipper could stumble over. */
export function entryName(hash: string, name: string): string {
  const safe = name.replaceAll(/[\u0000-\u001f<>:"/\\|?*]/g, '_').replace(/^\.+/, '_').slice(-120);
  return `originals/${hash.slice(0, 12)}/${safe}`;
}
