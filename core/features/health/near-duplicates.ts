import type { Document, Extraction, Finding, Locale } from '../../contract/index.ts';
import { fold } from '../../shared/text/fold.ts';
import { alikePairs, signatureOf, type Signature } from '../../shared/text/min-hash.ts';
import { unitsOf } from '../../shared/text/units.ts';

const runLength = 6;
/** Share of equal runs from which on two files count as versions of one. */
const alike = 0.7;
/** A text of fewer runs, a form or a slip, is like many others. */
const leastRuns = 13;

/** @returns undefined for a text too short to compare. */
export function signatureOfText({ blocks }: Extraction): Signature | undefined {
  return signatureOf(blocks.flatMap((block) => unitsOf(fold(block.text))), runLength, leastRuns);
}

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
