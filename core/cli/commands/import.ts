import { SproutError, type ImportedDocument } from '../../contract/index.ts';
import { localWarning } from '../../features/health/index.ts';
import type { Arguments } from '../arguments.ts';
import { print, progress, withCore } from '../with-core.ts';

/** `import PATH…`: files, folders and web addresses; exit 3 when some failed, 1 when all did. */
export async function importFiles(given: Arguments): Promise<number> {
  if (given.rest.length === 0) throw new SproutError('usage', { reason: 'sprout import PATH… [--password WORD]' });
  return withCore(given, async (core) => {
    const { documents, health, events } = core.features;
    const stop = events.listen((event) => {
      if (event.type === 'import-progress') progress(given, `${event.done}/${event.total}${event.failed ? ` (${event.failed} failed)` : ''}`);
      if (event.type === 'document-progress' && event.stage === 'ocr') progress(given, `${event.name}: OCR ${event.done}/${event.total}`);
    });
    const password = given.flags.get('password');
    const accepted = await documents.importPaths(given.rest, password === undefined ? {} : { password });
    await documents.settled(accepted.map(({ id }) => id));
    stop();
    const others = await health.warnings(given.locale);
    const imported = accepted.map(({ id, changed, problem }): ImportedDocument => {
      const { name, status, pages, chunks, warnings, error = problem } = documents.get(id);
      return { id, name, status: changed ? (status === 'ready' && !error ? 'ready' : 'failed') : 'unchanged', pages, chunks, warnings: [...warnings.map((warning) => localWarning(warning, given.locale)), ...others.get(id) ?? []], ...(error ? { error } : {}) };
    });
    print(given, { documents: imported }, () => imported.map(line).join('\n'));
    const failed = imported.filter(({ status }) => status === 'failed').length;
    return failed === 0 ? 0 : failed === imported.length ? 1 : 3;
  });
}

function line({ name, status, pages, chunks, warnings, error }: ImportedDocument): string {
  const facts = error ? error.message : `${pages} pages, ${chunks} passages`;
  return [`${status.padEnd(9)} ${name}: ${facts}`, ...warnings.map(({ message, page }) => `          - ${page ? `page ${page}: ` : ''}${message}`)].join('\n');
}
