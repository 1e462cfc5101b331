import type { LooseBlock } from './format-reader.ts';
import { joinLines } from './pdf-paragraphs.ts';
import type { OcrLine, OcrResult } from './tesseract.ts';

const cjk = '\\p{Script=Han}\\p{Script=Hiragana}\\p{Script=Katakana}\\u3000-\\u303F\\uFF00-\\uFFEF';
const spaceInChinese = new RegExp(`(?<=[${cjk}]) +(?=[${cjk}])`, 'gu');
/** A word less sure than this is dirt more often than text. */
const leastWordConfidence = 15;

export function ocrText(result: OcrResult): string {
  return result.blocks.flatMap((block) => block.paragraphs.flatMap((paragraph) => paragraph.lines.map(lineText))).join('\n');
}

/** Paragraphs as Tesseract found them. Chinese loses the spaces that it puts between characters. */
export function ocrBlocks(result: OcrResult, page: number | undefined): LooseBlock[] {
  return result.blocks.flatMap((block) => block.paragraphs.map((paragraph): LooseBlock => ({
    kind: 'paragraph',
    text: paragraph.lines.map(lineText).filter((line) => line !== '').reduce((text, line) => (text === '' ? line : joinLines(text, line)), ''),
    ...(page === undefined ? {} : { page }),
  }))).filter((block) => block.text !== '');
}

function lineText(line: OcrLine): string {
  return line.words.filter((word) => word.confidence >= leastWordConfidence).map((word) => word.text).join(' ').replace(spaceInChinese, '').trim();
}
