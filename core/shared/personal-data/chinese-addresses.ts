import { labelled } from './labelled.ts';
import type { Span } from './kinds.ts';
import { cities, provinces } from './places.data.ts';

const han = String.raw`[\u4e00-\u9fff]`;
/** Between the parts of one place stands no word that leads to another. */
const inPlace = String.raw`(?![往到给]|[发送寄运]至)[\u4e00-\u9fff]`;
/** What no name of a place holds: with it, "各区的街道" is not one. */
const named = String.raw`[^\W\u4e00-\u9fff]|(?![的了是和与及各本该每全等请您你我他她它这那被把有不没很都也往至到])[\u4e00-\u9fff]`;
const numeral = '[一二三四五六七八九十百]';
/** What a street, a block or a building is called. */
const road = '(?:大道|大街|路|街|巷|弄|胡同|里|段|道|公路|村|庄|苑|园|小区|社区|花园|公寓|广场|大厦|中心|工业区|开发区|产业园)';
const unit = '(?:号院|号楼|号|弄|栋|幢|座|室|楼|层|单元|房|期|户|院|门|组|排|区|仓|库|铺|档|村|队)';
const building = '(?:大厦|广场|小区|花园|中心|公寓|家园|家苑|苑|园区|园|基地|产业园|科技园|创业园|商城|写字楼|医院|学校|市场|城|大楼|楼|馆|酒店|仓|里|村)';
const flatNumber = String.raw`(?!0\d{2,3}-\d{5}|1[3-9]\d{5})[A-Za-z]{0,2}\d{1,5}(?:[-/之][\dA-Za-z]{1,5}(?![\dA-Za-z])){0,3}(?!\d)`;
const part = String.raw`(?:(?:${inPlace}){1,12}?(?=[A-Za-z]?\d{1,5}(?:号|栋|幢|座|楼|室|层|单元|期))|[A-Za-z]\d?${unit}|附?${flatNumber}(?:${unit}|[A-Za-z](?![A-Za-z]))?(?:之\d{1,3})?|(?<=[层楼座室])[A-Za-z](?![A-Za-z])|${numeral}{1,5}(?:之\d{1,3}|${unit})|(?:${inPlace}){1,12}?${building}|[A-Za-z]{2,12} ?(?:Tower|Plaza|Center)|tower|地下|底商|负${numeral}层|(?<=号)院内)`;
const province = `(?:${provinces.join('|')})`;
const region = new RegExp(`${province}|(?:${cities.join('|')})`);
const townLevel = '(?:镇|乡|街道|苏木|村|社区|大道|大街|路|街|工业园|开发区|广场|小区|花园)';
/** Where an address shows itself: a street with its number, a block with its flat, a village with its group, or places one in the other. The beginning is looked for from here to the left. */
const street = new RegExp(String.raw`${road}(?:[东西南北中一二三四五六七八九十]{1,2}(?:段|路|街|巷|里|区|期|村))? ?(?:[\d一二三四五六七八九十]{1,4}巷 ?)?(?:\d{1,4}弄 ?)?甲?[\d一二三四五六七八九十]{1,6}(?:[-之]\d{1,4})? ?(?:号院|号楼?|弄|巷|栋|幢|座|楼|室)(?:院|之\d{1,3})?(?: ?${part}){0,6}`, 'g');
const estate = new RegExp(String.raw`(?:小区|花园|公寓|家园|苑|新村|社区|大厦|广场|城)(?: ?${part}){1,5}`, 'g');
const flat = new RegExp(String.raw`(?<=${han}{2})(?:甲?\d{1,4}(?:号院|号楼|期|栋|幢|座|号)|[A-Z]\d?[栋座])(?: ?${part}){1,5}`, 'g');
const village = new RegExp(String.raw`(?:村|屯|庄|寨|堡|社区|乡|镇) ?[一二三四五六七八九十\d]{1,3}(?:组|社|队|号|村|屯)(?: ?${part}){0,4}`, 'g');
const nested = new RegExp(String.raw`(?:${named}){2,8}?(?:县|市|区|旗|自治州|地区|盟)(?:(?:${named}){1,7}?(?:县|市|区|旗))?(?:${named}){1,8}?${townLevel}(?:(?:${named}){1,8}?(?:村委会|${townLevel})|[\d一二三四五六七八九十]{1,4}(?:组|社|队|号))*(?: ?${part}){0,3}`, 'g');
/** "柳市镇陈氏电器厂": a firm's name. */
const ofFirm = new RegExp(String.raw`^${han}{0,10}?(?:公司|厂|店|[商银支分]行|局|政府|派出所|[法医]院|中心|学校|合作社)`);
/** "新民路北段", "小学东边第三家": where something lies that has no number. */
const beside = new RegExp(String.raw`^(?:${han}{0,4}(?:[东西南北](?:头|段|侧|边|面)|旁边|对面|隔壁|路口)(?:第?${numeral}家)?|内?[东西南北]厢房)`);
const run = new RegExp(String.raw`(?:${han}|(?<=${han}) (?=${han})|\d{1,4}(?=[村组队巷弄段号社]))*$`);
/** Words before a place that are not its name. */
const leading = /^.*(?:地址[是为]?|地点|住址|住在|位于|坐落于?|寄[到往至给]?|送货[到至]?|送[到往至]?|发[到往至货]|迁[到至]|搬[到至]|交货[到至]?|[换改][到成为]|在|到|于|至|往|去|从|由|是|我家|家住|现住|住|户籍|请|麻烦|给|我们店|本店)(?=.)/;

/** Where the address begins whose street is at `anchor`. */
function beginning(text: string, anchor: number): number {
  const before = run.exec(text.slice(Math.max(0, anchor - reach), anchor))?.[0].trimStart() ?? '';
  const from = anchor - before.length;
  return from + nameAt(before);
}
const reach = 44;

/** From one place to another. */
const toward = /^.*(?:[发运寄送搬]货?[往到至])(?=.)/;
/** Where the name of the place begins in the characters before its street. */
function nameAt(all: string): number {
  const from = toward.exec(all)?.[0].length ?? 0;
  const before = all.slice(from);
  return from + placeAt(before);
}

function placeAt(before: string): number {
  const place = region.exec(before);
  // "虹口区四川北路": the name of a road.
  return place && !/[市区县]/.test(before.slice(0, place.index)) ? place.index : leading.exec(before)?.[0].length ?? 0;
}

const labels = '(?:收货|送货|收件|寄件|发货|配送|通讯|联系|家庭|现居住?|户籍|注册|公司|单位|办公|取货|提货|交货|服务|安装|上门|详细|出险|事故|新|房屋|经营|退货|寄回|维修)?(?:地址|住址|住所|地 址|住 址|坐落|场所)|(?:出险|事故|交货|送货|安装|施工)地点|addr(?:ess)?';
const labelledChina = labelled(labels, String.raw`[^\n\t|"”，,。；;！？、]{4,70}`);
const behindAddress = /\s*(?:电话|手机|手機|联系|邮编|收件人|收货人|姓名|发票|备注|发往|[(（ ]*1[3-9]\d{9}| 0\d{2,3}-).*$/;
const placed = new RegExp(`${road}|${unit}`);
const located = /[省市县区镇乡].*[镇乡村路街道巷园城厦场苑寨屯]/;
/** The postcode or the mark of a Japanese address, and its blocks. */
const japanese = new RegExp(String.raw`(?:〒 ?\d{3}-?\d{4} ?(?:${han}{2,3}[都道府县])?|东京都|北海道|(?:京都|大阪)府)(?:${han}|[ぁ-んァ-ヶ]){1,12}[市区町村郡](?:${han}|[ぁ-んァ-ヶー]){0,12}\d{1,4}(?:(?:丁目|番地?|号|-)\d{0,4}){0,4}(?: ?[^\s\d,，。、:]{2,14}?\d{1,3}(?:阶|階|号室|F))?`, 'g');

/** An address; not sure where only names of places stand in each other, without a number. */
export interface FoundAddress extends Span { readonly sure: boolean }

/** Places of Chinese and Japanese addresses. `text` is half-width and simplified. */
export function chineseAddresses(text: string): FoundAddress[] {
  const found: FoundAddress[] = [];
  const add = (start: number, end: number, sure = true): void => {
    found.push({ start, end: end + (beside.exec(text.slice(end, end + 12))?.[0].length ?? 0), sure });
  };
  for (const pattern of [street, estate, flat, village]) {
    for (const match of text.matchAll(pattern)) {
      const start = beginning(text, match.index);
      const numbers = match[0].match(/\d+|[一二三四五六七八九十]+/g) ?? [];
      // "万达广场二楼" is known to all.
      if (pattern === estate && match[0].replaceAll(/[^\d]/g, '').length < 3 && !(match.index - start >= 2 && /^(?:小区|花园|公寓|家园|苑|新村) ?\d{1,2}(?:号楼?|栋|幢)/.test(match[0]))) continue;
      if (pattern === street && /楼$/.test(match[0]) && numbers.length === 1 && (numbers[0] ?? '').length === 1) continue;
      if (pattern === flat && (numbers.length < 2 || !/单元|[室栋幢座楼期]/.test(match[0]) || /关于$/.test(text.slice(start, match.index)))) continue;
      if (numbers.length > 0 && match.index - start >= 1) add(start, match.index + match[0].length);
    }
  }
  for (const match of text.matchAll(nested)) if (/\d/.test(match[0]) || !ofFirm.test(text.slice(match.index + match[0].length, match.index + match[0].length + 14))) add(match.index + nameAt(match[0].slice(0, match[0].search(/[县市区旗]/))), match.index + match[0].length, /\d/.test(match[0]));
  for (const match of text.matchAll(japanese)) found.push({ start: match.index, end: match.index + match[0].length, sure: true });
  for (const match of text.matchAll(labelledChina)) {
    const value = match.groups?.['value'] ?? '';
    const from = match.indices?.groups?.['value']?.[0] ?? 0;
    const kept = value.replace(behindAddress, '').trimEnd();
    if (kept.length >= 5 && (placed.test(kept.replaceAll(' ', '')) && /[\d一二三四五六七八九十]/.test(kept) || located.test(kept))) found.push({ start: from, end: from + kept.length, sure: true });
  }
  return found;
}
