import type { Arguments } from '../arguments.ts';
import { print, progress, withCore } from '../with-core.ts';

/** `repair`: takes damaged originals from where they were imported, and writes the search index anew from SQLite and the originals. */
export async function repair(given: Arguments): Promise<number> {
  return withCore(given, async (core) => {
    const { documents } = core.features;
    const originals = await documents.mendOriginals();
    const rebuilt = await documents.rebuildIndex((done, total) => progress(given, `${done}/${total}`));
    // Documents whose text was lost are read again from their originals.
    const unread = documents.list().filter(({ status }) => status === 'queued').map(({ id }) => id);
    for (const id of unread) await documents.retry(id);
    await documents.settled(unread);
    const report = await core.features.workspace.doctor(given.locale);
    print(given, { documents: rebuilt + unread.length, originals, ...report }, () => report.checks.map(({ message }) => message).join('\n'));
    return report.ok ? 0 : 1;
  });
}
