import { ConverterFactory } from 'opencc-js/core';
import toSimplified from 'opencc-js/to/cn';

const convert = ConverterFactory(...toSimplified);

let traditional: RegExp | undefined;
/** Characters that conversion may change: text without any, most Simplified text, needs no walk through the dictionaries. */
function changes(text: string): boolean {
  traditional ??= new RegExp(`[${Array.from({ length: 0x9fff - 0x3400 + 1 }, (_, at) => String.fromCharCode(0x3400 + at)).filter((character) => convert(character) !== character).join('')}]`);
  return traditional.test(text);
}

/** Chinese text in Simplified characters. @param text in form NFKC, which has no compatibility ideographs. */
export const simplify = (text: string): string => (changes(text) ? convert(text) : text);
