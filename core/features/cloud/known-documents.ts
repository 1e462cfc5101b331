import { z } from 'zod';
import type { BundleDocument } from '../../contract/index.ts';
import type { PrivateFiles } from '../../ports/private-files.ts';
import { passagesOf } from '../documents/index.ts';
import type { SearchedDocuments } from '../search/index.ts';

/** What ranking and quoting must know of a site's documents beside their passages. */
const knownSchema = z.object({
  documents: z.array(z.object({
    id: z.string(), name: z.string(), subject: z.string(),
    /** Column names above the rows in a passage, by its ordinal; passages without are left out. */
    headers: z.record(z.string(), z.string()),
  })),
});

const fileOf = (bundle: string, site: string): string => `bundles/${bundle}/${site}.json`;

export interface KnownDocuments extends SearchedDocuments { headerOf(document: string, ordinal: number): string | undefined }

export async function writeKnownDocuments(files: PrivateFiles, bundle: string, site: string, documents: readonly BundleDocument[]): Promise<void> {
  const known: z.infer<typeof knownSchema> = {
    documents: documents.map(({ id, name, subject, extraction }) => ({
      id, name, subject,
      // As a publication has them: columns without a name are not shown.
      headers: Object.fromEntries(passagesOf(extraction).map(({ ordinal, header }) => [String(ordinal), header.split(' | ').filter((column) => column !== '').join(' | ')] as const).filter(([, header]) => header !== '')),
    })),
  };
  await files.write(fileOf(bundle, site), new TextEncoder().encode(JSON.stringify(known)));
}

/** @throws Error where the site is not of the bundle. */
export async function readKnownDocuments(files: PrivateFiles, bundle: string, site: string): Promise<KnownDocuments> {
  const bytes = await files.read(fileOf(bundle, site));
  if (!bytes) throw new Error(`What is known of the documents of ${site} is missing.`);
  const { documents } = knownSchema.parse(JSON.parse(new TextDecoder().decode(bytes)));
  const byId = new Map(documents.map((document) => [document.id, document]));
  return {
    get(id) {
      const found = byId.get(id);
      return found && { name: found.name, status: 'ready' };
    },
    subjects: () => documents,
    headerOf: (document, ordinal) => byId.get(document)?.headers[String(ordinal)],
  };
}
