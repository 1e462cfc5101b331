import { resolve } from 'node:path';
import { SproutError, type CoreEvent, type ImportedDocument } from '../../contract/index.ts';
import { followed, withApi } from '../api/index.ts';
import type { Arguments } from '../arguments.ts';
import { print, progress } from '../with-core.ts';

/** `import PATH…`: files, folders and web addresses; exit 3 when some failed, 1 when all did. */
export async function importFiles(given: Arguments): Promise<number> {
  if (given.rest.length === 0) throw new SproutError('usage', { reason: 'sprout import PATH… [--password WORD]' });
  const password = given.flags.get('password');
  const paths = given.rest.map((path) => (/^https?:\/\//i.test(path) ? path : resolve(path)));
  const tell = (event: CoreEvent): void => {
    if (event.type === 'import-progress') progress(given, `${event.done}/${event.total}${event.failed ? ` (${event.failed} failed)` : ''}`);
    if (event.type === 'document-progress' && event.stage === 'ocr') progress(given, `${event.name}: OCR ${event.done}/${event.total}`);
  };
  return withApi(given, async (api) => {
    const imported = await followed(api, {
      tell,
      begin: () => api.call('importPaths', { heeds: true, body: { paths, ...(password === undefined ? {} : { password }) } }),
      async wait({ accepted, documents: ids }) {
        const { documents } = await api.call('settledDocuments', { body: { documents: ids } });
        const settled = new Map(documents.map((document) => [document.id, document]));
        return accepted.flatMap(({ id, changed, problem }): ImportedDocument[] => {
          const document = settled.get(id);
          if (!document) return [];
          const { name, status, pages, chunks, warnings, error = problem } = document;
          return [{ id, name, status: changed ? (status === 'ready' && !error ? 'ready' : 'failed') : 'unchanged', pages, chunks, warnings, ...(error ? { error } : {}) }];
        });
      },
      async stop({ documents }) {
        await api.regardless.call('cancelImports', { body: { documents } });
        await api.regardless.call('settledDocuments', { body: { documents } });
      },
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
