/** What can go wrong where the guard and the budget stand, in both languages. Data only. */
export const guardMessages = {
  'crossing-private': { en: 'Nothing was sent: the question rests on a document that is marked private.', zh: '未发送任何内容：该问题涉及标记为“仅限本机”的文档。' },
  'budget-used-up': { en: 'Nothing was sent: it could cost up to {amount} {currency}, and the cap ({scope}, {period}) of {cap} {currency} has no room for that.', zh: '未发送任何内容：此次最多可能花费 {amount} {currency}，超出了上限（{scope}，{period}）{cap} {currency} 的剩余额度。' },
  'budget-rate': { en: 'What was spent so far is in {from}, and no rate is known between {from} and {to}. First put in what 1 {to} costs in {from}; what was spent is then converted.', zh: '此前的支出以 {from} 计，而 {from} 与 {to} 之间没有汇率。请先填写 1 {to} 合多少 {from}，随后会换算此前的支出。' },
  'crossing-not-found': { en: 'There is no record "{id}" of something that left.', zh: '没有编号为“{id}”的外发记录。' },
} as const satisfies Record<string, { en: string; zh: string }>;
