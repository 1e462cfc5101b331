import type { MaskedKind } from '../../../contract/index.ts';

/** What stands in a text for what was taken out: the same in all languages, and short enough that models repeat it. `[NAME_1]` */
export const labels = { 'name': 'NAME', 'phone': 'PHONE', 'id-number': 'ID', 'bank-card': 'CARD', 'address': 'ADDRESS', 'email': 'EMAIL', 'passport': 'PASSPORT', 'tax-number': 'TAX', 'plate': 'PLATE', 'own-word': 'WORD' } as const satisfies Record<MaskedKind, string>;

/** What models make of a label when they translate, in brackets only. */
const translated: Readonly<Record<string, string>> = {
  姓名: 'NAME', 名字: 'NAME', 名称: 'NAME', 人名: 'NAME', NOM: 'NAME', NOMBRE: 'NAME', NAMES: 'NAME', 电话号码: 'PHONE', 电话: 'PHONE', 手机号码: 'PHONE', 手机号: 'PHONE', 手机: 'PHONE', 電話: 'PHONE', 手機: 'PHONE', TELEPHONE: 'PHONE', 'PHONE NUMBER': 'PHONE', PHONES: 'PHONE',
  电子邮箱: 'EMAIL', 电子邮件: 'EMAIL', 邮箱: 'EMAIL', 邮件: 'EMAIL', 郵箱: 'EMAIL', 'E-MAIL': 'EMAIL', EMAILS: 'EMAIL', 地址: 'ADDRESS', 住址: 'ADDRESS', 身份证号码: 'ID', 身份证号: 'ID', 身份证: 'ID', 证件: 'ID', 证件号: 'ID', 银行卡号: 'CARD', 银行卡: 'CARD', 卡号: 'CARD', 护照号: 'PASSPORT', 护照: 'PASSPORT', 税号: 'TAX', 车牌号: 'PLATE', 车牌: 'PLATE',
};
const plainLabels = Object.values(labels);
const wide = (word: string): string => word.replaceAll(/[A-Z]/g, (letter) => String.fromCharCode(letter.charCodeAt(0) + 0xfee0));
/** The longest first: `[PHONE NUMBER_1]` is no `[PHONE`. */
const allLabels = [...plainLabels, ...plainLabels.map(wide), ...Object.keys(translated)].sort((left, right) => right.length - left.length);
const names = allLabels.join('|');
const digits = '[0-9０-９]{1,6}';
/** Between a label and its number: a low line, mostly. A dash, a blank, a colon, a sign of a number, and Markdown's backslash before any. */
const between = String.raw`[\s\u200b\\_＿:：.#–—-]{0,4}`;
const lowLine = String.raw`\s{0,2}\\?[_＿]`;
const blank = String.raw`[\s\u200b]{0,2}`;
/**
 * As models write it back: with other brackets, a space, a dash, in lower case, with wide digits, escaped. Round, curly and pointed brackets hold other things too,
 * but none with a low line. Without brackets it is one only exactly as it was given; in an address of the web, the brackets are `%5B` and `%5D`.
 */
const written = [
  String.raw`[\[［【〔]${blank}(?<squared>${names})${between}(?<squaredNumber>${digits})${blank}[\]］】〕]`,
  // Both brackets or none: the last backslash of "C:\\王小明" is the owner's own.
  String.raw`\\[\[［【〔]${blank}(?<escaped>${names})${between}(?<escapedNumber>${digits})${blank}\\[\]］】〕]`,
  String.raw`(?:\{\{|[({（｛])${blank}(?<round>${names})${lowLine}\s{0,2}(?<roundNumber>${digits})${blank}(?:(?<=\{\{.{0,40})\}\}|[)}）｝])`,
  String.raw`%5B(?<web>${plainLabels.join('|')})_(?<webNumber>${digits})%5D`,
].join('|');
const exact = String.raw`[<＜《«「『〈](?<pointed>${plainLabels.join('|')})\\?_(?<pointedNumber>[0-9]{1,6})[>＞》»」』〉]|(?<![\p{Script=Latin}\p{N}_])(?<bare>${plainLabels.join('|')})\\?_(?<bareNumber>[0-9]{1,6})(?![\p{Script=Latin}\p{N}_]|\\?_)`;
const loosely = (): RegExp => new RegExp(written, 'giu');
const exactly = (): RegExp => new RegExp(exact, 'gu');

export interface Placeholder { readonly start: number; readonly end: number; /** `NAME_1` */ readonly key: string; /** In the address of a page or of mail, where a value is written as one writes it there. */ readonly inAddress: boolean }

/** Placeholders in a text, in order, as they were given and as models change them. */
export function placeholdersIn(text: string): Placeholder[] {
  const found: Placeholder[] = [];
  const take = (match: RegExpExecArray): void => {
    const { groups = {} } = match;
    const label = (groups['squared'] ?? groups['escaped'] ?? groups['round'] ?? groups['web'] ?? groups['pointed'] ?? groups['bare'] ?? '').normalize('NFKC').toUpperCase();
    const number = Number((groups['squaredNumber'] ?? groups['escapedNumber'] ?? groups['roundNumber'] ?? groups['webNumber'] ?? groups['pointedNumber'] ?? groups['bareNumber'] ?? '').normalize('NFKC'));
    found.push({ start: match.index, end: match.index + match[0].length, key: `${translated[label] ?? label}_${number}`, inAddress: groups['web'] !== undefined });
  };
  for (const match of text.matchAll(loosely())) take(match);
  const rest = text.replaceAll(loosely(), (taken) => ' '.repeat(taken.length));
  for (const match of rest.matchAll(exactly())) take(match);
  return found.sort((left, right) => left.start - right.start);
}

/** The beginning of one, at the end of what has come so far. */
const begun = new RegExp(String.raw`(?:\\?[[［【〔({（｛]{1,2}|%5B)${blank}(?:${beginnings(allLabels).join('|')})?(?:(?<=${names})${between}(?:${digits})?${blank}(?:\\|\}|%5?)?)?$|(?:\\|%5?)$`, 'iu');
const begunExactly = new RegExp(String.raw`(?:[<＜《«「『〈]|(?<![\p{Script=Latin}\p{N}_])(?=[A-Z]))(?:${beginnings(plainLabels).join('|')})?(?:(?<=${plainLabels.join('|')})\\?_?(?:[0-9]{1,6})?\\?)?$`, 'u');

/** Where in a text a placeholder may have begun that is not complete; its length where none has. */
export function unfinishedAt(text: string): number {
  const from = Math.max(0, text.length - longest);
  const rest = text.slice(from);
  return from + Math.min(begun.exec(rest)?.index ?? rest.length, begunExactly.exec(rest)?.index ?? rest.length);
}
const longest = 40;

/** The next free number of each label: those that stand in the texts are not used again. */
export function numbersIn(texts: readonly string[]): Map<string, number> {
  const next = new Map<string, number>();
  for (const text of texts) {
    for (const { key } of placeholdersIn(text)) {
      const [label = '', number = ''] = key.split('_');
      next.set(label, Math.max(next.get(label) ?? 1, Number(number) + 1));
    }
  }
  return next;
}

/** Every beginning of every word, the longest first. */
function beginnings(words: readonly string[]): string[] {
  return [...new Set(words.flatMap((word) => Array.from({ length: word.length }, (_, at) => word.slice(0, at + 1))))].sort((left, right) => right.length - left.length);
}
