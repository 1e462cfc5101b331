import type { Locale } from '../../../contract/index.ts';

type Text = Readonly<Record<Locale, string>>;

/** What a check says, in both languages. `{…}` are filled. */
export const checkTexts = {
  'duplicate': { en: 'This is the same as an earlier example. Drop the copies: what is said twice is learnt twice.', zh: '与前面的示例相同。请去掉重复的：说两遍等于学两遍。' },
  'near-duplicate': { en: 'These examples say nearly the same. They stay on one side of the test, so that it does not flatter.', zh: '这些示例内容几乎相同。测试时它们会放在同一边，以免结果虚高。' },
  'contradiction-facts': { en: 'The same question has different answers ({values}). Which is right?', zh: '同一个问题有不同的答案（{values}）。哪个正确？' },
  'contradiction-label': { en: 'The same text has different labels ({values}). Which is right?', zh: '同一段文字有不同的标签（{values}）。哪个正确？' },
  'contradiction-spelling': { en: 'One label is written in different ways ({values}). Write it the same everywhere.', zh: '同一个标签有不同写法（{values}）。请统一写法。' },
  'personal-data': { en: 'This holds personal data ({found}). A model may repeat it to anyone: replace it, or drop the example.', zh: '含有个人信息（{found}）。模型可能对任何人复述：请替换或去掉该示例。' },
  'personal-name': { en: 'This seems to name a person ({found}). Is that meant to be learnt?', zh: '似乎含有人名（{found}）。确定要让模型学会吗？' },
  'own-data': { en: 'This is in many answers and seems to be your own ({found}). The model will learn to write it.', zh: '这在多个答案中出现，似乎是您自己的信息（{found}）。模型会学着写出它。' },
  'too-short': { en: 'There is too little here to learn from. Write a full question and answer, or drop it.', zh: '内容太短，学不到东西。请写完整的问题和答案，或去掉。' },
  'too-long': { en: 'This is longer than the model reads at once ({tokens} of {limit} tokens). Shorten it, or drop it.', zh: '超过模型一次能读的长度（{tokens}/{limit} 个词元）。请缩短或去掉。' },
  'empty-answer': { en: 'The answer is missing. Write it, or drop the example.', zh: '缺少答案。请补写或去掉该示例。' },
  'boilerplate': { en: 'This answer says nothing of its own. Drop it, or write a real one.', zh: '这个答案是套话，没有内容。请去掉或写真正的回答。' },
  'boilerplate-same': { en: '{count} different questions have this same answer. Is it really the answer to all?', zh: '有 {count} 个不同的问题都用了这同一个答案。确实都适用吗？' },
  'imbalance-few': { en: 'The label "{label}" has only {count} examples; at least {least} are needed to learn it.', zh: '标签“{label}”只有 {count} 条示例，至少要 {least} 条才能学会。' },
  'imbalance-much': { en: '{share} % of the examples have the label "{label}". Add others, or the model will say it always.', zh: '{share}% 的示例都是标签“{label}”。请补充其他标签，否则模型会总是选它。' },
  'not-json': { en: 'The answer is not a JSON object, so no program can read it. Write it like {"name":"…","quantity":1}.', zh: '答案不是 JSON 对象，程序无法读取。请写成类似 {"姓名":"…","数量":1}。' },
  'other-fields': { en: 'This form has other fields than most ({fields}). Use the same in all.', zh: '这份表单的字段与多数不同（{fields}）。请统一字段。' },
  'too-few': { en: 'There are {count} usable examples and {least} are needed. {enough} usually give a good result.', zh: '可用示例 {count} 条，至少需要 {least} 条。通常 {enough} 条效果较好。' },
  'few': { en: 'There are {count} usable examples; {enough} usually give a good result.', zh: '可用示例 {count} 条；通常 {enough} 条效果较好。' },
} as const satisfies Record<string, Text>;

/** Fills a text. */
export function checkText(name: keyof typeof checkTexts, locale: Locale, fields: Readonly<Record<string, string | number>> = {}): string {
  return checkTexts[name][locale].replace(/\{(\w+)\}/g, (whole, field: string) => String(fields[field] ?? whole));
}

export const listed = (values: readonly string[]): string => values.slice(0, 4).map((value) => (value.length > 40 ? `${value.slice(0, 40)}…` : value)).join(', ');

