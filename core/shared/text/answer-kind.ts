import { fold } from './fold.ts';

/** What a question asks for. */
export const answerKinds = ['money', 'count', 'share', 'time', 'person', 'place', 'reason', 'name'] as const;
export type AnswerKind = (typeof answerKinds)[number];

interface Pattern {
  /** How a question asks for it. */
  readonly asks: RegExp;
  /** How a sentence shows that it holds one. */
  readonly holds: RegExp;
}

const hanDigits = '[一二三四五六七八九十百千万两]';
const months = 'january|february|march|april|may|june|july|august|september|october|november|december';
const days = 'monday|tuesday|wednesday|thursday|friday|saturday|sunday';
const numerals = 'one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|thirteen|fifteen|twenty|thirty|forty|fifty|sixty|hundred|thousand|million|billion|half|third|quarter|dozen|once|twice|several';

/** Chinese patterns are in Simplified characters: both sides are folded first. */
const patterns: Readonly<Record<AnswerKind, Pattern>> = {
  money: {
    asks: /\bhow (?:much|expensive)\b|\bprice|\bcosts?\b|多少钱|多少元|价格|费用|收费|售价|单价/i,
    holds: /[$€£¥￥]\s?\d|\d[\d,.]*\s?(?:元|块|美元|dollars?|usd|eur|rmb|cny|million|billion|万|亿|pounds?|cents?)/i,
  },
  count: {
    asks: /\bhow (?:many|long|far|old|tall|often|big|large|fast|high|deep|wide|heavy|much)\b|\bwhat (?:percentage|number|amount|distance|size|age|rank)|多少|几(?!乎)|多[久长大高远深重宽]|比例|百分之/i,
    holds: new RegExp(`\\d|${hanDigits}+\\s?[个年月天次位种人岁名米吨条座家项件本部期届层倍只头匹间所]|\\b(?:${numerals})\\b`, 'i'),
  },
  share: { asks: /percent|百分|比例|占/i, holds: /%|percent|百分之|成/i },
  time: {
    asks: /\bwhen\b|\b(?:what|which) (?:year|date|day|time|century|month|decade|season)\b|什么时候|何时|哪一?[年天日月]|几[年月日点]|时间|日期|年份|何年|哪个?(?:年代|世纪|朝代|时期)/i,
    holds: new RegExp(`\\b1\\d{3}\\b|\\b20\\d\\d\\b|\\d+\\s?[年月日点时]|\\b(?:${months}|${days}|spring|summer|autumn|winter|century|decade)\\b|\\d{1,2}[:：]\\d\\d|\\d\\s?(?:am|pm)\\b|世纪|朝|时期|年间|年代|[一二三四五六七八九十〇零]{2,}年`, 'i'),
  },
  person: {
    asks: /\bwho(?:m|se)?\b|\b(?:which|what) (?:person|author|president|king|queen|emperor|team|company|actor|singer|name)|谁|何人|哪[位个些]?人|什么人|哪位|叫什么|名字|名叫|姓名/i,
    holds: /[\u4e00-\u9fff]·[\u4e00-\u9fff]|先生|女士|教授|博士|将军|国王|皇帝|总统|导演|作者|主席|王子|公主|爵士|父亲|母亲|儿子|妻子|由[\u4e00-\u9fff]{2,4}|[任是为][\u4e00-\u9fff]{2,4}/,
  },
  place: {
    asks: /\bwhere\b|\b(?:what|which) (?:city|country|state|place|location|region|continent|county|river|building|university)\b|哪里|哪儿|何处|何地|什么地方|哪个?(?:国家|城市|省|地|县|市|区|国)|位于|在哪|地点/i,
    holds: /\b(?:in|at|near|from|to|of) (?:the )?[A-Z]|[\u4e00-\u9fff](?:省|市|县|区|州|国|路|街|镇|村|山|岛|湾|河|港|洲|城|海|郡)/,
  },
  reason: {
    asks: /\bwhy\b|\bwhat (?:caused|was the reason)|为什么|为何|原因|何故|因何/i,
    holds: /\bbecause|\bdue to|\bsince\b|\bas a result|\bin order to|\bso that|\bto (?:avoid|prevent|protect)|\bcaused|因为|由于|因|所以|为了|导致|使|故|以便/i,
  },
  name: {
    asks: /\bwhat (?:is|was|are|were) (?:the )?(?:name|title|term|word)|called|known as|named|称为|称作|称之|叫做|叫作|又名|别名|什么名|何名|名称|被称/i,
    holds: /["“”「」『』《》'‘’]|\bcalled|\bknown as|\bnamed|\btermed|称|叫|名/i,
  },
};

const han = /[\u3400-\u9fff]/;
export function kindsAsked(question: string): ReadonlySet<AnswerKind> {
  const text = readableForKinds(question, fold(question));
  return new Set(answerKinds.filter((kind) => patterns[kind].asks.test(text)));
}

/**
 * Whether a sentence shows something of that kind; a person whom the question names does not count.
 * @param readable the sentence, folded where it is CJK: see `readableForKinds`.
 */
export function holdsKind(kind: AnswerKind, readable: string, question: string): boolean {
  if (kind === 'person' && !han.test(readable)) return newNames(readable, question) > 0;
  return patterns[kind].holds.test(readable);
}

/** The form of a sentence that `holdsKind` takes, from the sentence and what `fold` made of it. */
export const readableForKinds = (sentence: string, itsFolded: string): string => (han.test(sentence) ? itsFolded : sentence);

const calendar = new RegExp(`^(?:${months}|${days})$`, 'i');

/** Capitalised words within a sentence of Latin letters that the question does not hold. */
export function newNames(sentence: string, question: string): number {
  const known = new Set((question.match(/[A-Za-z]+/g) ?? []).map((word) => word.toLowerCase()));
  const words = sentence.match(/[A-Za-z][A-Za-z'’.-]*/g) ?? [];
  return words.filter((word, at) => {
    const plain = word.replace(/['’]s$/, '').replace(/[.]+$/, '').toLowerCase();
    // The first word has its capital from its place, unless the next has one too.
    return /^[A-Z][a-z]/.test(word) && !known.has(plain) && !calendar.test(plain) && (at > 0 || /^[A-Z]/.test(words[at + 1] ?? ''));
  }).length;
}
