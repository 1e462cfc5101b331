import { compoundSurnames, givenCharacters, nameLabels, neverGiven, nobody, oftenBehindPeople, plainSurnames, saidOfPeople, saidToPeople, titles, stronglyGiven, wordySurnames } from './chinese-names.data.ts';
import { namesByPlace, type Candidate } from './chinese-name-places.ts';
import { FreePlaces } from './free-places.ts';
import { places } from './places.data.ts';
import type { Span } from './kinds.ts';

export interface FoundName extends Span { readonly sure: boolean }

const isHan = (character: string | undefined): boolean => character !== undefined && character >= '\u3400' && character <= '\u9fff';
const labelBefore = new RegExp(String.raw`(?:${nameLabels})(?:[（(][^（）()\n]{1,12}[）)])?["'”]? ?[:=：|]? ?["'“「【]?$`, 'i');
/** "申请人：", "对接人 ": whatever comes between a kind of person and a colon. */
const anyPerson = /[\u3400-\u9fff]{0,6}(?:人|员|者|师|长|客|主|户|生|友|方|名单|签字|签名)(?:[（(][^（）()\n]{1,12}[）)])? ?[:：] ?$/;
const colonLabel = new RegExp(String.raw`(?:${nameLabels})(?:[（(][^（）()\n]{1,12}[）)])?["'”]? ?[:=：|]\s?["'“「【]?$`, 'i');
const titleAfter = new RegExp(`^ ?(?:${titles})`);
const said = new RegExp(`^(?:${saidOfPeople})`);
const often = new RegExp(`^(?:${oftenBehindPeople})`);
const told = new RegExp(`(?:${saidToPeople})$`);
const compounds = new Set(compoundSurnames);

/** No given name holds them. */
const grammar = new Set('的了是在我你他她它这那哪吗呢吧啊呀把被您咱谁');

/** How much speaks for a name, in no unit; from here it is taken for one. */
const enough = 2.1;
const certain = 5;

/**
 * Names in Chinese characters. A family name and one or two characters more may be a name or a piece of an ordinary word: what the dictionary
 * of the segmenter says of the place, the characters themselves and what stands before and after are weighed.
 * @param text half-width, so that a colon is a colon.
 */
export function chineseNames(text: string): FoundName[] {
  const found: FoundName[] = [];
  let from = 0;
  for (const line of text.split('\n')) {
    if (/[\u3400-\u9fff]/.test(line)) for (const name of namesOfLine(line)) found.push({ start: from + name.start, end: from + name.end, sure: name.sure });
    from += line.length + 1;
  }
  found.push(...speakers(text, found));
  found.push(...siblings(text, found));
  return [...found, ...again(text, found)];
}

/** Who speaks in a conversation, where one of them is known: "罗敏：货齐了吗？" */
function speakers(text: string, found: readonly FoundName[]): FoundName[] {
  const heads = [...text.matchAll(/^([\u3400-\u9fff]{2,4})[:：]/gm)].map(({ index, 1: name = '' }) => ({ start: index, end: index + name.length, sure: true }));
  const isKnown = (head: Span): boolean => found.some(({ start, end }) => start === head.start && end === head.end);
  return heads.length >= 2 && heads.some(isKnown) ? heads.filter((head) => isSurname(text[head.start]) && !colonLabel.test(text.slice(head.start, head.end + 1))) : [];
}

/** A full name that was found once is one wherever it stands. */
function again(text: string, found: readonly FoundName[]): FoundName[] {
  const names = new Set(found.map(({ start, end }) => text.slice(start, end)).filter((name) => name.length >= 3 || (name.length === 2 && !isWordy(name))));
  const places: FoundName[] = [];
  for (const name of names) for (let at = text.indexOf(name); at >= 0; at = text.indexOf(name, at + name.length)) places.push({ start: at, end: at + name.length, sure: true });
  return places;
}

/** What stands in a list of which most are names: "签到表：揣海涛 么红 黑妹 海霞". */
function siblings(text: string, found: readonly FoundName[]): FoundName[] {
  const more: FoundName[] = [];
  const isFound = new Set(found.map(({ start, end }) => `${start}-${end}`));
  for (const list of text.matchAll(lists)) {
    const items = [...list[0].matchAll(item)].map((match) => {
      const [start, end] = match.indices?.groups?.['name'] ?? [0, 0];
      return { start: list.index + start, end: list.index + end, sure: false };
    });
    const names = items.filter(({ start, end }) => isFound.has(`${start}-${end}`));
    if (items.length < 3 || names.length < 2 || names.length * (ofPeople.test(list[0]) || ofPeople.test(text.slice(Math.max(0, list.index - 16), list.index)) ? 3 : 1.7) < items.length) continue;
    more.push(...items.filter((one) => !names.includes(one) && one.end - one.start <= 3 && (ofPeople.test(list[0]) || !isWordy(text.slice(one.start, one.end))) && !nobody.test(text.slice(one.start, one.end)) && !places.has(text.slice(one.start, one.end))));
  }
  return more;
}
const listed = String.raw`(?:\d{1,3}[.、)] ?|\d{1,2}:\d{2} ?|周[一二三四五六日] ?)?[\u3400-\u9fff]{2,4}(?:[（(][^（）()\n]{1,16}[）)]| ?\d{1,2}(?::\d{2})?| ?\d{1,3}%| [A-Z\d]{8,18})?(?![\u3400-\u9fff:：])`;
const lists = new RegExp(String.raw`(?:[\u3400-\u9fff]{2,6}[:：] ?\n?)?${listed}(?:[、,，;；\s]{1,2}${listed}){2,60}`, 'g');
const item = /(?<![\u3400-\u9fff])(?<name>[\u3400-\u9fff]{2,4})(?![\u3400-\u9fff:：])(?![^（(]{0,16}[）)])/gd;
const ofPeople = /名单|签到|值班|人员|访客|课表|面试|[白夜早晚中]班|参会|出席|学员|学生|乘客|旅客|报名|名册/;

const segmenter = new Intl.Segmenter('zh', { granularity: 'word' });
/** For each place of a line, the end of the word that begins there; 0 where none begins. */
function wordEnds(line: string): number[] {
  const ends = new Array<number>(line.length).fill(0);
  for (const { index, segment } of segmenter.segment(line)) ends[index] = index + segment.length;
  return ends;
}
const isWordy = (name: string): boolean => [...segmenter.segment(name)].length === 1;

/** "仓储主管" is no Mr Chu. */
const endsInOffice = /(?:仓储|收银|对方|行政|安全|高管|双方|各方)$/;
/** Makes and goods that begin like a name: "王致和腐乳". */
const makes = new RegExp([...places].filter((place) => place.length >= 3).join('|'), 'g');

function namesOfLine(line: string): FoundName[] {
  const ends = wordEnds(line);
  const startsWord = (at: number): boolean => at >= line.length || (ends[at] ?? 0) > 0;
  const candidates: Candidate[] = [];
  const madeBy = new Set([...line.matchAll(makes)].flatMap(({ index, 0: make }) => Array.from({ length: make.length }, (_, by) => index + by)));
  for (let at = 0; at < line.length; at += 1) {
    if (!isHan(line[at])) continue;
    const compound = compounds.has(line.slice(at, at + 2)) ? 2 : 0;
    const surname = compound || (isSurname(line[at]) ? 1 : 0);
    if (surname === 0) continue;
    const before = line.slice(Math.max(0, at - 24), at);
    const alone = surnameWithTitle(line, at, surname, before, ends);
    if (alone) candidates.push(alone);
    else for (const length of [2, 1]) candidates.push(...full(line, at, surname, length, before, ends, startsWord, madeBy));
  }
  candidates.push(...spaced(line), ...dotted(line), ...familiar(line, ends), ...addressed(line), ...beforePhone(line), ...namesByPlace(line));
  return choose(line, candidates);
}

const isSurname = (character: string | undefined): boolean => character !== undefined && (plainSurnames.has(character) || wordySurnames.has(character));
const isPlain = (character: string | undefined): boolean => character !== undefined && plainSurnames.has(character);

/** Family names that are little words: "和老师", "从医生". */
const glue = new Set('和于向从都应成时连公后有来党初计全平单双门对当同与由能植常水明游占关经已先保多开立便要费祝');

/** "王经理", "小王", "王总". */
function surnameWithTitle(line: string, at: number, surname: number, before: string, ends: readonly number[]): Candidate | undefined {
  const after = line.slice(at + surname);
  const title = titleAfter.exec(after)?.[0];
  const wordEnd = ends[at] ?? 0;
  // "施工" is no engineer of that name.
  const inWord = surname === 1 && isHan(before.at(-1)) && title !== undefined && !told.test(before) && !labelBefore.test(before) && endsInOffice.test(line.slice(0, at + 1));
  if (title !== undefined && !inWord && (surname === 2 || wordEnd === at + surname || wordEnd === at + surname + title.length && (title.length > 1 || title === '总') || colonLabel.test(before))) {
    const opens = before === '' || !isHan(before.at(-1)) || told.test(before) || labelBefore.test(before);
    const score = 2 + (isPlain(line[at]) || surname === 2 ? 2.5 : glue.has(line[at] ?? '') ? 0 : 1.2) + (opens ? 1.5 : 0);
    // With its title: a family name alone is no name, and a placeholder for it would be read as one.
    return { start: at, end: at + surname + title.length, score };
  }
  const next = line[at + surname];
  if (!isHan(next) && (/姓$/.test(before) || /(?:老师|医生|大夫|经理|教练|师傅)[:：]?$/.test(before) && isPlain(line[at]))) return { start: at, end: at + surname, score: certain };
  const familiar = before.at(-1);
  const introduced = colonLabel.test(before.slice(0, -1)) && !isHan(next);
  if (surname === 1 && familiar !== undefined && '小老阿'.includes(familiar) && (introduced || isPlain(line[at]) && (ends[at - 1] ?? 0) === at) && (!isHan(next) || (ends[at + 1] ?? 0) > 0 && wordEnd === at + 1)) return { start: at - 1, end: at + 1, score: 3.2 };
  // Whatever the dictionary makes of it: "喂老蒋啊那个", "跟小童说一下".
  if (surname === 1 && familiar !== undefined && '小老'.includes(familiar) && isPlain(line[at]) && (next === undefined || '啊呀说讲问那你去来在跟给把也和,。、:;!?）) '.includes(next))) return { start: at - 1, end: at + 1, score: 3.2 };
  return undefined;
}

function full(line: string, at: number, surname: number, length: number, before: string, ends: readonly number[], startsWord: (at: number) => boolean, madeBy: ReadonlySet<number>): Candidate[] {
  const end = at + surname + length;
  const given = line.slice(at + surname, end);
  if (given.length < length || [...given].some((character) => !isHan(character) || grammar.has(character))) return [];
  if (surname === 2 && /^第五(?:[十百千条章款项]|[一二三四五六七八九][十百千条章款项])/.test(line.slice(at, end))) return [];
  if (/^周[一二三四五六日]/.test(line.slice(at, end)) || line[at] === '傅' && before.endsWith('师')) return [];
  const labelledHere = labelBefore.test(before) || /[\u3400-\u9fff]{2}[人员]$/.test(before);
  const withColon = colonLabel.test(before) || anyPerson.test(before) && !isHan(line[end]);
  if (!startsWord(at) && !labelledHere && !told.test(before)) return [];
  const after = line.slice(end, end + 10);
  const titled = titleAfter.test(after) && after[0] !== '工';
  if (!startsWord(end) && line[end] !== '的' && !titled && !(withColon && !isHan(after[0]))) return [];
  if (titleAfter.test(line.slice(at + surname)) && !withColon) return [];
  if (!startsWord(at) && /^收[银货件款]/.test(line.slice(at - 1, at + 1))) return [];

  let score = surname === 2 ? 2.5 : isPlain(line[at]) ? 1.8 : 0.4;
  const common = [...given].filter((character) => givenCharacters.has(character)).length;
  score += common === given.length ? 1 : 0;
  score -= 1.5 * [...given].filter((character) => neverGiven.has(character)).length;
  const strong = [...given].filter((character) => stronglyGiven.has(character)).length;
  score += strong === 0 ? 0 : strong === 1 ? 0.6 : 0.9;
  if (/^[一二三四五六七八九十]+$/.test(given)) score -= 2;
  score += length === 2 ? 0.4 : 0;
  // What the dictionary knows as one word is mostly that word, unless it is a person's.
  const word = ends[at] ?? 0;
  if (word >= end && word > at + surname) score -= surname + length >= 3 ? (isPlain(line[at]) && strong > 0 ? 0.7 : 1.6) : strong > 0 ? 1.2 : isPlain(line[at]) ? 1.9 : 2.4;
  else if (word > at + surname && surname === 1) score -= isPlain(line[at]) || strong > 0 ? 1.2 : 1.8;
  if (places.has(line.slice(at, end)) || !withColon && (madeBy.has(at) || length === 2 && places.has(line.slice(at, at + 2)) && !titled)) score -= 4;
  if (/[仟佰拾]/.test(given)) score -= 4;
  if (!withColon && !labelledHere && !titled && strong < 2 && /[区史费值率额表单品物机器店厂部科性度量重税款证码号型味料油液粉剂片丸板管线网站卡券桌椅锁船票据册鲜薪柜盒袋瓶罐]$/.test(given)) score -= 1.5;
  if (!isHan(before.at(-1))) score += before === '' || /[、,;:"'|\t（(【\[@>：，。；！？\s]$/.test(before) ? 0.9 : 0.4;
  if (withColon) score += 3;
  else if (labelledHere) score += 2.2;
  else if (told.test(before)) score += 1.3;
  else if (/(?:周[一二三四五六日]|[早中晚]班|昨晚|今晚|早上|上午|下午|今天|明天|\d[日号])$/.test(before)) score += 1;
  else if (/(?:^|[\s,;:])\d{1,2}[.、)] ?$/.test(before)) score += 0.6 + (/^ ?(?:\d+ ?[份斤件盒箱个套人位]|[A-Z]{1,2}\d)/.test(after) ? 1 : 0);
  if (surname === 1 && !isPlain(line[at]) && !labelledHere && !titled && !told.test(before) && !said.test(after)) score -= 0.5;
  const bare = surname === 1 && !isPlain(line[at]) && !labelledHere && !titled && !told.test(before);
  if (surname === 1 && glue.has(line[at] ?? '') && !withColon) score -= 1.5;
  if (bare && strong === 0) score -= 0.8;
  if (length === 2 && strong === 0 && ends[at + surname] === end) score -= isPlain(line[at]) ? 0.3 : 0.8;
  if (/[（(]$/.test(before) && /^[）)]/.test(after)) score += 0.8;
  if (line.trim().replace(/[:,]$/, '') === line.slice(at, end)) score += 1.2;
  if (labelledHere && !withColon && /^ ?:/.test(after)) score -= 2;
  // The end of a longer one: "林徽" of "林徽因".
  if (length === 1 && isHan(after[0]) && !isHan(after[1]) && ends[end] === end + 1 && !titled && !said.test(after)) score -= 0.8;
  if (titled) score += 3;
  else if (said.test(after)) score += 1.5;
  else if (often.test(after)) score += 0.8;
  else if (after === '' || !isHan(after[0])) score += 0.7;
  if (/^[（(,、 ]{1,2}(?:身份证|护照|手机|电话|男|女|证件|先生|女士|\+?1[3-9])/.test(after)) score += 2.5;
  if (/^[ （(:：,，\t|]{0,3}(?:\+?86|1[3-9]\d|0\d{2,3}-)/.test(after)) score += 1.5;
  if (/^[^的去在到来说给和与,，。、;:\s]{0,6}(?:公司|集团|合作社|厂|事务所|商行|工作室|药房|超市|股份)/.test(after)) score -= 4;
  if (/^(?:有限|店|路|街|大道|镇|村|县|市|省|区|站|机场|医院|大学|学校|酒店|银行|品牌|牌|系列|款|小区|广场|故居|公馆|纪念馆|大桥|[东南西北]?路店|[^\u3400-\u9fff]?店)/.test(after)) score -= 4;
  return [{ start: at, end, score }];
}

/** "龚 琳 娜", as recognised from a picture, behind a label. */
function spaced(line: string): Candidate[] {
  return [...line.matchAll(/(?:姓 ?名|客 ?户|联 ?系 ?人|收 ?[件货] ?人|患 ?者|户 ?[主名]|业 ?主)(?: ?姓 ?名)? ?[:：] ?([\u3400-\u9fff](?: [\u3400-\u9fff]){1,3})(?! ?[\u3400-\u9fff])/g)]
    .filter(([, name = '']) => isSurname(name[0])).map((match) => ({ start: match.index + match[0].length - (match[1]?.length ?? 0), end: match.index + match[0].length, score: certain }));
}

/** Without the family name: "志明你好", "嘉怡姐", "阿紫", "小敏". */
function familiar(line: string, ends: readonly number[]): Candidate[] {
  const given = [...line.matchAll(/(?<![\u3400-\u9fff](?<![部店家坊让叫找给跟和问请]))([\u3400-\u9fff]{2})(?=你好|您好|姐(?!妹)|哥|妈妈?|爸爸?|婶|嫂|叔|姨|伯|,你)/g)].filter(([, name = '']) => [...name].every((character) => givenCharacters.has(character)) && [...name].some((character) => stronglyGiven.has(character) || name[0] === name[1]));
  const nicks = [...line.matchAll(/(?:小|阿)(?![姨里胶莫司拉奇])[\u3400-\u9fff]/g)].filter(({ index, 0: name }) => (stronglyGiven.has(name[1] ?? '') || name[0] === '阿') && ((ends[index] ?? 0) === index + 1 || (ends[index] ?? 0) === index + 2) && !isWordyNick(name) && (!isHan(line[index - 1]) || told.test(line.slice(0, index))) && (!isHan(line[index + 2]) || said.test(line.slice(index + 2)) || often.test(line.slice(index + 2))));
  // Both characters are such as names are made of: "叫上志强", "海燕 把对账单发我".
  const bare = [...line.matchAll(/(?<=(?:叫上?|找|让|喊|问|@|跟|^|[\s,，。]) ?)([\u3400-\u9fff]{2})(?=$|[\s,，。!！?？]| ?[把在你])/g)].filter(([, name = '']) => [...name].every((character) => stronglyGiven.has(character)) && !places.has(name));
  return [...given, ...nicks, ...bare].map(({ index, 0: name }) => ({ start: index, end: index + name.length, score: enough }));
}
const isWordyNick = (name: string): boolean => /^(?:小(?:康|雅|文|波|伟|明星|红|海|飞|云|雪|华|强|兰|龙|英|丽)?)$/.test(name) && !/^小(?:红|华|强|丽|伟|飞|雪|兰)$/.test(name);

/** Whatever stands between a label and a number: "用户秋瓷炫 电话". */
function beforePhone(line: string): Candidate[] {
  return [...line.matchAll(/(?:姓名|用户|联系人|客户|收件人|收货人|业主|户名|持卡人)[:： ]{0,2}([\u3400-\u9fff]{2,4})(?=[ ,;]{0,3}[（(]?(?:(?:联系)?电话|手机|身份证|1[3-9]\d{9}))/g)]
    .filter(([, name = '']) => !/信息|本人|联系|如下|姓名|前台|客服|编号|服务/.test(name) && ![...name].some((character) => grammar.has(character)))
    .map((match) => ({ start: match.index + match[0].length - (match[1]?.length ?? 0), end: match.index + match[0].length, score: certain }));
}

/** Any character before a plain form of address may be a rare family name. */
function addressed(line: string): Candidate[] {
  return [...line.matchAll(/(?<=^|[^\u3400-\u9fff]|人|户|主|客|是|请|找|由|致|和|给|的)[\u3400-\u9fff](?:先生|女士|小姐|太太)(?!们)/g)]
    .filter(({ 0: [character = ''] }) => !grammar.has(character) && !'各位本该名等老小两大女男新某诸列贵'.includes(character)).map(({ index, 0: found }) => ({ start: index, end: index + found.length, score: enough }));
}

/** Names of several parts, as those of Uyghurs and of foreigners are written: "阿依古丽·买买提". */
function dotted(line: string): Candidate[] {
  return [...line.matchAll(/([\u3400-\u9fff]{1,8})((?:[·•・][\u3400-\u9fff]{1,8}){1,4})/g)].map(({ index, 1: first = '', 2: rest = '' }) => {
    const lead = /^.*(?:是|由|叫|和|与|被|的|有|如|给|人|户|客|者|请|找)(?=.)/.exec(first)?.[0].length ?? 0;
    const end = /^.*[·•・][^是由叫和与被的有在说给将来去中]{1,5}/.exec(rest)?.[0].length ?? rest.length;
    return { start: index + lead, end: index + first.length + end, score: certain };
  });
}

/** The best of those that overlap. Beside a name in an enumeration, another is likelier. */
function choose(line: string, candidates: Candidate[]): FoundName[] {
  const sorted = candidates.sort((left, right) => left.start - right.start);
  const isBeside = (one: Candidate, other: Candidate): boolean => other.score >= enough && (other.end <= one.start || other.start >= one.end)
    && between.test(other.end <= one.start ? line.slice(other.end, one.start) : line.slice(one.end, other.start));
  for (const [at, one] of sorted.entries()) {
    // Those that are near in the line are near in the list: looking at all would take minutes for a long line of nothing else.
    const near = sorted.slice(Math.max(0, at - neighbours), at + neighbours + 1).filter((other) => other !== one && other.start - one.end < reach && one.start - other.end < reach);
    if (near.some((other) => isBeside(one, other))) one.score += 1;
  }
  for (const one of sorted.filter(({ whole, score }) => whole === true && score >= enough)) {
    for (const other of sorted) if (other !== one && other.start >= one.start && other.end <= one.end) one.score = Math.max(one.score, other.score + 0.1);
  }
  const free = new FreePlaces(line.length);
  return candidates.filter(({ score }) => score >= enough).sort((left, right) => right.score - left.score || right.end - right.start - (left.end - left.start))
    .filter((one) => free.take(one)).map(({ start, end, score }) => ({ start, end, sure: score >= certain }));
}
const between = /^ ?(?:[（(][^（）()]{1,8}[）)])?(?:[、,，/和与及跟]|\d+[份个盒])+ ?(?:周[一二三四五六日]|\d{1,2}[.、] ?)?$/;
const neighbours = 6;
const reach = 16;
