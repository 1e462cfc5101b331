/** Digits and letters alone. */
const plain = (text: string): string => text.replaceAll(/[^\dA-Za-z]/g, '').toUpperCase();
const weighted = (digits: string, weights: readonly number[]): number => weights.reduce((sum, weight, at) => sum + weight * Number(digits[at]), 0);

/** A day that people who live were born on, as eight digits. */
export function isBirthday(digits: string): boolean {
  const [year, month, day] = [Number(digits.slice(0, 4)), Number(digits.slice(4, 6)), Number(digits.slice(6, 8))];
  return year >= 1900 && year <= 2100 && month >= 1 && month <= 12 && day >= 1 && day <= 31;
}

/** Resident identity card: a date of birth and ISO 7064 MOD 11-2 (GB 11643). */
export function isChinaId(text: string): boolean {
  const id = plain(text);
  return /^\d{17}[\dX]$/.test(id) && isBirthday(id.slice(6, 14)) && '10X98765432'[weighted(id, chinaWeights) % 11] === id[17];
}
const chinaWeights = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];

/** Payment card: the first digits of a known network, and Luhn's sum. */
export function isCard(text: string): boolean {
  const digits = text.replaceAll(/\D/g, '');
  if (digits.length < 13 || digits.length > 19 || !/^(?:4|5[0-8]|2[2-7]|3[04-9]|6|9)/.test(digits)) return false;
  const sum = [...digits].reverse().reduce((total, digit, at) => { const value = Number(digit) * (at % 2 === 1 ? 2 : 1); return total + (value > 9 ? value - 9 : value); }, 0);
  return sum % 10 === 0;
}

/** ISO 13616: the rest of a division by 97 is 1. */
export function isIban(text: string): boolean {
  const iban = plain(text);
  if (iban.length < 15 || iban.length > 34) return false;
  const digits = [...iban.slice(4) + iban.slice(0, 4)].map((character) => parseInt(character, 36)).join('');
  return [...digits].reduce((rest, digit) => (rest * 10 + Number(digit)) % 97, 0) === 1;
}

/** Unified social credit code of a firm or a trader in China (GB 32100). */
export function isSocialCredit(text: string): boolean {
  const code = plain(text);
  if (!/^[1-9A-Z][1239]\d{6}[\dA-Z]{10}$/.test(code)) return false;
  const values = [...code].map((character) => creditDigits.indexOf(character));
  return !values.includes(-1) && (31 - creditWeights.reduce((sum, weight, at) => sum + weight * (values[at] ?? 0), 0) % 31) % 31 === values[17];
}
const creditDigits = '0123456789ABCDEFGHJKLMNPQRTUWXY';
const creditWeights = [1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28];

/** Identity card of Taiwan, also of foreigners since 2021. */
export function isTaiwanId(text: string): boolean {
  const id = plain(text);
  if (!/^[A-Z][1289]\d{8}$/.test(id)) return false;
  const letter = 'ABCDEFGHJKLMNPQRSTUVXYWZIO'.indexOf(id[0] ?? '') + 10;
  return (Math.floor(letter / 10) + (letter % 10) * 9 + weighted(id.slice(1), [8, 7, 6, 5, 4, 3, 2, 1, 1])) % 10 === 0;
}

/** Identity card of Hong Kong: `A123456(3)`. */
export function isHongKongId(text: string): boolean {
  const id = plain(text).padStart(9, ' ');
  if (!/^[A-Z ][A-Z]\d{6}[\dA]$/.test(id)) return false;
  const value = (character: string): number => (character === ' ' ? 36 : parseInt(character, 36));
  return [...id].reduce((sum, character, at) => sum + value(character) * (9 - at), 0) % 11 === 0;
}

/** NRIC and FIN of Singapore. */
export function isSingaporeId(text: string): boolean {
  const id = plain(text);
  if (!/^[STFGM]\d{7}[A-Z]$/.test(id)) return false;
  const sum = weighted(id.slice(1), [2, 7, 6, 5, 4, 3, 2]) + ({ T: 4, G: 4, M: 3 }[id[0] ?? ''] ?? 0);
  return ('ST'.includes(id[0] ?? '') ? 'JZIHGFEDCBA' : 'XWUTRQPNMLK')[sum % 11] === id[8] || id[0] === 'M';
}

/** DNI and NIE of Spain: the letter is the rest of a division by 23. */
export function isSpanishId(text: string): boolean {
  const id = plain(text);
  return /^(?:\d{8}|[XYZ]\d{7})[A-Z]$/.test(id) && 'TRWAGMYFPDXBNJZSQVHLCKE'[Number(id.slice(0, 8).replace(/^[XYZ]/, (letter) => String('XYZ'.indexOf(letter)))) % 23] === id[8];
}
