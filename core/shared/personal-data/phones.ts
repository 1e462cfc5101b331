import { labelled } from './labelled.ts';

const extension = String.raw`(?: ?(?:转|分机|ext\.?|extension|x|#) ?\d{1,6}| ?- ?\d{1,4}(?!\d))?`;
const free = String.raw`(?<![\dA-Za-z+]|\d[-./])`;
const end = String.raw`(?!\d|[-./]\d)`;
const sign = String.raw`[ .·-]{0,2}`;

/** By their form alone. */
export const phoneForms: readonly RegExp[] = [
  // With the code of a country.
  new RegExp(String.raw`(?<![\dA-Za-z])(?:\+|00)[1-9]\d{0,2}[ .-]?(?:\(\d{1,4}\)[ .-]?)?\d(?:[ .-]?\(?\d\)?){6,12}(?!\d)${extension}`, 'g'),
  // Mainland: mobile, landline with its area, service numbers.
  new RegExp(String.raw`${free}(?:\(?(?:\+|00)?86\)?${sign})?1[3-9]\d${sign}\d{4}${sign}\d{4}${end}`, 'g'),
  new RegExp(String.raw`${free}(?:\+|00)?86${sign}\(?0?[1-9]\d{1,2}\)?${sign}\d{3,4}${sign}\d{4}(?!\d)${extension}`, 'g'),
  new RegExp(String.raw`${free}(?:\(0[1-9]\d{1,2}\)|0[1-9]\d{1,2}) ?(?:[-–] ?)?[2-9]\d{2,3}[ -]?\d{4}(?![\d])${extension}`, 'g'),
  new RegExp(String.raw`${free}[48]00[ -]?\d{3,4}[ -]?\d{3,4}${end}`, 'g'),
  // OCR puts a space between all digits.
  /(?<![\d] ?)1 [3-9](?: \d){9}(?! ?\d)/g,
  // Taiwan.
  new RegExp(String.raw`${free}09\d{2}${sign}\d{3}${sign}\d{3}${end}`, 'g'),
  new RegExp(String.raw`${free}(?:\(0[2-8]\d?\)|0[2-8]\d?)[ -]?\d{3,4}[ -]\d{4}(?!\d)${extension}`, 'g'),
  // North America.
  new RegExp(String.raw`${free}(?:1[ .-])?(?:\([2-9]\d{2}\) ?|[2-9]\d{2}[-. ·])[2-9]\d{2}[-. ·]\d{4}(?!\d|[-.]\d)${extension}`, 'g'),
  // Britain and Ireland, and others that write an area with a nought.
  new RegExp(String.raw`${free}(?:\(0[1-9]\d{1,4}\)|0[1-9]\d{1,4})[ -]\d{3,4}[ -]?\d{3,4}${end}${extension}`, 'g'),
  new RegExp(String.raw`${free}07\d{9}${end}`, 'g'),
  // Brazil.
  new RegExp(String.raw`${free}(?:\+?55 ?)?\(\d{2}\) ?9?\d{4}-\d{4}${end}`, 'g'),
  // India; Korea and Japan; and whoever writes a nought and groups: ten digits or so.
  new RegExp(String.raw`${free}0?[6-9]\d{4}[ -]\d{5}${end}`, 'g'),
  new RegExp(String.raw`${free}01[016-9][ .-]\d{3,4}[ .-]\d{4}${end}`, 'g'),
  new RegExp(String.raw`${free}0[1-9]\d{0,3}(?:[ .-]\d{2,4}){2,4}${end}`, 'g'),
  // Read from a picture: a line for each group, or a blank between all digits.
  /(?<!\d)1[3-9]\d\n\d{4}\n\d{4}(?!\d)/g,
  /(?<!\d ?)0(?: {1,2}\d){8,11}(?! ?\d)/g,
  new RegExp(String.raw`${free}0[1-9](?:[ .-]\d{2}){4}${end}`, 'g'),
];

/** Behind a label: shorter ones too. */
export const labelledPhones: readonly RegExp[] = [
  labelled(String.raw`电话|手机号?码?|座机|联系方式|联络方式|联系|联络|热线|传真|telefone?|teléfono|téléphone|tél\.?|handy|móvil|celular|SĐT|điện thoại|致电|回电|拨打|打|微信|HP|hp|no(?= is)|tel\.?|telephone|phone|mobile|mob\.?|cell|fax|call|ring(?: back)?(?: on| me on)?|call(?: me| us)?(?: at| on)?|text(?: me)?(?: at| on)?|(?:my|her|his|their|direct|contact) number|whatsapp`, String.raw`\+?\(?\d\)?(?:[ .·/-]{0,2}[()]?\d\)?){6,14}(?!\d)${extension}`),
];

/** Eight digits, as in Hong Kong, Macau and Singapore, where somebody is to be called or something is to be brought. */
export const shortPhones = /(?<![\dA-Za-z+-])(?<!\d )[235689]\d{3}[ -]?\d{4}(?! ?[\d-]|[A-Za-z])/g;
/** Where eight digits are a telephone's, whatever stands before. */
export const eightDigitPlaces = /香港|九龙|新界|澳门|Hong Kong|Macau|Singapore|\+85[23]|\+65/i;
export const calledBefore = /(?:电话|手机|联[络系]|致电|打[俾给]|查询|收货|收件|whatsapp|call|tel|phone|mobile|\bhp|\bno\.?|number|contact)[^\d\n]{0,14}$/i;

/** Not what a number of a telephone looks like: a date, an amount, an address of a machine. */
export function isPhone(text: string): boolean {
  const digits = text.replaceAll(/\D/g, '');
  return digits.length >= 7 && digits.length <= 19 && !/^(?:19|20)\d\d[-./ ](?:0?[1-9]|1[0-2])[-./ ]/.test(text) && !/^\d{1,2}[-./]\d{1,2}[-./](?:19|20)\d\d$/.test(text) && !/^\d{1,3}(?:\.\d{1,3}){3}$/.test(text) && !/^(?:19|20)\d\d(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])(?:\d{4}|\d{6})?$/.test(text);
}
