import { isBirthday, isCard, isChinaId, isHongKongId, isIban, isSingaporeId, isSocialCredit, isSpanishId, isTaiwanId } from './check-digits.ts';
import type { PersonalKind } from './kinds.ts';
import { labelled } from './labelled.ts';

export interface NumberRule {
  readonly kind: PersonalKind;
  /** Without it in the text there is none: looked for first, because that is quick. */
  readonly needs?: string;
  readonly pattern: RegExp;
  readonly isReal?: (match: string) => boolean;
  /** Not where only its label tells of it, and a check digit is wrong. */
  readonly isSure?: (match: string) => boolean;
  /** Not where a label says that it is the number of an order or the like. */
  readonly notAnOrder?: boolean;
}

const idLabels = '身份证|身分证|居民证|居留证|居留许可|军官证|士兵证|警官证|公民身份|证件|(?<!信用|许可|合格|认)证号|驾驶证|社保|医保|ID card|ID no|ID number|national ID|identity card|HKID|NRIC|FIN|SSN|social security|NI no|NI number|NINO|national insurance|NI|NHS no|NHS number|DNI|NIE|CPF|Aadhaar|PAN|driver[\'’]?s? licen[cs]e|driving licen[cs]e|DVLA|DL|licen[cs]e(?: no\\.?| number)?|SIN|TFN|Medicare(?: no\\.?| number)?|PPS(?:N)?|BSN|PESEL|CURP|RFC|NRIC|IC|CNIC|CCCD|CMND|NIN|personnummer|Personalausweis|Ausweis(?:-?Nr\\.?)?|codice fiscale|sécurité sociale|cédula';
const passportLabels = '护照|通行证|台胞证|回乡证|旅行证件|passport(?: no\\.?| number)?|travel document';
const cardLabels = '银行(?:[\u4e00-\u9fff]{0,10}[分支]行)?|(?<!会员)(?<!积分)卡号|账号|账户|银行卡|储蓄卡|信用卡|[行社商]卡|card(?: no\\.?| number)?|account(?: no\\.?| number)?|acct?\\.?|acc|a/c|bank(?: account)?';
const taxLabels = '税号|纳税人识别号|纳税识别号|统一社会信用代码|信用代码|营业执照|VAT(?: no\\.?| number| ID| reg)?|EIN|tax ID|TIN|ABN|USt-IdNr\\.?|TVA|P\\.?IVA|NIF|CIF';
const plateLabels = '车牌|車牌|车号|plates?|reg|registration|rego|vehicle|license plate|number plate';

/** The number of a kind of goods or of a book, as it is printed below the bars: `6 921168 509256`. */
const isArticle = /^(?:\d \d{6} \d{6}|97[89][ -]?\d.{8,12}|\d{13})$/;

const ibanCountries = new Set('AD AE AL AT AZ BA BE BG BH BR BY CH CR CY CZ DE DK DO EE EG ES FI FO FR GB GE GI GL GR GT HR HU IE IL IQ IS IT JO KW KZ LB LC LI LT LU LV LY MC MD ME MK MR MT MU NL NO PK PL PS PT QA RO RS SA SC SE SI SK SM ST SV TL TN TR UA VA VG XK'.split(' '));

/** In this order: what was taken for one thing is not looked at again. An identity number holds what looks like a card's. */
export const numberRules: readonly NumberRule[] = [
  { kind: 'email', needs: '@', pattern: /(?<![\p{Script=Latin}\d_.+-])[\p{Script=Latin}\d_+](?:[\p{Script=Latin}\d_.+&~#%'’-]{0,62}[\p{Script=Latin}\d_+-])? ?@ ?[\p{Script=Latin}\d-]{1,63}(?:\.[\p{Script=Latin}\d-]{1,63}){0,5}\.[a-z]{2,24}/giu, notAnOrder: true },
  { kind: 'email', needs: ' dot ', pattern: /(?<![\w.])\w+(?: (?:dot|underscore) \w+){0,3} at \w+(?: dot \w+){0,2} dot (?:com|net|org|co|cn|uk|de|fr|in|io)(?: dot \w{2})?(?!\w)/gi },
  { kind: 'email', needs: '@', pattern: labelled('VPA|UPI(?: ID)?', String.raw`[\w.-]{2,64}@[a-z]{2,20}(?!\.?\w)`), isSure: () => false },
  { kind: 'id', pattern: /(?<![\dA-Za-z])(?:\d{17}[\dXx]|\d{6}[ -]\d{8}[ -]\d{3}[\dXx]|(?:\d ){17}[\dXx])(?![\dA-Za-z])/g, isReal: isChinaId },
  { kind: 'tax', pattern: /(?<![\dA-Za-z])[1-9A-HJ-Y][1239]\d{6}[\dA-HJ-NP-RTUWXY]{10}(?![\dA-Za-z])/g, isReal: isSocialCredit },
  { kind: 'account', pattern: /(?<![A-Za-z\d])[A-Z]{2}\d{2}(?: ?[A-Z\d]{4}){2,7}(?: ?[A-Z\d]{1,3})?(?![A-Za-z\d])/g, isReal: (match) => ibanCountries.has(match.slice(0, 2)) && isIban(match) },
  // Forms of one country each, that hardly anything else has: Brazil, India, Italy, Mexico, France, Pakistan, Malaysia, Britain (driving), Spain.
  { kind: 'id', pattern: /(?<![\d.])\d{3}\.\d{3}\.\d{3}-\d{2}(?!\d)/g },
  { kind: 'id', pattern: /(?<![A-Z\d])(?:[A-Z]{3}[PCHFATBLJG][A-Z]\d{4}[A-Z]|[A-Z]{6}\d{2}[A-EHLMPR-T]\d{2}[A-Z]\d{3}[A-Z]|[A-Z]{4}\d{6}[HM][A-Z]{5}[A-Z\d]\d|[A-Z9]{5}\d{6}[A-Z9]{2}\d[A-Z]{2})(?![A-Z\d])/g, notAnOrder: true },
  { kind: 'id', pattern: /(?<!\d)[12] \d{2} (?:0[1-9]|1[0-2]) \d[\dAB] \d{3} \d{3}(?: \d{2})?(?!\d)/g },
  { kind: 'id', pattern: /(?<![\d-])(?:\d{5}-\d{7}-\d|\d{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])-\d{2}-\d{4})(?![\d-])/g, notAnOrder: true },
  { kind: 'id', pattern: /(?<![A-Za-z\d])(?:\d{8}|[XYZ]\d{7})-?[A-Z](?![A-Za-z\d])/g, isReal: isSpanishId, notAnOrder: true },
  { kind: 'id', pattern: labelled('[军士警]官?证|士兵证', String.raw`[\u4e00-\u9fff]{1,3}字?第? ?\d{5,10} ?号?`), isSure: () => false },
  { kind: 'id', pattern: labelled('永久居留(?:身份)?证', String.raw`[A-Z]{3}\d{12}`) },
  // How somebody is reached: a name in a messenger.
  { kind: 'id', pattern: labelled('(?<!公众|小程)微信号?|WeChat(?: ID)?|QQ号?|LINE ID|wxid|Telegram|Skype', String.raw`@?(?:[a-z](?=[a-z_-]*\d|[a-z]*_)[\w-]{4,24}|[1-9]\d{4,10}(?!\d))(?![\w@.])`), isReal: (match) => !/^1[3-9]\d{9}$/.test(match), isSure: () => false },
  { kind: 'passport', pattern: labelled(passportLabels, String.raw`[A-Z]{0,3}\d(?=[A-Z\d]{5,11}\b)[A-Z\d]{5,11}|[A-Z](?=\d{2}[A-Z\d]{4,8}\b)[A-Z\d]{6,10}(?: \d{2}(?!\d))?`) },
  { kind: 'id', pattern: labelled(idLabels, String.raw`(?:\d[ -]?){14,17}[\dX](?![\dA-Z])|(?=(?:[A-Z ()-]*\d){4})(?:[A-Z]{1,5}(?=\d))?[A-Z]{0,2} ?\d[\dA-Z]*(?:[ -][\dA-Z]{1,6}){0,5}(?:\([\dA-Z]\))?(?![\dA-Z])`), isReal: (match) => match.replaceAll(/\W/g, '').length >= 6 && !/^(?:19|20)\d\d[-./]\d/.test(match), isSure: (match) => !/^\d{15,}/.test(match.replaceAll(/\W/g, '')) },
  { kind: 'tax', pattern: labelled(taxLabels, String.raw`[A-Z]{0,4}[ -]?\d(?:[ -]?[A-Z\d]){5,20}(?![\dA-Z])`) },
  { kind: 'tax', pattern: labelled('统一编号|统编', String.raw`\d{8}(?!\d)`) },
  { kind: 'tax', pattern: /(?<=EIN[^\n]{0,40})(?<![\d-])\d{2}-\d{7}(?![\d-])/g },
  { kind: 'card', pattern: /(?<![\dA-Za-z-])(?:\d[ -]?){12,18}\d(?![\d-]|[A-Za-z])/g, isReal: (match) => isCard(match) && !isArticle.test(match), notAnOrder: true },
  { kind: 'card', pattern: labelled(cardLabels, String.raw`\d(?:[ -]?\d){7,20}(?!\d|\.\d)`), isReal: (match) => !/^1[3-9]\d{9}$/.test(match.replaceAll(/\D/g, '')) && !/^(?:19|20)\d\d-\d\d?-\d/.test(match), isSure: isCard },
  { kind: 'account', pattern: labelled('sort code|BSB', String.raw`\d{2}[- ]?\d{2}[- ]?\d{2}(?!\d)|\d{3}-\d{3}(?!\d)`) },
  { kind: 'id', pattern: /(?<![\d-])(?!000|666|9\d\d)\d{3}-(?!00)\d{2}-(?!0000)\d{4}(?![\d-])/g, notAnOrder: true },
  { kind: 'id', pattern: /(?<![A-Za-z\d])[A-CEGHJ-PR-TW-Z][A-CEGHJ-NPR-TW-Z] ?\d{2} ?\d{2} ?\d{2} ?[A-D](?![A-Za-z\d])/g, notAnOrder: true },
  { kind: 'id', pattern: /(?<![A-Za-z\d])[A-Z][1289]\d{8}(?![A-Za-z\d])/g, isReal: isTaiwanId, notAnOrder: true },
  { kind: 'id', pattern: /(?<![A-Za-z\d])[A-Z]{1,2}\d{6} ?\([\dA]\)/g, isReal: isHongKongId },
  { kind: 'id', pattern: /(?<![A-Za-z\d])[STFG]\d{7}[A-Z](?![A-Za-z\d])/g, isReal: isSingaporeId, notAnOrder: true },
  { kind: 'plate', pattern: /(?<![\u4e00-\u9fff])[京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼][A-HJ-NP-Z][ ·•.-]?(?:[A-HJ-NP-Z\d]{5,6}|[A-HJ-NP-Z\d]{4}[学警挂港澳])(?![A-Za-z\d])|(?<=[\u4e00-\u9fff])[京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼][A-HJ-NP-Z][ ·•.-]?(?=[A-Z]*\d)[A-HJ-NP-Z\d]{5,6}(?![A-Za-z\d])/g },
  { kind: 'plate', pattern: labelled('车牌|车号|plate', String.raw`[\u4e00-\u9fff][A-Z][ ·.-]?(?:[A-Z\d] ?){4,5}[A-Z\d](?![A-Z\d])`, 'gu') },
  { kind: 'plate', pattern: labelled(plateLabels, String.raw`(?=[A-Z -]*\d)(?=[\d -]*[A-Z])[A-Z\d]{2,4}[ -]?[A-Z\d]{2,4}(?:[ -]?[A-Z\d]{1,3})?(?![A-Z\d])`, 'gu') },
  { kind: 'plate', pattern: /(?<![A-Za-z\d])[A-Z]{2}\d{2} [A-HJ-PR-Z]{3}(?![A-Za-z\d])/g, notAnOrder: true },
];

/** A passport named somewhere in the text tells of the others in a list. */
export const passportForms: NumberRule = { kind: 'passport', pattern: /(?<![A-Za-z\d])(?:[CEGDLSPHKMW][A-Z]?\d{7,8}|[A-Z]{1,2}\d{6,7})(?![A-Za-z\d])/g, notAnOrder: true };
export const speaksOfPassports = /护照|通行证|入住|同住|旅客|签证|出境|证件|passport|permit|visa|traveller|passenger/i;

/** Fifteen digits of an old identity card, where the text speaks of one. */
export const oldIdForm: NumberRule = { kind: 'id', pattern: /(?<![\dA-Za-z])[1-8]\d{14}(?![\dA-Za-z])/g, isReal: (match) => isBirthday(`19${match.slice(6, 12)}`) };
export const speaksOfIds = /身份证|证号|证件|旧证/;

/** A label of a number that is nobody's: of an order, a parcel, a device. */
export const orderLabel = /(?:单号|订单|编号|运单|流水|票号|批号|保单|工单|合同号?|序列号|型号|提单|封号|柜号|箱号|考证号|住院号|病历号|货号|条码|校验码|代码|注册号|资格证号?|商户号|终端号|设备号|取件码|SN|S\/N|sku|order|tracking|track|invoice|ref(?:erence)?|AWB|message-id: <?|ticket|policy|receipt|parcel|consignment|PO|part no\.?|personnel no\.?|serial|batch|model|case|quote)["'）)]?[ \t]*(?:no\.?|number|[号#])?[ \t:=#"']*(?:[A-Z]{0,6}[-#]?)?$/i;
