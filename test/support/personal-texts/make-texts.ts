import { seeded } from '../../../core/adapters/ggml/random.ts';
import type { MaskedKind } from '../../../core/contract/index.ts';
import { heldTemplates } from './templates-held.ts';
import { tunedTemplates } from './templates-tuned.ts';
import { heldValues, tunedValues, type Values } from './values.ts';

export interface MarkedText { readonly text: string; readonly marks: readonly { readonly kind: MaskedKind; readonly start: number; readonly end: number }[] }

/** 300 texts that the rules were tuned on. */
export const tunedTexts = (): MarkedText[] => make(tunedTemplates, tunedValues, 300, 11);
/** 200 texts of other templates and other values. */
export const heldTexts = (): MarkedText[] => make(heldTemplates, heldValues, 200, 29);

function make(templates: readonly string[], values: Values, count: number, seed: number): MarkedText[] {
  const random = seeded(seed);
  return Array.from({ length: count }, (_, at) => fill(templates[at % templates.length] ?? '', values, () => random()));
}

/** A random number from 0 to below 1 each time. */
type Draw = () => number;
const pick = <Value>(all: readonly Value[], draw: Draw): Value => all[Math.floor(draw() * all.length)] as Value;
const digits = (count: number, draw: Draw): string => Array.from({ length: count }, () => Math.floor(draw() * 10)).join('');
const some = (from: number, to: number, draw: Draw): number => from + Math.floor(draw() * (to - from + 1));

function fill(template: string, values: Values, draw: Draw): MarkedText {
  const marks: { kind: MaskedKind; start: number; end: number }[] = [];
  let text = '';
  let at = 0;
  for (const match of template.matchAll(/\{(=?)(\w+)\}/g)) {
    text += template.slice(at, match.index);
    at = match.index + match[0].length;
    const slot = match[2] ?? '';
    const value = match[1] === '=' ? harmless(slot, values, draw) : personal(slot, values, draw);
    if (typeof value === 'string') text += value;
    else {
      marks.push({ kind: value.kind, start: text.length, end: text.length + value.text.length });
      text += value.text;
    }
  }
  return { text: text + template.slice(at), marks };
}

function personal(slot: string, { chinese, first, last, pinyin, cities, roads, streets, domains }: Values, draw: Draw): { kind: MaskedKind; text: string } {
  const of = (kind: MaskedKind, text: string): { kind: MaskedKind; text: string } => ({ kind, text });
  switch (slot) {
    case 'name': return of('name', pick(chinese, draw));
    case 'en': return of('name', `${pick(first, draw)} ${pick(last, draw)}`);
    case 'enFirst': return of('name', pick(first, draw));
    case 'enLast': return of('name', pick(last, draw));
    case 'pinyin': return of('name', pick(pinyin, draw));
    case 'phone': { const number = `1${pick(['38', '39', '50', '86', '77', '91', '73'], draw)}${digits(8, draw)}`; return of('phone', pick([number, `${number.slice(0, 3)}-${number.slice(3, 7)}-${number.slice(7)}`, `${number.slice(0, 3)} ${number.slice(3, 7)} ${number.slice(7)}`, `+86 ${number}`, wide(number)], draw)); }
    case 'landline': return of('phone', pick([`0${some(10, 29, draw)}-${some(2, 8, draw)}${digits(7, draw)}`, `0${some(311, 899, draw)}-${some(2, 8, draw)}${digits(6, draw)}`], draw));
    case 'phoneTw': return of('phone', pick([`09${digits(2, draw)}-${digits(3, draw)}-${digits(3, draw)}`, `09${digits(8, draw)}`, `(02) 2${digits(3, draw)}-${digits(4, draw)}`], draw));
    case 'phoneHk': return of('phone', pick([`+852 ${pick(['5', '6', '9'], draw)}${digits(3, draw)} ${digits(4, draw)}`, `${pick(['5', '6', '9'], draw)}${digits(3, draw)} ${digits(4, draw)}`], draw));
    case 'phoneUs': { const area = some(201, 989, draw); return of('phone', pick([`(${area}) ${some(200, 999, draw)}-${digits(4, draw)}`, `${area}-${some(200, 999, draw)}-${digits(4, draw)}`, `+1 ${area} ${some(200, 999, draw)} ${digits(4, draw)}`, `${area}.${some(200, 999, draw)}.${digits(4, draw)}`], draw)); }
    case 'phoneUk': return of('phone', pick([`07${digits(3, draw)} ${digits(6, draw)}`, `+44 20 7${digits(3, draw)} ${digits(4, draw)}`, `020 7${digits(3, draw)} ${digits(4, draw)}`], draw));
    case 'phoneIntl': return of('phone', pick([`+49 30 ${digits(7, draw)}`, `+33 1 ${digits(2, draw)} ${digits(2, draw)} ${digits(2, draw)} ${digits(2, draw)}`, `+65 ${pick(['8', '9'], draw)}${digits(3, draw)} ${digits(4, draw)}`, `+86 21 6${digits(7, draw)}`], draw));
    case 'id': return of('id-number', chinaId(draw));
    case 'ssn': return of('id-number', `${some(101, 665, draw)}-${some(10, 99, draw)}-${some(1000, 9999, draw)}`);
    case 'passport': return of('passport', pick([`E${digits(8, draw)}`, `G${digits(8, draw)}`, `EJ${digits(7, draw)}`, `AB${digits(6, draw)}`], draw));
    case 'card': { const number = card(pick(['6222', '6217', '4', '51'], draw), draw); return of('bank-card', pick([number, number.replace(/(.{4})(?=.)/g, '$1 ')], draw)); }
    case 'iban': return of('bank-card', pick(['DE89 3704 0044 0532 0130 00', 'GB82WEST12345698765432', 'FR1420041010050500013M02606', 'NL91 ABNA 0417 1643 00'], draw));
    case 'tax': return of('tax-number', taxNumber(draw));
    case 'plate': return of('plate', `${pick(['京', '沪', '粤', '浙', '川'], draw)}${pick(['A', 'B', 'C'], draw)}${pick(['·', '', ' '], draw)}${pick(['D', 'F', '8', '6'], draw)}${digits(4, draw)}`);
    case 'plateEn': return of('plate', `${pick(['AB', 'KX', 'LD'], draw)}${some(10, 72, draw)} ${pick(['XYZ', 'JKL', 'MNO'], draw)}`);
    case 'email': return of('email', `${pick(['zhang.wei', 'info', 'li_na88', 'j.smith', 'order-desk', 'kevin2020'], draw)}@${pick(domains, draw)}`);
    case 'address': return of('address', pick([`${pick(cities, draw)}${pick(roads, draw)}${some(1, 999, draw)}号`, `${pick(cities, draw)}${pick(roads, draw)}${some(1, 99, draw)}弄${some(1, 40, draw)}号${some(101, 2304, draw)}室`, `${pick(cities, draw)}${pick(roads, draw)}${some(1, 999, draw)}号${some(1, 12, draw)}栋${some(1, 4, draw)}单元${some(101, 903, draw)}室`], draw));
    case 'addressTw': return of('address', pick([`台北市信義區松仁路${some(1, 99, draw)}號${some(2, 20, draw)}樓`, `高雄市前鎮區中山二路${some(1, 399, draw)}號`, `新北市板橋區文化路一段${some(1, 299, draw)}巷${some(1, 30, draw)}號`], draw));
    case 'addressEn': return of('address', pick([`${some(1, 2400, draw)} ${pick(streets, draw)}, Springfield, IL ${digits(5, draw)}`, `${some(1, 220, draw)} ${pick(streets, draw)}, London ${pick(['NW1 6XE', 'SE10 8EW', 'W1D 4HS'], draw)}`, `${some(1, 999, draw)} ${pick(streets, draw)}`, `Flat ${some(1, 30, draw)}, ${some(1, 99, draw)} ${pick(streets, draw)}`], draw));
    default: throw new Error(`There is no slot {${slot}}.`);
  }
}

function harmless(slot: string, { companies, companiesEn, hotels, products, productsEn }: Values, draw: Draw): string {
  switch (slot) {
    case 'date': return pick([`${some(1, 12, draw)}月${some(1, 28, draw)}日`, `2026-${String(some(1, 12, draw)).padStart(2, '0')}-${String(some(1, 28, draw)).padStart(2, '0')}`, '下周三'], draw);
    case 'dateEn': return pick([`${some(1, 28, draw)} March`, `2026-0${some(1, 9, draw)}-${some(10, 28, draw)}`, `May ${some(1, 28, draw)}, 2026`, 'Friday'], draw);
    case 'order': return pick([`SO-2026${digits(4, draw)}`, `20261125${digits(6, draw)}`, `#${digits(6, draw)}`, `PO${digits(7, draw)}`], draw);
    case 'parcel': return pick([`SF${digits(12, draw)}`, `YT${digits(13, draw)}`, `1Z999AA1${digits(10, draw)}`], draw);
    case 'model': return pick([`XK-${digits(4, draw)}B`, `HD${digits(3, draw)}-20`, `T${digits(5, draw)}`], draw);
    case 'flight': return pick([`MU${digits(4, draw)}`, `CA${digits(3, draw)}`, `BA${digits(3, draw)}`], draw);
    case 'company': return pick(companies, draw);
    case 'companyEn': return pick(companiesEn, draw);
    case 'hotel': return pick(hotels, draw);
    case 'product': return pick(products, draw);
    case 'productEn': return pick(productsEn, draw);
    case 'desk': return pick(['总机 9', '内线 8001'], draw);
    case 'hotline': return '400-820-8820';
    case 'hotlineEn': return '0800 123';
    case 'surname': return pick(['王', '李'], draw);
    case 'street': return 'the corner of the market';
    default: throw new Error(`There is no slot {=${slot}}.`);
  }
}

const wide = (text: string): string => text.replaceAll(/\d/g, (digit) => String.fromCharCode(digit.charCodeAt(0) + 0xfee0));

function chinaId(draw: Draw): string {
  const body = `${pick(['110105', '310104', '440305', '330106'], draw)}${some(1955, 2004, draw)}${String(some(1, 12, draw)).padStart(2, '0')}${String(some(1, 28, draw)).padStart(2, '0')}${digits(3, draw)}`;
  return body + ('10X98765432'[[...body].reduce((sum, digit, at) => sum + Number(digit) * (2 ** (17 - at) % 11), 0) % 11] ?? '');
}

function card(prefix: string, draw: Draw): string {
  const body = prefix + digits(15 - prefix.length, draw);
  const sum = [...body].reverse().reduce((total, digit, at) => { const value = Number(digit) * (at % 2 === 0 ? 2 : 1); return total + (value > 9 ? value - 9 : value); }, 0);
  return body + String((10 - sum % 10) % 10);
}

/** GB 32100: eighteen characters, the last a check. */
function taxNumber(draw: Draw): string {
  const alphabet = '0123456789ABCDEFGHJKLMNPQRTUWXY';
  const body = `91${pick(['310115', '440300', '330100'], draw)}MA${pick(['1', '5', '2'], draw)}${Array.from({ length: 6 }, () => alphabet[Math.floor(draw() * alphabet.length)]).join('')}`;
  const sum = [...body].reduce((total, character, at) => total + alphabet.indexOf(character) * (3 ** at % 31), 0);
  return body + (alphabet[(31 - sum % 31) % 31] ?? '');
}
