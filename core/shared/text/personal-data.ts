/** Kinds of personal data that can be told by their form. */
export type PersonalKind = 'email' | 'phone' | 'id' | 'card' | 'account' | 'address' | 'name';
export interface PersonalData { readonly kind: PersonalKind; /** As it stands in the text. */ readonly text: string; /** Where it stands first. */ readonly start: number }

const email = /[\w.+-]+@[\w-]+(?:\.[\w-]+)*\.[a-z]{2,}/gi;
const chinaId = /(?<![\dA-Za-z])\d{17}[\dXx](?![\dA-Za-z])/g;
const socialSecurity = /(?<!\d)(?!000|666|9\d\d)\d{3}-(?!00)\d{2}-(?!0000)\d{4}(?!\d)/g;
const cardLike = /(?<![\d-])(?:\d[ -]?){12,18}\d(?![\d-])/g;
const iban = /(?<![A-Za-z\d])[A-Z]{2}\d{2}(?: ?[A-Z\d]{4}){2,7}(?: ?[A-Z\d]{1,3})?(?![A-Za-z\d])/g;
const phones = [
  /(?<!\d)(?:(?:\+|00)86[- ]?)?1[3-9]\d[- ]?\d{4}[- ]?\d{4}(?!\d)/g,
  /(?<!\d)0\d{2,3}[- ]\d{7,8}(?!\d)/g,
  /(?<![\d+])\+\d{1,3}[- .]?(?:\(\d{1,4}\)[- .]?)?\d(?:[- .]?\d){6,12}(?!\d)/g,
  /(?<!\d)\(?[2-9]\d{2}\)?[-. ][2-9]\d{2}[-. ]\d{4}(?!\d)/g,
  /(?<!\d)0\d{3,4}[ -]\d{3}[ -]?\d{3,4}(?!\d)/g,
];
const addresses = [
  /[\u4e00-\u9fff]{2,}(?:省|市|区|县|镇)[\u4e00-\u9fff\d]*?(?:路|街|道|巷|弄|里|大厦|小区|村)\s*\d+\s*(?:号|弄|栋|幢|座|室)[\d\u4e00-\u9fffA-Za-z-]{0,15}/g,
  /\b\d{1,5}[A-Za-z]?\s+(?:[A-Z][\w'’]+\s+){1,4}(?:Street|St|Road|Rd|Avenue|Ave|Lane|Ln|Drive|Dr|Boulevard|Blvd|Square|Sq|Close|Court|Way|Place)\b\.?/g,
];
/** The usual ones, less those that are everyday words: 于, 方, 万 … */
const surnames = '王李张刘陈杨黄赵吴周徐孙马朱胡郭何林罗高郑梁谢宋唐许韩冯邓曹彭曾萧田董袁潘蒋蔡余杜叶程苏魏吕丁任沈姚卢姜崔钟谭陆汪范金石廖贾夏韦付白邹孟熊秦邱江尹薛闫雷侯龙史陶黎贺顾毛郝龚邵钱严覃戴莫孔汤';
const names = [
  new RegExp(`[${surnames}][\\u4e00-\\u9fff]{0,2}(?:先生|女士|小姐|太太|经理|老师|师傅|医生)`, 'g'),
  new RegExp(`(?:我叫|我是|姓名|收件人|联系人|收货人)[:：]?\\s*[${surnames}][\\u4e00-\\u9fff]{1,2}(?![\\u4e00-\\u9fff])`, 'g'),
  /\b(?:Mr|Mrs|Ms|Miss|Dr|Prof)\.?\s+\p{Lu}[\p{L}'’-]+(?:\s+\p{Lu}[\p{L}'’-]+)?/gu,
  /\b(?:my name is|this is|I am|I'm|regards,|sincerely,|cheers,|wishes,)\s+\p{Lu}[\p{L}'’-]+(?:\s+\p{Lu}[\p{L}'’-]+)?/gu,
];

/** Personal data in a text, each once. Numbers that have a check digit are taken only when it is right. */
export function personalData(text: string): PersonalData[] {
  const found: PersonalData[] = [];
  const known = new Set<string>();
  let rest = text;
  // What was taken for one thing is not looked at again: an identity number holds what looks like a card's.
  const take = (kind: PersonalKind, pattern: RegExp, isReal: (match: string) => boolean = () => true): void => {
    rest = rest.replaceAll(pattern, (match, ...groups: unknown[]) => {
      if (!isReal(match)) return match;
      const shown = match.trim().replace(/['’]s?$/, '');
      const start = Number(groups.find((part) => typeof part === 'number')) + match.indexOf(shown);
      if (!known.has(shown)) { known.add(shown); found.push({ kind, text: shown, start }); }
      return ' '.repeat(match.length);
    });
  };
  take('email', email);
  take('id', chinaId, isChinaId);
  take('account', iban, isIban);
  take('card', cardLike, isCard);
  take('id', socialSecurity);
  for (const pattern of phones) take('phone', pattern);
  for (const pattern of addresses) take('address', pattern);
  for (const pattern of names) take('name', pattern);
  return found;
}

/** Resident identity card: a date of birth and ISO 7064 MOD 11-2 (GB 11643). */
export function isChinaId(text: string): boolean {
  const year = Number(text.slice(6, 10));
  const month = Number(text.slice(10, 12));
  const day = Number(text.slice(12, 14));
  if (year < 1900 || year > 2100 || month < 1 || month > 12 || day < 1 || day > 31) return false;
  const sum = [...text.slice(0, 17)].reduce((total, digit, at) => total + Number(digit) * (2 ** (17 - at) % 11), 0);
  return '10X98765432'[sum % 11] === text[17]?.toUpperCase();
}

/** Payment card: the first digits of a known network, and Luhn's sum. */
export function isCard(text: string): boolean {
  const digits = text.replaceAll(/\D/g, '');
  if (digits.length < 13 || digits.length > 19 || !/^(?:4|5[1-5]|2[2-7]|3[4-7]|6)/.test(digits)) return false;
  const sum = [...digits].reverse().reduce((total, digit, at) => { const value = Number(digit) * (at % 2 === 1 ? 2 : 1); return total + (value > 9 ? value - 9 : value); }, 0);
  return sum % 10 === 0;
}

/** ISO 13616: the rest of a division by 97 is 1. */
export function isIban(text: string): boolean {
  const plain = text.replaceAll(' ', '');
  if (plain.length < 15 || plain.length > 34) return false;
  const digits = [...plain.slice(4) + plain.slice(0, 4)].map((character) => parseInt(character, 36)).join('');
  return [...digits].reduce((rest, digit) => (rest * 10 + Number(digit)) % 97, 0) === 1;
}
