import { simplify } from './simplify.ts';

const cjk = /[\u3400-\u9fff\uf900-\ufaff]/;
const weekday = /(?:星期|礼拜|周)([一二三四五六日天])/g;

/** One form for what readers take as the same: width, case, Traditional and Simplified, the names of weekdays. Length may change. */
export function fold(text: string): string {
  const folded = text.normalize('NFKC').toLowerCase();
  if (!cjk.test(folded)) return folded;
  return simplify(folded).replace(weekday, (_, day: string) => `周${day === '天' ? '日' : day}`);
}
