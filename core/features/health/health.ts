import type { Document, Finding, Health as HealthReport, Locale, Warning } from '../../contract/index.ts';
import type { WorkspaceStore } from '../../ports/workspace-store.ts';
import { sameContent, staleFiles } from './file-findings.ts';
import { ownFindings } from './own-findings.ts';

export interface Health {
  /** Everything about the documents that the owner should look at, most serious first. */
  report(locale: Locale): HealthReport;
  /** What the other documents say of this one: duplicates, age. */
  warningsFor(document: string, locale: Locale): Warning[];
}

const order = { error: 0, warning: 1, notice: 2 } as const;

export function createHealth({ store, now = () => new Date() }: { store: WorkspaceStore; now?: () => Date }): Health {
  function findings(documents: readonly Document[], locale: Locale): Finding[] {
    const ready = documents.filter(({ status }) => status === 'ready');
    return [
      ...documents.flatMap((document) => ownFindings(document, locale)),
      ...sameContent(ready, locale),
      ...staleFiles(ready, now(), store.settings.get().staleAfterDays, locale),
    ].sort((a, b) => order[a.severity] - order[b.severity]);
  }
  return {
    report(locale) {
      const documents = store.documents.list();
      const count = (status: Document['status']): number => documents.filter((document) => document.status === status).length;
      return { documents: documents.length, ready: count('ready'), failed: count('failed'), findings: findings(documents, locale) };
    },
    warningsFor(id, locale) {
      const documents = store.documents.list().filter(({ status }) => status === 'ready');
      const about = [...sameContent(documents, locale), ...staleFiles(documents, now(), store.settings.get().staleAfterDays, locale)];
      return about.filter(({ places }) => places.some(({ document }) => document === id)).map(({ kind, message }) => ({ code: kind as Warning['code'], message }));
    },
  };
}
