import type { Warning } from '../../contract/index.ts';

const lowConfidence = 70;

/** What the owner should know about a page that was recognised from a picture. */
export function warnOfOcr(hasText: boolean, confidence: number, page: number): Warning {
  if (!hasText) return { code: 'page-empty', page, message: `No text was found on page ${page}.` };
  const percent = Math.round(confidence);
  return percent < lowConfidence
    ? { code: 'ocr-low-confidence', page, message: `Page ${page} was read from a picture and is uncertain (${percent} %).` }
    : { code: 'ocr-used', page, message: `Page ${page} was read from a picture (${percent} % sure).` };
}
