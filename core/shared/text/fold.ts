import { Converter } from 'opencc-js/t2cn';

const convert = (Converter as (options: { from: string; to: string }) => (text: string) => string)({ from: 't', to: 'cn' });
const cjk = /[\u3400-\u9fff\uf900-\ufaff]/;

/** One form for what readers take as the same: width, case, Traditional and Simplified, the names of weekdays. Length may change. */
export function fold(text: string): string {
  const folded = text.normalize('NFKC').toLowerCase();
  return cjk.test(folded) ? convert(folded).replaceAll(/(?:星期|礼拜|周)([一二三四五六日天])/g, (_, day: string) => `周${day === '天' ? '日' : day}`) : folded;
}
