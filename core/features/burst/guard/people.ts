import { englishFirstNames, givenCharacters, notGiven, pinyinSurnames, pinyinSyllables, surnames, compoundSurnames } from './names.data.ts';

export interface Span { readonly start: number; readonly end: number }

const title = '先生|女士|小姐|太太|夫人|老师|師傅|师傅|医生|醫生|护士|经理|經理|总监|总经理|主任|主管|店长|店長|老板|老闆|同学|同學|会计|律师|教授|博士|工程师|阿姨|叔叔|总|工';
const titles = new RegExp(`(?:${'先生|女士|小姐|太太|夫人|老师|老師|师傅|師傅|医生|醫生|护士|经理|經理|总监|主任|主管|店长|店長|老板|老闆|同学|同學|律师|教授|博士'})`);
const label = '姓\\s*名|名字|收货人|收貨人|收件人|寄件人|发件人|联系人|聯絡人|对接人|经办人|负责人|法定代表人|法人|户名|持卡人|患者|客户|客戶|客人|用户|会员|业主|房客|租客|租户|乘客|旅客|考生|学员|学生|家长|司机|快递员|付款方|收款人|申请人|理赔申请人|紧急联系人|销售代表|维修师傅|班主任|寄件|收件|甲方|乙方|业务员|助理|财务|经理|总监|店长|主任';
const surnameSet = new Set(surnames);
const givenSet = new Set(givenCharacters);
const notGivenSet = new Set(notGiven);
const han = /\p{Script=Han}/u;

/** Names of people. By what stands beside them; and by themselves where a family name begins a word and what follows are characters of given names. */
export function people(text: string): Span[] {
  return [...chinesePeople(text), ...latinPeople(text)];
}

function chinesePeople(text: string): Span[] {
  const found: Span[] = [];
  // A name after a label may be of any characters; it ends at what is no Han.
  for (const match of text.matchAll(new RegExp(`(?:${label})\\s*(?:[:：为是]|\\t)?\\s*(?=(\\p{Script=Han}{2,4}))`, 'gu'))) {
    const start = match.index + match[0].length;
    const length = nameAt(text, start, true);
    if (length > 0) found.push({ start, end: start + length });
  }
  for (const match of text.matchAll(new RegExp(`\\p{Script=Han}(?:\\p{Script=Han}{1,3}?)?(?=(?:${title}))`, 'gu'))) {
    // The nearest family name before the title.
    for (let length = Math.min(4, match[0].length + 2); length >= 1; length -= 1) {
      const end = match.index + match[0].length;
      const start = end - length;
      if (start < 0) continue;
      const body = text.slice(start, end);
      const given = surnameOf(body);
      if (given === 0 || body.length - given > 2 || [...body.slice(given)].some((character) => notGivenSet.has(character)) || (body.length - given === 2 && [...body.slice(given)].some((character) => !givenSet.has(character))) || /[一二三四五六七八九十百千\d]/.test(text[start - 1] ?? '')) continue;
      if (length === 1 && isInsideWord(text, start)) continue;
      found.push({ start, end });
      break;
    }
  }
  const words = wordsOf(text);
  for (const [at, { start, word }] of words.entries()) {
    if (!han.test(word)) continue;
    const before = text[start - 1] ?? '';
    // 三张桌子; but 周三张伟.
    if (/[一二三四五六七八九十百千万两几每第\d]/.test(before) && !/(?:周|星期|礼拜)[一二三四五六]$/.test(text.slice(0, start))) continue;
    // A longer name before a shorter one; what the dictionary knows as one longer word is that word.
    const longest = Math.max(nameAt(text, start, false), unusualAt(text, words, at));
    const length = [longest, longest - 1].find((wanted) => wanted > surnameOf(text.slice(start, start + 2)) && word.length <= wanted && !commonWords.has(text.slice(start, start + wanted)) && endsWord(words, at, start + wanted));
    if (length !== undefined && surnameOf(text.slice(start, start + 2)) > 0) found.push({ start, end: start + length });
  }
  const firms = [...text.matchAll(firm)].map((match) => ({ start: match.index, end: match.index + match[0].length }));
  return found.filter(({ start, end }) => !firms.some((one) => start >= one.start && end < one.end));
}

/** Length of a name that begins here; 0 where none does. @param labelled something says that one does: its characters may be unusual. */
function nameAt(text: string, start: number, labelled: boolean): number {
  const all = /^\p{Script=Han}{2,6}/u.exec(text.slice(start, start + 6))?.[0] ?? '';
  // 文先生 is 文.
  const titled = all.search(titles);
  const run = titled > 0 ? all.slice(0, titled) : all.slice(0, 4);
  const family = surnameOf(run);
  if (family === 0) return 0;
  const given = [...run.slice(family)];
  const usual = given.findIndex((character) => !givenSet.has(character));
  const count = Math.min(2, usual < 0 ? given.length : usual);
  if (count > 0) return family + count;
  if (!labelled) return 0;
  // Not a word that goes on: 联系人王先生, 客户要求.
  const any = given.filter((character) => !notGivenSet.has(character)).length;
  return any > 0 && given[0] !== undefined && !notGivenSet.has(given[0]) ? family + Math.min(2, given[1] !== undefined && !notGivenSet.has(given[1]) ? 2 : 1) : 0;
}

/** A family name and two characters of which one is no usual one, where the segmenter knows no word among them and a word that follows names ends it. */
function unusualAt(text: string, words: readonly { start: number; word: string }[], at: number): number {
  const [family, first, second] = [words[at], words[at + 1], words[at + 2]];
  if (!family || !first || !second || family.word.length !== 1 || first.word.length !== 1 || second.word.length !== 1 || surnameOf(family.word) === 0) return 0;
  if (![first.word, second.word].every((word) => han.test(word) && !notGivenSet.has(word)) || ![first.word, second.word].some((word) => givenSet.has(word))) return 0;
  return /^(?:$|[\s，。；：、,.;:（()）!！?？]|的|负责|負責|说|反映|表示|要求|报修|来电|签收|預訂|预订|您好|你好|先生|女士|小姐)/.test(text.slice(second.start + 1)) ? 3 : 0;
}

function surnameOf(text: string): number {
  if (compoundSurnames.includes(text.slice(0, 2))) return 2;
  return surnameSet.has(text[0] ?? '') ? 1 : 0;
}

const segmenter = new Intl.Segmenter('zh', { granularity: 'word' });
function wordsOf(text: string): { start: number; word: string }[] {
  return [...segmenter.segment(text)].map(({ index, segment }) => ({ start: index, word: segment }));
}
/** A firm's name holds what looks like a person's. */
const firm = /[\p{Script=Han}]{2,14}(?:公司|集团|集團|厂|工厂|酒店|宾馆|饭店|银行|医院|学校|中学|大学|超市|商场|事务所|合作社)/gu;
/** Look like names and are none. */
const commonWords = new Set(['高兴', '高清', '方文', '金星', '金色', '黄金', '石英', '白云', '马克', '万元', '金华', '安全', '平安', '成功', '任意', '何时', '周年', '周一', '周二', '周三', '周四', '周五', '周六', '周日', '周末', '方便', '余杰', '江南', '江山', '常用', '常见', '严格', '严重', '应当', '应用', '明天', '水平', '和平', '文明', '文华', '毛巾', '温和', '温馨', '温水', '花园', '于是', '程序', '程度', '许多', '许可', '安排', '安心', '安装', '龙华', '雷达', '段落', '谢谢', '石英', '楼道', '于今', '方向', '方案', '万一', '文件', '田园', '毛利', '高级', '高大', '高达', '向来', '关心', '关爱', '应有', '游泳', '习惯', '简介', '单元', '单元房', '常常', '白天', '双方', '项目', '项链', '路边', '房间', '全天', '全年', '水果', '时光', '曲线', '岳母', '左边', '古典', '古文', '商家', '商业', '和善', '沙发', '官方', '包装', '甘美', '宫廷', '成立', '成为', '容量', '解决', '谈及', '练习', '关于', '冷水', '温度', '米线', '车上', '车友', '车间']);

function isInsideWord(text: string, start: number): boolean {
  return wordsOf(text.slice(Math.max(0, start - 6), start + 1 + 6)).some(({ start: at, word }) => { const place = at + Math.max(0, start - 6); return place < start && place + word.length > start; });
}

/** Whether a name ends where a word ends too. */
function endsWord(words: readonly { start: number; word: string }[], from: number, end: number): boolean {
  for (let at = from; at < words.length; at += 1) {
    const stop = (words[at]?.start ?? 0) + (words[at]?.word.length ?? 0);
    if (stop === end) return true;
    if (stop > end) return false;
  }
  return false;
}

const nameWord = String.raw`\p{Lu}[\p{L}'’-]*\p{Ll}[\p{L}'’-]*|\p{Lu}['’]\p{Lu}[\p{L}]+`;
const fullName = `(?:${nameWord})(?:[ ](?:\\p{Lu}\\.[ ])?(?:${nameWord})){0,2}`;
const firstNames = new Set(englishFirstNames);
const pinyinFamilies = new Set(pinyinSurnames);
const pinyinGiven = new RegExp(`^(?:${pinyinSyllables.join('|')}){1,2}$`);

function latinPeople(text: string): Span[] {
  const found: Span[] = [];
  const take = (pattern: RegExp): void => {
    for (const match of text.matchAll(pattern)) {
      const name = trimmed(match[1] ?? '');
      if (name === '' || firmAfter.test(text.slice(match.index + match[0].length))) continue;
      const start = match.index + match[0].lastIndexOf(match[1] ?? '');
      found.push({ start, end: start + name.length });
    }
  };
  take(new RegExp(`\\b(?:Mr|Mrs|Ms|Miss|Mx|Dr|Prof|Sir|Madam)\\.?[ ]+(${fullName})`, 'gu'));
  take(new RegExp(`\\b(?:[Nn]ame|[Cc]ontact(?: person)?|[Aa]ttn\\.?|[Aa]ttention|[Dd]ear|[Hh]i|[Hh]ello|[Hh]ey|[Cc]aller|[Cc]laimant|[Dd]river|[Gg]uardian|[Ss]tudent|[Pp]atient|[Pp]assenger|[Bb]eneficiary|[Hh]older|[Ff]rom|[Tt]o|[Nn]urse|[Ee]mployee|[Nn]ew hire|[Ss]igned by|[Tt]hanks|[Bb]ill to|[Ss]hip to|[Gg]uest(?: list)?|[Tt]enant|[Cc]ustomer|[Cc]lient|[Rr]ecipient|[Rr]eminder for)[:,]?[ \\t]*\\n?(${fullName})(?=[\\s,.;:!?<(]|$)`, 'gu'));
  take(new RegExp(`\\b(?:[Mm]y name is|I am|I'm|[Tt]his is|[Aa]sk for|[Ss]peak to|[Cc]all|[Rr]each|[Cc]ontact)[ ]+(${fullName})`, 'gu'));
  take(new RegExp(`(?:[Rr]egards|[Ss]incerely|[Cc]heers|[Ww]ishes|[Tt]hanks|[Yy]ours truly|[Yy]ours faithfully),?\\s*\\n\\s*(${fullName})`, 'gu'));
  take(new RegExp(`[,.!][ ](?:[Tt]hanks|[Cc]heers|[Rr]egards),[ ](${fullName})\\s*$`, 'gmu'));
  // A given name that everybody knows, and a family name after it.
  for (const match of text.matchAll(new RegExp(`(?<![\\p{L}'’-])(${nameWord})(?:[ ](?:\\p{Lu}\\.[ ])?(${nameWord}))?(?![\\p{L}])`, 'gu'))) {
    const [whole, first = '', last = ''] = match;
    if (firmAfter.test(text.slice(match.index + whole.length))) continue;
    if (firstNames.has(first) && last !== '' && !notNames.has(last)) found.push({ start: match.index, end: match.index + whole.length });
    else if (last !== '' && isPinyin(first, last)) found.push({ start: match.index, end: match.index + whole.length });
  }
  for (const match of text.matchAll(new RegExp(`\\b(${nameWord}) here from\\b`, 'gu'))) found.push({ start: match.index, end: match.index + (match[1]?.length ?? 0) });
  return found;
}

function isPinyin(first: string, last: string): boolean {
  const family = (word: string): boolean => pinyinFamilies.has(word);
  const given = (word: string): boolean => pinyinGiven.test(word.toLowerCase().replaceAll(/['’-]/g, ''));
  return (family(first) && given(last)) || (family(last) && given(first));
}

const firmAfter = /^,? (?:Ltd|Inc|LLC|plc|PLC|Co\b|Corp|GmbH|Company|Clinic|Bank|Hotel|University|Street|Road|Avenue|Store|Shop)/;

/** Words that begin sentences or name things, and stand where a name might. */
const notNames = new Set(['Sir', 'Madam', 'Team', 'Customer', 'Customers', 'Guest', 'Guests', 'All', 'Everyone', 'Friend', 'Friends', 'Street', 'Road', 'Avenue', 'Lane', 'Drive', 'Court', 'Square', 'The', 'Our', 'Your', 'Please', 'This', 'That', 'We', 'You', 'If', 'For', 'In', 'On', 'At', 'Office', 'Sales', 'Support', 'Service', 'Help', 'Hall', 'Room', 'Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday', 'Sunday', 'January', 'February', 'March', 'April', 'May', 'June', 'July', 'August', 'September', 'October', 'November', 'December', 'Sir/Madam', 'Us', 'It', 'He', 'She', 'They', 'There', 'Here', 'Phone', 'Tel', 'Email', 'Fax', 'Address', 'Order', 'Invoice', 'Passport', 'Shanghai', 'Beijing', 'Shenzhen', 'London', 'Ltd', 'Inc', 'LLC', 'Co', 'Festival', 'The', 'Flat', 'Number', 'Total', 'Wire', 'Could', 'Can', 'My', 'A', 'An', 'Hello', 'Hi', 'Dear', 'Thanks', 'Kind', 'Best', 'Warm', 'Regards', 'Mr', 'Mrs', 'Ms', 'Dr', 'Prof', 'Grade', 'Reason', 'SSN', 'VAT']);

/** Without the words at the end that are no name's; empty where none is left. */
function trimmed(name: string): string {
  const words = name.split(' ');
  // A firm's.
  if (firmAfter.test(` ${words.at(-1) ?? ''}`)) return '';
  while (words.length > 0 && notNames.has(words.at(-1) ?? '')) words.pop();
  return words.some((word) => notNames.has(word)) ? '' : words.join(' ').replace(/['’]s$/, '');
}
