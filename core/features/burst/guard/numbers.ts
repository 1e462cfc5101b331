import type { MaskedKind } from '../../../contract/index.ts';
import { isCard, isChinaId, isIban } from '../../../shared/text/personal-data.ts';

/** A form of personal data; `group` 1, where there is one, is the value within its label. */
export interface Form { readonly kind: MaskedKind; readonly pattern: RegExp; readonly isReal?: (match: string) => boolean }

const start = '(?<![\\dA-Za-z])';
const end = '(?![\\dA-Za-z])';
const provinces = '京津沪滬渝冀豫云雲辽遼黑湘皖鲁魯新苏蘇浙赣贛鄂桂甘晋晉蒙陕陝吉闽閩贵貴粤粵青藏川宁寧琼瓊';
const of = (kind: MaskedKind, source: string, flags = 'g', isReal?: (match: string) => boolean): Form => ({ kind, pattern: new RegExp(source, flags), ...(isReal ? { isReal } : {}) });

/** In this order: what was taken for one is not looked at again. Texts come with digits and Latin letters of usual width. */
export const forms: readonly Form[] = [
  of('email', '[\\w.+-]+@[\\w-]+(?:\\.[\\w-]+)*\\.[a-z]{2,}', 'gi'),
  of('id-number', `${start}\\d{6}(?:18|19|20)\\d{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\\d|3[01])\\d{3}[\\dXx]${end}`, 'g', isChinaId),
  of('tax-number', `${start}[159ANY][1239]\\d{6}[0-9A-HJ-NPQRTUWXY]{9}[0-9A-HJ-NPQRTUWXY]${end}`, 'g', isTaxNumber),
  of('tax-number', `(?:税号|稅號|纳税人识别号|信用代码|統一編號|统一编号)[:：为\\s]*([0-9A-Z]{15,20}|\\d{8}(?!\\d))`),
  of('id-number', '(?:身份证|身份證|身分證|证件号|ID card|identity)[^\\d\\n]{0,10}?((?<![\\dA-Za-z])(?:\\d{17}[\\dXx]|\\d{15}|[A-Z][12]\\d{8}|[A-Z]{1,2}\\d{6}\\(?[\\dA]\\)?)(?![\\dA-Za-z]))', 'gi'),
  of('id-number', `${start}[A-Z][12]\\d{8}${end}`, 'g', isTaiwanId),
  of('id-number', `${start}[A-Z]\\d{6}\\([\\dA]\\)`),
  of('bank-card', `${start}[A-Z]{2}\\d{2}(?: ?[A-Z\\d]{4}){2,7}(?: ?[A-Z\\d]{1,3})?${end}`, 'g', isIban),
  of('bank-card', '(?<![\\d-])(?:\\d[ -]?){12,18}\\d(?![\\d-])', 'g', isCard),
  of('bank-card', '(?:银行账号|银行帐号|账号|帐号|卡号|银行卡|帳號|卡號|account(?: number| no\\.?)?)[:：为\\s]*((?:\\d[ -]?){11,21}\\d)', 'gi'),
  of('id-number', '(?<!\\d)(?!000|666|9\\d\\d)\\d{3}-(?!00)\\d{2}-(?!0000)\\d{4}(?!\\d)'),
  of('passport', '(?:护照|護照|passport)[^\\n]{0,20}?((?<![\\dA-Za-z])[A-Z]{1,2}\\d{6,8}(?![\\dA-Za-z])|(?<![\\dA-Za-z])\\d{9}(?![\\dA-Za-z]))', 'gi'),
  of('passport', `${start}[EGDS]\\d{8}${end}`), of('passport', `${start}E[A-HJ-NP-Z]\\d{7}${end}`),
  of('plate', `[${provinces}][A-HJ-NP-Z][·• ]?(?=[A-HJ-NP-Z0-9]*\\d)[A-HJ-NP-Z0-9]{5,6}${end}`),
  of('plate', `${start}[A-Z]{2}\\d{2} [A-Z]{3}${end}`), of('plate', '(?:plate|licen[cs]e plate|registration)(?: number| no\\.?)?[:\\s]+([A-Z0-9][A-Z0-9 -]{3,8}[A-Z0-9])(?![A-Za-z0-9])', 'gi', (match) => /\d/.test(match)),
  of('phone', `${start}(?:(?:\\+|00)86[- ]?)?1[3-9]\\d[- ]?\\d{4}[- ]?\\d{4}${end}`),
  of('phone', `${start}(?:\\+86[- ]?)?\\(?0\\d{2,3}\\)?[- ]\\d{7,8}(?:[-转 ]+\\d{1,6})?${end}`),
  of('phone', '(?<![\\d+])\\+\\d{1,3}[- .]?(?:\\(\\d{1,4}\\)[- .]?)?\\d(?:[- .]?\\d){6,12}(?!\\d)'),
  of('phone', '(?<![\\dA-Za-z-])09\\d{2}[- ]?\\d{3}[- ]?\\d{3}(?![\\dA-Za-z-])'), of('phone', '\\(0\\d{1,2}\\) ?\\d{3,4}[- ]?\\d{4}(?!\\d)'), of('phone', '(?<![\\d-])0\\d-\\d{4}-\\d{4}(?!\\d)'),
  of('phone', '(?<![\\d.,-])[5689]\\d{3} \\d{4}(?![\\d.,]\\d|\\d)'),
  of('phone', '(?<![\\dA-Za-z.,-])(?!400-|800-)\\(?[2-9]\\d{2}\\)?[-. ][2-9]\\d{2}[-. ]\\d{4}(?!\\d)(?: ?(?:ext\\.?|x|extension) ?\\d{1,5})?'),
  of('phone', '(?<![\\dA-Za-z])07\\d{3} ?\\d{6}(?!\\d)'), of('phone', '(?<!\\d)0\\d{2} \\d{4} \\d{4}(?!\\d)'), of('phone', '(?<!\\d)0\\d{3,4}[ -]\\d{3}[ -]?\\d{3,4}(?!\\d)'),
  of('address', '(?:[\\p{Script=Han}]{2,8}?(?:省|自治区))?(?:[\\p{Script=Han}]{2,8}?(?:市|州|盟))?(?:[\\p{Script=Han}\\d]{1,8}?(?:区|區|县|縣|镇|鎮|乡))?[\\p{Script=Han}\\d]{1,10}?(?:路|街|道|大道|巷|弄|胡同|里|段)(?:[一二三四五六七八九十]段)?\\s*\\d+\\s*(?:号|號|弄|巷|栋|幢|座)(?:\\s*\\d+\\s*(?:号楼|号|號|栋|幢|座|弄))?(?:\\s*\\d+\\s*单元)?(?:\\s*[\\dA-Z-]+\\s*(?:室|樓|楼|层|户))?', 'gu', (match) => match.length >= 5),
  of('address', '(?:Flat|Apt\\.?|Apartment|Unit|Suite) \\d+[A-Za-z]?, \\d{1,5}[A-Za-z]? (?:[A-Z][\\w\'’]+ ){1,4}(?:Street|St|Road|Rd|Avenue|Ave|Lane|Ln|Drive|Dr|Boulevard|Blvd|Square|Sq|Close|Court|Way|Place)\\b\\.?'),
  of('address', '\\b\\d{1,5}[A-Za-z]?\\s+(?:[A-Z][\\w\'’]+\\s+){1,4}(?:Street|St|Road|Rd|Avenue|Ave|Lane|Ln|Drive|Dr|Boulevard|Blvd|Square|Sq|Close|Court|Way|Place)\\b\\.?(?:, (?:Apt|Flat|Suite|Unit)\\.? ?\\w+)?(?:,? [A-Z][a-z]+(?: [A-Z][a-z]+)?(?:, [A-Z]{2} \\d{5}(?:-\\d{4})?| [A-Z]{1,2}\\d[\\dA-Z]? ?\\d[A-Z]{2}))?'),
];

/** 统一社会信用代码: the last of its eighteen characters is a check (GB 32100). */
export function isTaxNumber(text: string): boolean {
  const alphabet = '0123456789ABCDEFGHJKLMNPQRTUWXY';
  const sum = [...text.slice(0, 17)].reduce((total, character, at) => total + alphabet.indexOf(character) * (3 ** at % 31), 0);
  return alphabet[(31 - sum % 31) % 31] === text[17];
}

/** 中華民國身分證: a letter for the place, and a weighted sum. */
export function isTaiwanId(text: string): boolean {
  const code = 'ABCDEFGHJKLMNPQRSTUVXYWZIO'.indexOf(text[0] ?? '') + 10;
  const sum = Math.floor(code / 10) + (code % 10) * 9 + [...text.slice(1)].reduce((total, digit, at) => total + Number(digit) * (at === 8 ? 1 : 8 - at), 0);
  return sum % 10 === 0;
}
