import type { Document, Finding, Health as HealthReport, Locale, OutdatedCopy, Warning } from '../../contract/index.ts';
import type { WorkspaceStore } from '../../ports/workspace-store.ts';
import { contradictions } from './contradictions.ts';
import { copyFindings } from './copy-findings.ts';
import { factsOf, type Fact } from './facts.ts';
import { sameContent, staleFiles } from './file-findings.ts';
import type { Signature } from '../../shared/text/min-hash.ts';
import { nearDuplicates, signatureOfText } from './near-duplicates.ts';
import { ownFindings } from './own-findings.ts';

export interface Health {
  /** Everything about the documents that the owner should look at, most serious first. */
  report(locale: Locale): Promise<HealthReport>;
  /** What the other documents say of each one: duplicates, age, contradictions; by document. */
  warnings(locale: Locale): Promise<Map<string, Warning[]>>;
}

/** What is compared of a document's text. */
interface Reading { readonly facts: readonly Fact[]; readonly signature: Signature | undefined }

const order = { error: 0, warning: 1, notice: 2 } as const;

export interface HealthOptions { readonly store: WorkspaceStore; /** Of the websites. */ readonly outdatedCopies?: () => Promise<readonly OutdatedCopy[]>; readonly now?: () => Date }

export function createHealth({ store, outdatedCopies = async () => [], now = () => new Date() }: HealthOptions): Health {
  /** By content hash: a text is read once while the program runs. */
  const readings = new Map<string, Reading>();

  async function read(documents: readonly Document[]): Promise<void> {
    const wanted = new Set(documents.map(({ hash }) => hash));
    for (const hash of readings.keys()) if (!wanted.has(hash)) readings.delete(hash);
    for (const hash of wanted) {
      if (readings.has(hash)) continue;
      const extraction = store.documents.extraction(hash);
      readings.set(hash, extraction ? { facts: factsOf(extraction), signature: signatureOfText(extraction) } : { facts: [], signature: undefined });
      // Hundreds of files are read here: others take their turn in between.
      await new Promise((resolve) => { setTimeout(resolve); });
    }
  }

  /** Findings that need more than one file, or the calendar. */
  async function compared(locale: Locale): Promise<Finding[]> {
    const documents = store.documents.list().filter(({ status }) => status === 'ready');
    await read(documents);
    // Copies would contradict every file twice.
    const distinct = [...new Map(documents.map((document) => [document.hash, document])).values()]
      .map((document) => ({ document, facts: readings.get(document.hash)?.facts ?? [], signature: readings.get(document.hash)?.signature }));
    return [
      ...contradictions(distinct, locale), ...sameContent(documents, locale), ...nearDuplicates(distinct, locale),
      ...staleFiles(documents, now(), store.settings.get().staleAfterDays, locale),
    ];
  }

  return {
    async report(locale) {
      const found = await compared(locale);
      const documents = store.documents.list();
      const count = (status: Document['status']): number => documents.filter((document) => document.status === status).length;
      const findings = [...copyFindings(await outdatedCopies(), locale), ...documents.flatMap((document) => ownFindings(document, locale)), ...found].sort((a, b) => order[a.severity] - order[b.severity]);
      return { documents: documents.length, ready: count('ready'), failed: count('failed'), findings };
    },
    async warnings(locale) {
      const byDocument = new Map<string, Warning[]>();
      for (const { kind, message, places } of await compared(locale)) {
        for (const { document, page } of places) {
          const warning: Warning = { code: kind as Warning['code'], message: describe(message, places.filter((place) => place.document !== document).map(({ name }) => name)), ...(page === undefined ? {} : { page }) };
          byDocument.set(document, [...byDocument.get(document) ?? [], warning]);
        }
      }
      return byDocument;
    },
  };
}

const describe = (message: string, others: readonly string[]): string => (others.length === 0 ? message : `${message} (${others.join(', ')})`);
