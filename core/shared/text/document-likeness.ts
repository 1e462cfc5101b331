import type { Extraction } from '../../contract/index.ts';
import { fold } from './fold.ts';
import { signatureOf, type Signature } from './min-hash.ts';
import { unitsOf } from './units.ts';

const runLength = 6;
/** Share of equal runs from which on two files count as versions of one. */
export const alike = 0.7;
/** A text of fewer runs, a form or a slip, is like many others. */
const leastRuns = 13;

/** @returns undefined for a text too short to compare by likeness. */
export function signatureOfText(extraction: Pick<Extraction, 'blocks'>): Signature | undefined {
  return signatureOf(unitsOfText(extraction), runLength, leastRuns);
}

/** The words of a document as they are compared: formats, widths and punctuation do not count. */
export const unitsOfText = ({ blocks }: Pick<Extraction, 'blocks'>): string[] => blocks.flatMap((block) => unitsOf(fold(block.text)));
