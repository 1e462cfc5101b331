import { SproutError, type Document, type PublicFinding, type PublicReview, type Site } from '../../contract/index.ts';
import type { WorkspaceStore } from '../../ports/workspace-store.ts';
import { passagesOf, type PrivateDocuments } from '../documents/index.ts';
import { findingsOf, type Finding, type Looked } from './findings.ts';
import { isMeant } from './own-texts.ts';
import { privateFindings } from './private-findings.ts';
import { breath } from './published/breath.ts';
import type { LeavingDocument } from './published/encode-index.ts';

/** A document that leaves, with what says so. */
export interface Chosen extends LeavingDocument { readonly document: Document }

export interface Choice { readonly chosen: readonly Chosen[]; /** Private, deleted, or not ready. */ readonly leftOut: PublicReview['leftOut'] }

export interface Reviews {
  /** The documents that would leave. @param documents their ids; those of the site without, and all that are ready where none were chosen. */
  choose(site: Site, documents?: readonly string[]): Choice;
  /** @param own the owner's texts that leave beside the documents. */
  review(site: Site, choice: Choice, own: readonly Looked[]): Promise<PublicReview>;
  /** The very text of a document. @throws SproutError document-not-found. */
  text(document: string): string;
}

export function createReviews(store: WorkspaceStore, kept: PrivateDocuments): Reviews {
  /** What was found in a content that is looked at again: scanning a thousand pages takes seconds. */
  const known = new Map<string, Promise<Finding[]>>();

  function findings({ document, extraction, name }: Chosen): Promise<Finding[]> {
    const key = `${document.id} ${document.hash} ${name}`;
    const found = known.get(key) ?? findingsOf({ id: document.id, name, title: extraction.title ?? '', blocks: extraction.blocks });
    known.set(key, found);
    return found;
  }

  const nameOf = (id: string): string => store.documents.get(id)?.name ?? id;

  return {
    choose(site, documents = site.documents ?? undefined) {
      const all = new Map(store.documents.list().map((document) => [document.id, document]));
      const subjects = new Map(store.documents.subjects().map(({ id, subject }) => [id, subject]));
      // By id: what is published of the same documents is then the same file by file.
      const wanted = documents === undefined ? [...all.values()].filter((document) => document.status === 'ready' && document.private !== true).map(({ id }) => id) : [...documents];
      const chosen: Chosen[] = [];
      const leftOut: PublicReview['leftOut'] = [];
      for (const id of wanted.sort()) {
        const document = all.get(id);
        const extraction = document?.status === 'ready' && document.private !== true ? store.documents.extraction(document.hash) : undefined;
        if (document && extraction) chosen.push({ document, name: document.name, subject: subjects.get(id) ?? '', extraction });
        else leftOut.push({ id, name: document?.name ?? id, ...(document?.private === true ? { private: true } : {}) });
      }
      return { chosen, leftOut };
    },
    async review(site, { chosen, leftOut }, own) {
      const letOut = new Set(site.accepted);
      const found: PublicFinding[] = [];
      const documents: PublicReview['documents'] = [];
      for (const one of chosen) {
        const { document: { id, name, pages }, extraction } = one;
        documents.push({ id, name, pages, passages: passagesOf(extraction).length, characters: extraction.blocks.at(-1)?.end ?? 0 });
        const repeated = await privateFindings({ id, name, blocks: extraction.blocks, document: one.document }, kept, nameOf);
        for (const finding of [...repeated, ...await findings(one)]) found.push({ ...finding, accepted: letOut.has(finding.key) });
        await breath();
      }
      for (const one of own) {
        for (const finding of await privateFindings(one, kept, nameOf)) found.push({ ...finding, accepted: letOut.has(finding.key) });
        documents.push({ id: one.id, name: one.name, pages: 1, passages: one.blocks.length, characters: one.blocks.at(-1)?.end ?? 0 });
        for (const finding of await findingsOf(one)) if (finding.severity === 'stop' || !isMeant(site, finding.text)) found.push({ ...finding, accepted: letOut.has(finding.key) });
      }
      return { documents, leftOut, findings: found, stopped: found.some(stops) };
    },
    text(id) {
      const document = store.documents.get(id);
      const extraction = document?.status === 'ready' && document.private !== true ? store.documents.extraction(document.hash) : undefined;
      if (!extraction) throw new SproutError('document-not-found', { id });
      return extraction.blocks.map(({ text }) => text).join('\n');
    },
  };
}

/** Whether it keeps from publishing. */
export const stops = ({ severity, accepted }: PublicFinding): boolean => severity === 'stop' && !accepted;
