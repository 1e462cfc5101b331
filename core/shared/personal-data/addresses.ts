import { labelled } from './labelled.ts';
import type { Span } from './kinds.ts';
import { cities, provinces } from './places.data.ts';

const han = String.raw`[\u4e00-\u9fff]`;
/** What a street, a block or a building is called. */
const road = '(?:大道|大街|路|街|巷|弄|胡同|里|段|道|村|庄|苑|园|小区|社区|花园|公寓|广场|大厦|中心|工业区|开发区|产业园)';
const unit = '(?:号楼|号|弄|栋|幢|座|室|楼|层|单元|房|期|户|院|门|组|排|区|仓|库|铺|档)';
const part = String.raw`(?:${han}{1,12}?(?=[A-Za-z]?\d{1,5}(?:号|栋|幢|座|楼|室|层|单元))|[A-Za-z]?[\d一二三四五六七八九十百]{1,5}(?:[-－之][\dA-Za-z]{1,5}){0,2}${unit}?(?:之\d{1,3})?|[A-Za-z]\d?${unit}|${han}{1,12}?(?:大厦|广场|小区|花园|中心|公寓|家园|家苑|苑|园区|园|基地|产业园|科技园|创业园|商城|写字楼|医院|学校|市场|城|大楼|楼|馆|酒店|仓|里|村)|[A-Za-z]{2,12} ?(?:Tower|Plaza|Center)|tower)`;
const province = `(?:${provinces.join('|')})`;
const cityNames = `(?:${cities.join('|')})`;
/** Where an address shows itself: a street with its number, or a block with its flat. The beginning is looked for from here to the left. */
const anchors: readonly RegExp[] = [
  new RegExp(String.raw`${road}(?:[东西南北中一二三四五六七八九十]{1,2}(?:段|路|街|巷|里|区|期|村))? ?(?:\d{1,4}巷 ?)?(?:\d{1,4}弄 ?)?[\d一二三四五六七八九十]{1,6}(?:[-之]\d{1,4})? ?(?:号楼?|弄|巷|栋|幢|座|楼|室)(?:院|之\d{1,3})?(?: ?${part}){0,6}`, 'g'),
  new RegExp(String.raw`(?:小区|花园|公寓|家园|苑|新村|社区|大厦|广场|城)(?: ?${part}){1,5}`, 'g'),
];
const run = new RegExp(String.raw`(?:${han}|(?<=${han}) (?=${han})){1,40}$`);
const region = new RegExp(`${province}|${cityNames}`);
/** Words before a place that are not its name. */
const leading = /^.*(?:地址[是为]?|地点|住址|住在|位于|坐落于?|寄[到往至给]?|送货[到至]?|送[到往至]?|发[到往至货]|迁[到至]|搬[到至]|交货[到至]?|[换改][到成为]|在|到|于|至|往|去|从|由|是|我家|家住|现住|住|户籍|请|麻烦|给|我们店|本店)(?=.)/;

/** Where the address begins whose street is at `anchor`. */
function beginning(text: string, anchor: number): number {
  const before = run.exec(text.slice(Math.max(0, anchor - 44), anchor))?.[0] ?? '';
  const from = anchor - before.length;
  const place = region.exec(before);
  // "虹口区四川北路": the name of a road.
  return place && !/[市区县]/.test(before.slice(0, place.index)) ? from + place.index : from + (leading.exec(before)?.[0].length ?? 0);
}

const labels = '(?:收货|送货|收件|寄件|发货|配送|通讯|联系|家庭|现居住?|户籍|注册|公司|单位|办公|取货|提货|交货|服务|安装|上门|详细|出险|新|房屋|经营)?(?:地址|住址|住所|地 址|住 址|坐落|场所)';
const labelledChina = labelled(labels, String.raw`[^\n\t|"，,。；;！？、]{4,70}`);

const suffix = '(?:Street|St|Road|Rd|Avenue|Ave|Lane|Ln|Drive|Dr|Boulevard|Blvd|Square|Sq|Close|Court|Ct|Way|Place|Pl|Terrace|Crescent|Cres|Gardens|Grove|Walk|Row|Hill|Mews|Parkway|Pkwy|Highway|Hwy|Quay|Circle|Park|Green|Rise|View|Parade|Alley|Turnpike|Trail|Path|Esplanade)';
const word = String.raw`(?:\p{Lu}[\p{L}'’.-]*|\d{1,3}(?:st|nd|rd|th))`;
const flat = String.raw`(?:(?:Flat|Unit|Apartment|Apt|Suite|Room|Rm|Floor|Block|Tower|House)\.? ?#?[\dA-Z-]{1,5},? |\d{1,2}\/F,? )*`;
const inside = String.raw`(?:,? (?:Apt|Apartment|Suite|Ste|Unit|Floor|Fl|Rm|Room|Block|Tower|#)\.? ?#?[\dA-Z-]{1,5}|,? #[\dA-Z-]{1,6}|,? \d{1,2}(?:st|nd|rd|th) floor)`;
const postcode = String.raw`(?:[A-Z]{1,2}\d[\dA-Z]? ?\d[A-Z]{2}|[A-Z]{2} \d{5}(?:-\d{4})?|\d{5}(?:-\d{4})?|[A-Z]\d[A-Z] ?\d[A-Z]\d|\d{4} ?[A-Z]{2}|\d{6})`;
const town = String.raw`(?:\p{Lu}[\p{L}'’.-]+(?: (?:\p{Lu}[\p{L}'’.-]+|upon|on|am|of|de|la|du|sur)){0,3})`;
const country = '(?:USA|U\\.S\\.A\\.|United States|UK|United Kingdom|England|Scotland|Wales|Ireland|Germany|Deutschland|France|Italy|Spain|Canada|Australia|New Zealand|Hong Kong|Singapore|Netherlands|China|P\\.?R\\.? ?China)';
const tail = String.raw`(?:${inside}){0,2}(?:(?:,|\n|,\n| ) ?(?:${postcode} )?${town}(?: \d{1,2}(?!\d))?(?=,| ${postcode}|\n${postcode}|$|[.;)\n" ]))?(?:,? ?\n?${town}(?=,? ${postcode}))?(?:,? ?[A-Z]{2}(?= \d{5}))?(?:,?[ \n]${postcode})?(?:,? ${town}(?=, ${country}))?(?:,? ${country})?`;
export const latinAddresses: readonly RegExp[] = [
  new RegExp(String.raw`\bP\.? ?O\.? Box \d{1,6}(?:, ${town})?(?:,? [A-Z]{2})?(?:,? ${postcode})?`, 'gu'),
  new RegExp(String.raw`(?<![\p{Script=Latin}\d.,/-])${flat}(?:No\.? ?)?\d{1,5}[A-Za-z]?(?:-\d{1,5}[A-Za-z]?)?,? (?:[NSEW]{1,2}\.? )?(?:${word} ){1,4}?${suffix}\b\.?(?: (?:[NSEW]{1,2}|North|South|East|West)\b)?${tail}`, 'gu'),
  new RegExp(String.raw`(?<![\p{Script=Latin}\d.,/-])${flat}\d{1,5}[A-Za-z]? (?:${word} )?(?:Broadway|Fifth Avenue|Quayside)\b${tail}`, 'gu'),
  // German, Dutch and Nordic: the street, then the number.
  new RegExp(String.raw`\b\p{Lu}[\p{L}-]*(?:straße|strasse|str\.|weg|platz|allee|gasse|ring|damm|ufer|straat|laan|gracht|kade|plein|gatan|vägen|veien|gata|vej|gade|katu) \d{1,4}[a-z]?(?:,? \d{4,5} ?(?:[A-Z]{2} )?${town})?(?:, ${country})?`, 'gu'),
  new RegExp(String.raw`\b(?:Am|An der|Im|Zum|Unter den) \p{Lu}[\p{L}-]+ \d{1,4}[a-z]?,? \d{5} ${town}`, 'gu'),
  // French, Spanish, Italian, Portuguese.
  new RegExp(String.raw`(?<!\d)\d{1,4}(?: bis| ter)?,? (?:rue|avenue|boulevard|bd|place|allée|chemin|impasse|quai|cours) [\p{L}'’ -]{2,40}?(?:,? \d{5} ${town})`, 'giu'),
  new RegExp(String.raw`\b(?:Via|Viale|Piazza|Corso|Calle|C\/|Avenida|Av\.|Plaza|Paseo|Rua|Travessa|Praça) (?:[\p{L}'’.-]+ ){0,5}?[\p{L}'’.-]+,? (?:n\.?º? ?)?\d{1,4}(?:[A-Za-z]|º)?(?:,? \d{4,5}(?:-\d{3})? ${town})?`, 'gu'),
];
const labelledPostcode = labelled('postcode|post code|zip(?: code)?|postal code', postcode);
const labelledLatin = labelled('(?:(?:Delivery|Shipping|Billing|Home|Postal|Mailing|Street|New|Current|Correspondence) )?[Aa]ddress(?: line ?\\d)?|delivery address|shipping address|billing address|home address', String.raw`[^\n\t|";]{6,90}`, 'gu');

/** Places of addresses. `text` is half-width. */
export function addresses(text: string): Span[] {
  const found: Span[] = [];
  for (const pattern of anchors) {
    for (const match of text.matchAll(pattern)) {
      const start = beginning(text, match.index);
      // "万达广场二楼" is known to all.
      if (pattern === anchors[1] && match[0].replaceAll(/[^\d]/g, '').length < 3) continue;
      if (/\d|[一二三四五六七八九十]/.test(match[0]) && match.index - start >= 1) found.push({ start, end: match.index + match[0].length });
    }
  }
  for (const match of text.matchAll(labelledChina)) {
    const value = match.groups?.['value'] ?? '';
    const from = match.indices?.groups?.['value']?.[0] ?? 0;
    const kept = value.replace(/\s*(?:电话|手机|手機|联系|邮编|收件人|收货人|姓名|[(（ ]*1[3-9]\d{9}| 0\d{2,3}-).*$/, '').trimEnd();
    if (new RegExp(`${road}|${unit}`).test(kept.replaceAll(' ', '')) && /[\d一二三四五六七八九十]/.test(kept) && kept.length >= 5) found.push({ start: from, end: from + kept.length });
  }
  for (const pattern of latinAddresses) for (const match of text.matchAll(pattern)) found.push({ start: match.index, end: match.index + match[0].trimEnd().replace(/[,.]$/, '').length });
  for (const pattern of [labelledPostcode, labelledLatin]) {
    for (const match of text.matchAll(pattern)) {
      const [start = 0, end = 0] = match.indices?.groups?.['value'] ?? [];
      const value = text.slice(start, end).replace(/[.。]?\s*$/, '').replace(/\. (?=\p{Lu}).*$/u, '');
      if (/\d/.test(value) && (pattern === labelledPostcode || /\p{Lu}/u.test(value)) && !value.includes('@')) found.push({ start, end: start + value.length });
    }
  }
  return found;
}
