import { compoundSurnames, givenCharacters, japaneseSurnames, nobody, neverGiven, personLabels, plainSurnames, rareSurnames, soundCharacters, wordySurnames } from './chinese-names.data.ts';
import { places } from './places.data.ts';
import type { Span } from './kinds.ts';

/** A place that may be a name, and how much speaks for it. */
export interface Candidate extends Span { score: number; /** Told by what stands on both sides: a shorter one in it is only a piece. */ readonly whole?: boolean }

const han = String.raw`[\u3400-\u9fff]`;
/** Where the words of a field end. */
const over = String.raw`(?=$|[\s,;。；，、|"'”(（）)/\]\d!?！？]|1[3-9]\d)`;
const labelled = new RegExp(String.raw`(?<label>${personLabels})(?:(?:[（(][^（）()\n]{1,12}[）)])?["'”]?[ \t]{0,3}(?<colon>[:=|])[ \t]{0,3}["'“「【]?| ?)(?<name>${han}{2,6}?)${over}`, 'gd');
const beforeNumber = new RegExp(String.raw`(?<=^|[\s,;:|/。，、(（])(?<name>${han}{2,4})收?(?:[ ,;:|\t/，]{1,3}|[（(])(?=(?:电话|手机|[Tt][Ee][Ll])?[:：]? ?(?:\+?86[ -]?)?(?:1[3-9]\d(?:[ -]?\d{4}){2}|0\d{2,3}-\d{7,8})(?!\d))`, 'gd');
const behindNumber = new RegExp(String.raw`(?<=(?<!\d)(?:1[3-9]\d(?:[ -]?\d{4}){2}|0\d{2,3}-\d{7,8})[ ,|\t/，]{1,3})(?<name>${han}{2,4}?)(?=收?(?:$|[\s,;|/。，、(（]))`, 'gd');
const received = new RegExp(String.raw`(?<=^|[\s,;:。，、寄给由])(?<name>${han}{2,4})(?=亲?收(?:$|[\s,;。，、)）]))`, 'gd');
const toldByLabel = /^(?:姓名|联系人|收[件货]人|持[证卡]人|户名|新郎|新娘)$/;
const familyName = new RegExp(String.raw`(?<=(?:我|免贵|您?贵|他|她|人|本人)姓)(?<name>${han})(?=$|[\s,;。，；、:])`, 'gd');
const owner = new RegExp(String.raw`(?<=[到给向由把下看])(?<name>${han}{2,4}?)(?=的(?:${han}{0,3}卡|会员|订单|快递|账[号户]|电话|手机|微信|支付宝|身份证))`, 'gd');
const shown = new RegExp(String.raw`(?<=^|[\s,;:、。，：；])(?<name>${han}{2,4})(?=[（(](?:护照|身份证|证件|手机|电话|[MHKECGE]{1,2}\d{7,8}|1[3-9]\d{9}))`, 'gd');
const honoured = new RegExp(String.raw`(?<=证明|收到|[给找由向请是]|^|[\s,;:、。，：；（(])(?<name>${han}{2,3})(?=先生|女士|小姐|同志|同学)`, 'gd');
const veiled = new RegExp(String.raw`(?<!${han})(?<name>${han}(?:[*＊]{1,2}${han}?|某{1,2}))(?!${han}(?<![说称诉与和]))`, 'gd');
/** "Frankie 叶", "阿May". */
const mixed = new RegExp(String.raw`(?<![A-Za-z])(?<name>[A-Z][a-z]+ ?(?<of>${han}))(?=$|[\s,;:。，、；：()（）]|[说的在也和跟问要负])|(?<nick>阿[A-Z][a-z]+|(?<![A-Za-z])[A-Z][a-z]+[哥姐])`, 'gd');
const sounds = new RegExp(String.raw`[${[...soundCharacters].join('')}]{3,6}`, 'g');
const behindSound = /^(?:$|[\s,;。；，、|"'”(（）)/\d!?！？]|在|把|被|说|送|的|右|左|师傅|老师)/;
const nick = new RegExp(String.raw`(?<before>^|[^\u3400-\u9fff]|[让叫找给跟和问请由是派等]|保安|司机|师傅|仓库|门卫|老板)(?<name>[老小大阿](?<of>${han}))(?=$|[^\u3400-\u9fff]|[把不和跟说在去来请负拿要会那这也都家呢啊]|的(?:电话|手机|微信)|上$)`, 'gd');
const behindNick = /^(?:家|人|板|师|伯|总|时|区|心|姐|妹|孩|子|组|型|写|数|计|票|学|吃|卖|店|厅|头|虎|鼠|公|婆|乡|街|方|手|的|是|和|不|号|片|于|于|约|雨|会|家|量|全|部|半|致|概|小|大|老|多|同|米|麦|路|白|车|包|红|黄|龙|江|连|明|安|平|高|广|成|夏|秋|满|利|元|海|山|金|水|火|楼|门|房|班|宗|商|阳|寒|雪|暑|汗|鱼|羊|牛|马|国|年|言|法|信|家|言|事|道|气|力|有|姨|里|胶|莫|司|拉|奇|嫲|爸|妈|公|爷)$/;
const nameOfJapan = new RegExp(String.raw`(?:${[...japaneseSurnames].join('|')})(?:${han}{1,3}?|[ぁ-んァ-ヶ]{2,4})?(?= ?(?:様|样|さん|氏|です|と申|先生|小姐|女士|部长|课长))`, 'g');
const kana = /(?<=(?:担当|氏名|お名前|名前)者? ?[:：] ?)[ァ-ヶー]{2,6}[ 　]?[ァ-ヶー]{2,6}/g;

const isSurname = (character: string | undefined): boolean => character !== undefined && (plainSurnames.has(character) || wordySurnames.has(character) || rareSurnames.has(character));
const compounds = new Set(compoundSurnames);
const segmenter = new Intl.Segmenter('zh', { granularity: 'word' });
/** Whether the dictionary has it as a word. */
const isWord = (text: string): boolean => [...segmenter.segment(text)].length === 1;
const isSound = (name: string): boolean => name.length >= 3 && [...name].every((character) => soundCharacters.has(character));

/** Names told by where they stand, whatever they are made of. */
export function namesByPlace(line: string): Candidate[] {
  const found: Candidate[] = [];
  const look = (pattern: RegExp, worth: (name: string, groups: Record<string, string | undefined>, after: string) => number): void => {
    for (const match of line.matchAll(pattern)) {
      const [start, end] = match.indices?.groups?.['name'] ?? [match.index, match.index + match[0].length];
      const name = line.slice(start, end);
      const score = nobody.test(name) || name.length === 3 && places.has(name.slice(0, 2)) || !isSound(name) && [...name.slice(1)].some((character) => neverGiven.has(character)) ? 0 : worth(name, match.groups ?? {}, line.slice(end, end + 2));
      if (score > 0) found.push({ start, end, score, whole: true });
    }
  };
  const likely = (name: string): boolean => isSurname(name[0]) || isSound(name);
  // Four characters are two family names and a given one, a double family name, or the sound of a name.
  const fits = (name: string): boolean => isSound(name) || name.length < 4 || name.length === 4 && (compounds.has(name.slice(0, 2)) || isSurname(name[0]) && isSurname(name[1]));
  look(labelled, (name, { colon, label = '' }, after) => {
    if (!fits(name)) return 0;
    if (colon !== undefined) return likely(name) ? 5 : isWord(name) ? (name.length > 2 ? 0 : 2.2) : 4;
    if (toldByLabel.test(label) && name.length <= 3 && !isWord(name) && !/^\d/.test(after)) return 3.4;
    return isSound(name) ? 3 : isSurname(name[0]) && !isWord(name) && !/^\d/.test(after) ? 3.4 : 0;
  });
  if (/\d{4}/.test(line)) for (const pattern of [beforeNumber, behindNumber]) look(pattern, (name) => (!fits(name) || isWord(name) && !(likely(name) && name.length >= 3) ? 0 : likely(name) ? 4 : 2.6));
  if (line.includes('姓')) look(familyName, () => 5);
  look(shown, (name) => (fits(name) && (likely(name) || !isWord(name)) ? 3 : 0));
  look(honoured, (name) => (isSurname(name[0]) && !isWord(name) ? 3 : 0));
  if (line.includes('的')) look(owner, (name) => (likely(name) && !isWord(name) ? 3 : 0));
  if (/[*＊某]/.test(line)) look(veiled, (name) => (isSurname(name[0]) ? 4 : 0));
  if (/[a-z] ?[\u3400-\u9fff]|阿[A-Z]/.test(line)) {
    for (const match of line.matchAll(mixed)) {
      const [start, end] = match.indices?.groups?.['name'] ?? match.indices?.groups?.['nick'] ?? [0, 0];
      if (match.groups?.['nick'] !== undefined || isSurname(match.groups?.['of'] ?? '') && !rareSurnames.has(match.groups?.['of'] ?? '')) found.push({ start, end, score: 3 });
    }
  }
  if (line.includes('收')) look(received, (name) => (likely(name) && !isWord(name) && (name.length < 4 || isSound(name)) ? 3 : 0));
  for (const { index, 0: name } of line.matchAll(sounds)) if (!isWord(name) && /(?:^|[\s,;:、，。：；(（工员长人师叫是])$/.test(line.slice(Math.max(0, index - 1), index)) && behindSound.test(line.slice(index + name.length, index + name.length + 12))) found.push({ start: index, end: index + name.length, score: 2.2 });
  if (/[老小大阿]/.test(line)) for (const match of line.matchAll(nick)) {
    const [start, end] = match.indices?.groups?.['name'] ?? [0, 0];
    const of = match.groups?.['of'] ?? '';
    if ((isSurname(of) || givenCharacters.has(of)) && !behindNick.test(of) && !isWord(line.slice(start, end))) found.push({ start, end, score: plainSurnames.has(of) ? 3 : isSurname(of) || line[start] === '阿' ? 2.2 : 0 });
  }
  if (/[ぁ-んァ-ヶ様]|样/.test(line)) {
    for (const { index, 0: name } of line.matchAll(nameOfJapan)) found.push({ start: index, end: index + name.length, score: 4 });
    for (const { index, 0: name } of line.matchAll(kana)) found.push({ start: index, end: index + name.length, score: 5 });
  }
  return found;
}
