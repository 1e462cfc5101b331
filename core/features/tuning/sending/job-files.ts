import { toHex } from '../../../shared/hex.ts';
import { baseOf, type Job, type JobFile } from './job.ts';
import { llamaFactoryFiles } from './llama-factory.ts';
import { rayJobFiles } from './ray-job.ts';
import { readMes } from './read-me.ts';

export const manifestFile = 'manifest.json';

/** Everything that is sent: the same whenever the training is the same. @throws SproutError as `llamaFactoryFiles`. */
export async function jobFiles(job: Job): Promise<{ readonly files: readonly JobFile[]; readonly digest: string }> {
  const files = [...job.form === 'ray' ? rayJobFiles(job) : llamaFactoryFiles(job), ...readMes(job)].sort((left, right) => (left.path < right.path ? -1 : 1));
  const { form, run, name, recipe, rows, leftOut, hidden, options: { rank, alpha } } = job;
  const listed = await Promise.all(files.map(async ({ path, text }) => ({ path, bytes: new TextEncoder().encode(text).length, sha256: await sha256(text) })));
  const manifest = `${JSON.stringify({ format: 1, form, run, name, recipe, base: baseOf(job), rank, alpha, examples: rows.length, leftOut, hidden, files: listed }, null, 2)}\n`;
  return { files: [...files, { path: manifestFile, text: manifest }], digest: await sha256(manifest) };
}

async function sha256(text: string): Promise<string> {
  return toHex(new Uint8Array(await crypto.subtle.digest('SHA-256', new TextEncoder().encode(text))));
}
