import type { Document, Finding, Locale } from '../../contract/index.ts';
import { alike } from '../../shared/text/document-likeness.ts';
import { alikePairs, type Signature } from '../../shared/text/min-hash.ts';

/** Files that say nearly the same; files with the same content are not named again. */
export function nearDuplicates(documents: readonly { document: Document; signature: Signature | undefined }[], locale: Locale): Finding[] {
  return alikePairs(documents.map(({ signature }) => signature), alike).flatMap(([a, b]): Finding[] => {
    const [one, other] = [documents[a], documents[b]];
    if (!one || !other || one.document.hash === other.document.hash) return [];
    return [{
      id: `near-duplicate:${[one.document.id, other.document.id].sort().join(':')}`, kind: 'near-duplicate', severity: 'notice',
      message: { en: 'These files are nearly the same. Is one of them an old version?', zh: '这些文件内容几乎相同，其中一份是旧版本吗？' }[locale],
      places: [one.document, other.document].map(({ id, name }) => ({ document: id, name })),
    }];
  });
}
