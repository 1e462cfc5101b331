import { Converter } from 'opencc-js/t2cn';

const convert = (Converter as (options: { from: string; to: string }) => (text: string) => string)({ from: 't', to: 'cn' });
const cjk = /[\u3400-\u9fff\uf900-\ufaff]/;
/** Characters that conversion may change: text without any, most Simplified text, needs no walk through the dictionaries. */
const traditional = new RegExp(`[${Array.from({ length: 0x9fff - 0x3400 + 1 }, (_, at) => String.fromCharCode(0x3400 + at)).filter((character) => convert(character) !== character).join('')}\\uf900-\\ufaff]`);
const weekday = /(?:星期|礼拜|周)([一二三四五六日天])/g;

/** One form for what readers take as the same: width, case, Traditional and Simplified, the names of weekdays. Length may change. */
export function fold(text: string): string {
  const folded = text.normalize('NFKC').toLowerCase();
  if (!cjk.test(folded)) return folded;
  const simplified = traditional.test(folded) ? convert(folded) : folded;
  return simplified.replace(weekday, (_, day: string) => `周${day === '天' ? '日' : day}`);
}
