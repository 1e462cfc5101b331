/** What kind of thing a question asks for, and how a sentence shows that it holds one. */
interface AnswerType { readonly asks: RegExp; readonly holds: RegExp }

const types: readonly AnswerType[] = [
  { asks: /\bhow (?:much|expensive)\b.*|\bprice|\bcosts?\b|多少钱|多少元|价格|费用|價格|費用|收费/i, holds: /[$€£¥￥]\s?\d|\d[\d,.]*\s?(?:元|块|美元|dollars?|usd|eur|rmb|cny|million|billion|万|亿)/i },
  { asks: /\bhow (?:many|long|far|old|tall|often|big|large|fast|high|deep)\b|\bwhat (?:percentage|number|year)|多少|几[个年月天次位种人岁名]|多[久长大高远深重]|幾|多長|比例/i, holds: /\d|[一二三四五六七八九十百千万两]+\s?[个年月天次位种人岁名米吨]|\b(?:one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|twenty|thirty|forty|fifty|hundred|thousand|million|billion|half|third|quarter|dozen|once|twice)\b/i },
  { asks: /\bwhen\b|\bwhat (?:year|date|day|time|century|month)\b|\bin (?:what|which) (?:year|century|decade)|什么时候|何时|哪一?年|几[年月点]|什麼時候|何時|時間|时间|日期|年份/i, holds: /\b\d{4}\b|\d+\s?[年月日点时]|\b(?:january|february|march|april|may|june|july|august|september|october|november|december|monday|tuesday|wednesday|thursday|friday|saturday|sunday)\b|\d{1,2}[:：]\d\d|世纪|世紀|century|朝|时期/i },
  { asks: /\bwho(?:m|se)?\b|\bwhich (?:person|author|president)|谁|誰|何人|哪[位个]人|什么人|叫什么/i, holds: /\b[A-Z][a-z]+ [A-Z][a-z]+|[\u4e00-\u9fff]·[\u4e00-\u9fff]|先生|女士|教授|博士|将军|国王|皇帝|总统|导演|作者|由[\u4e00-\u9fff]{2,4}/ },
  { asks: /\bwhere\b|\b(?:what|which) (?:city|country|state|place|location|region)\b|哪里|哪儿|何处|何地|什么地方|哪个?(?:国家|城市|省|地)|位于|位於|在哪/i, holds: /\b(?:in|at|near|from|to) (?:the )?[A-Z]|[\u4e00-\u9fff](?:省|市|县|區|区|州|国|國|路|街|镇|村|山|岛|湾|河)/ },
  { asks: /\bwhy\b|\bwhat (?:caused|was the reason)|为什么|为何|原因|為什麼|為何/i, holds: /\bbecause|\bdue to|\bsince\b|\bas a result|\bin order to|\bso that|因为|由于|因|所以|为了|導致|导致|因為|由於/i },
];

/** 1 when the sentence holds the kind of thing that is asked for, 0 when not; 0.5 when the question asks for nothing special. */
export function typeMatch(question: string, sentence: string): number {
  const asked = types.find(({ asks }) => asks.test(question));
  if (!asked) return 0.5;
  return asked.holds.test(sentence) ? 1 : 0;
}
