import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { withOffsets, type LooseBlock } from '../../../../core/adapters/readers/format-reader.ts';
import { SproutError, type Extraction, type NewExample } from '../../../../core/contract/index.ts';
import { parseDelimited } from '../../../../core/features/tuning/taking/delimited.ts';
import { documentExamples } from '../../../../core/features/tuning/taking/document-examples.ts';
import { takeExtraction } from '../../../../core/features/tuning/taking/take-extraction.ts';
import { takeText, type TakeOptions } from '../../../../core/features/tuning/taking/take-text.ts';

const pairs = (examples: readonly NewExample[]): [string, string][] => examples.map(({ question, answer }) => [question, answer]);
const take = (text: string, options: Partial<TakeOptions> = {}): [string, string][] => pairs(takeText(text, { measure: 'style', ...options }));
function refusal(text: string, options: Partial<TakeOptions> = {}): { code: string; fields: object } {
  try {
    takeText(text, { measure: 'style', ...options });
  } catch (error) {
    if (error instanceof SproutError) {
      for (const locale of ['en', 'zh'] as const) expect(error.toProblem(locale).message).not.toMatch(/\{(?:file|line|found|speakers)\}/);
      return { code: error.code, fields: error.fields };
    }
    throw error;
  }
  throw new Error('It was taken.');
}
const extraction = (blocks: readonly LooseBlock[], mime = 'text/plain'): Extraction => ({ mime, pages: 1, pageKind: 'none', blocks: withOffsets(blocks), warnings: [] });

describe('pasted examples', () => {
  const two: [string, string][] = [['Are you open on Sundays?', 'Yes, from 10 to 4.'], ['Do you deliver?', 'Yes,\nwithin the city.']];
  it.each([
    ['labels', 'Q: Are you open on Sundays?\nA: Yes, from 10 to 4.\n\nQ: Do you deliver?\nA: Yes,\nwithin the city.'],
    ['words and numbers', 'Question 1: Are you open on Sundays?\nAnswer 1: Yes, from 10 to 4.\nQuestion 2: Do you deliver?\nAnswer 2: Yes,\nwithin the city.'],
    ['speakers', 'Customer: Are you open on Sundays?\nAgent: Yes, from 10 to 4.\nCustomer: Do you deliver?\nAgent: Yes,\nwithin the city.'],
    ['bold labels', '**Q:** Are you open on Sundays?\n**A:** Yes, from 10 to 4.\n\n**Q:** Do you deliver?\n**A:** Yes,\nwithin the city.'],
    ['questions alone', 'Are you open on Sundays?\nYes, from 10 to 4.\n\nDo you deliver?\n\nYes,\nwithin the city.'],
    ['headings', '## Are you open on Sundays?\n\nYes, from 10 to 4.\n\n## Do you deliver?\n\nYes,\nwithin the city.'],
    ['a copied table', 'question\tanswer\nAre you open on Sundays?\tYes, from 10 to 4.\nDo you deliver?\t"Yes,\nwithin the city."'],
    ['JSONL', '{"question":"Are you open on Sundays?","answer":"Yes, from 10 to 4."}\n{"question":"Do you deliver?","answer":"Yes,\\nwithin the city."}'],
  ])('are found by %s', (_, text) => { expect(take(text)).toEqual(two); });

  it.each([
    ['问：周日营业吗？\n答：营业，10点到4点。\n\n问：送货吗？\n答：市内送。'],
    ['1、问：周日营业吗？ 答：营业，10点到4点。\n2、问：送货吗？ 答：市内送。'],
    ['客户：周日营业吗？\n客服：营业，10点到4点。\n客户：送货吗？\n客服：市内送。'],
    ['周日营业吗？\n营业，10点到4点。\n\n送货吗？\n市内送。'],
    ['| 问题 | 答案 |\n|---|---|\n| 周日营业吗？ | 营业，10点到4点。 |\n| 送货吗？ | 市内送。 |'],
  ])('are found in Chinese: %j', (text) => { expect(take(text)).toEqual([['周日营业吗？', '营业，10点到4点。'], ['送货吗？', '市内送。']]); });

  it('say what is missing', () => {
    expect(refusal('We are a shop.\nWe sell tea.').code).toBe('examples-none');
    expect(refusal('Q: Are you open?\nQ: Do you deliver?')).toMatchObject({ code: 'examples-one-sided', fields: { line: 1 } });
    expect(refusal('  \n ').code).toBe('file-empty');
  });

  it('never fail in another way, whatever is pasted', () => {
    fc.assert(fc.property(fc.oneof(fc.string(), fc.array(fc.constantFrom('Q:', 'A:', '问：', '{', '"', '\t', ',', '\n', '?', 'a', '12:30 x: y', '|')).map((parts) => parts.join(''))), (text) => {
      try { takeText(text, { measure: 'style' }); } catch (error) { expect(error).toBeInstanceOf(SproutError); }
    }), { numRuns: 500 });
  });
});

describe('tables', () => {
  it('name their columns in many ways, and a label is not a reply', () => {
    const bitext = 'context,role,instruction,intent,category,response\nsupport,bot,"cancel my order, please",cancel_order,ORDER,"Sure.\n\n1. Open it."\n';
    expect(take(bitext, { name: 'b.csv' })).toEqual([['cancel my order, please', 'Sure.\n\n1. Open it.']]);
    expect(take(bitext, { name: 'b.csv', measure: 'label' })).toEqual([['cancel my order, please', 'ORDER']]);
    expect(take('客户问题;标准回复\n几点开门？;九点\n', { name: 'x.csv' })).toEqual([['几点开门？', '九点']]);
    expect(take('instruction,input,output\nTranslate,Hallo,Hello\n', { name: 'x.csv' })).toEqual([['Translate\nHallo', 'Hello']]);
    expect(take('text\tlabel\ngood tea\tpraise\n', { name: 'x.tsv', measure: 'label' })).toEqual([['good tea', 'praise']]);
    expect(take('Are you open today?,Yes we are.\nWhere are you?,In Bristol.\n', { name: 'x.csv' })).toHaveLength(2);
  });
  it('tell the line of each row, also after cells of several lines', () => {
    const text = 'question,answer\nA?,"one\ntwo"\nB?,three\n';
    expect(takeText(text, { measure: 'style', name: 'x.csv' }).map(({ origin }) => origin)).toEqual([{ kind: 'file', name: 'x.csv', line: 2 }, { kind: 'file', name: 'x.csv', line: 4 }]);
  });
  it('that are something else, or have one side, are refused as a whole', () => {
    expect(refusal('name,price\ntea,10\n', { name: 'x.csv' })).toEqual({ code: 'examples-columns', fields: { file: 'x.csv', found: 'name, price' } });
    expect(refusal('question,answer\nA?,\nB?,\n', { name: 'x.csv' })).toEqual({ code: 'examples-one-sided', fields: { file: 'x.csv', line: 2 } });
  });
  it('of a workbook are found by sheet; sheets of something else are left out', () => {
    const row = (page: number, cells: string[], isHeader = false): LooseBlock => ({ kind: 'table-row', text: cells.join(' | '), cells, page, ...(isHeader ? { isHeader } : {}) });
    const book = extraction([{ kind: 'heading', level: 1, text: 'Notes', page: 1 }, row(1, ['name', 'price'], true), row(1, ['tea', '3']), row(2, ['问题', '答案'], true), row(2, ['几点开门？', '九点\n到五点'])], 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet');
    expect(takeExtraction(book, { name: 'a.xlsx', measure: 'facts' })).toEqual([{ question: '几点开门？', answer: '九点\n到五点', before: [], origin: { kind: 'file', name: 'a.xlsx', line: 2 } }]);
  });
  it('are read back as they were written', () => {
    const cell = fc.string().map((text) => text.replaceAll('\r', '').trim());
    fc.assert(fc.property(fc.array(fc.tuple(cell, cell), { minLength: 1 }), (rows) => {
      const text = rows.map((row) => row.map((each) => `"${each.replaceAll('"', '""')}"`).join(',')).join('\n');
      expect(parseDelimited(text, ',').map(({ cells }) => cells)).toEqual(rows.filter((row) => row.some((each) => each !== '')));
    }));
  });
});

describe('JSONL', () => {
  it('may hold conversations: an example for each answer, with what was said before', () => {
    const row = { messages: [{ role: 'system', content: 'Be kind.' }, { role: 'user', content: 'Hi' }, { role: 'assistant', content: 'Hello' }, { role: 'user', content: 'Open?' }, { role: 'assistant', content: 'Yes' }] };
    const [first, second] = takeText(JSON.stringify(row), { measure: 'style', name: 'x.jsonl' });
    expect(first).toMatchObject({ question: 'Hi', answer: 'Hello', before: [{ role: 'system', content: 'Be kind.' }], group: 'x.jsonl:1' });
    expect(second).toMatchObject({ question: 'Open?', answer: 'Yes', group: 'x.jsonl:1' });
    expect(second?.before).toHaveLength(3);
  });
  it.each([
    ['[{"instruction":"Say hi","input":"","output":"hi"}]', [['Say hi', 'hi']]], ['{"prompt":"a?","completion":"b"}', [['a?', 'b']]],
    ['{"conversations":[{"from":"human","value":"a?"},{"from":"gpt","value":"b"}]}', [['a?', 'b']]], ['{"question":"fill","answer":{"name":"Li","n":2}}', [['fill', '{"name":"Li","n":2}']]],
  ])('in other usual forms: %s', (text, wanted) => { expect(take(text, { name: 'x.json' })).toEqual(wanted); });
  it('names the line that is wrong and takes nothing', () => {
    const good = '{"question":"a?","answer":"b"}';
    expect(refusal(`${good}\n\nnot json\n`, { name: 'x.jsonl' })).toEqual({ code: 'examples-not-json', fields: { file: 'x.jsonl', line: 3 } });
    expect(refusal(`${good}\n{"question":"a?"}`, { name: 'x.jsonl' })).toEqual({ code: 'examples-fields', fields: { file: 'x.jsonl', line: 2 } });
    expect(refusal('{"question":"a?","answer":""}', { name: 'x.jsonl' })).toEqual({ code: 'examples-one-sided', fields: { file: 'x.jsonl', line: 1 } });
    expect(refusal(`${good}\n{"messages":[{"role":"user","content":"x"}]}`, { name: 'x.jsonl' })).toEqual({ code: 'examples-one-sided', fields: { file: 'x.jsonl', line: 2 } });
    expect(refusal('', { name: 'x.jsonl' }).code).toBe('file-empty');
  });
});

describe('exported conversations', () => {
  const wanted: [string, string][] = [['Hi\nAre you open?', 'Yes, until 5.'], ['And tomorrow?', 'Closed.']];
  it.each([
    ['WhatsApp on iPhone', '[31/12/23, 9:15:02 AM] Anna: Hi\n[31/12/23, 9:15:09 AM] Anna: Are you open?\n[31/12/23, 9:16:00 AM] Tea Shop: Yes, until 5.\n[31/12/23, 9:17:00 AM] Anna: And tomorrow?\n[31/12/23, 9:18:00 AM] Tea Shop: Closed.'],
    ['WhatsApp on Android', '31/12/23, 09:15 - Anna: Hi\n31/12/23, 09:15 - Anna: Are you open?\n31/12/23, 09:16 - Tea Shop: Yes, until 5.\n31/12/23, 09:16 - Tea Shop: <Media omitted>\n31/12/23, 09:17 - Anna: And tomorrow?\n31/12/23, 09:18 - Tea Shop: Closed.'],
    ['WeChat with names above', 'Anna 2023-12-31 09:15:02\nHi\nAre you open?\n\n客服小李 2023-12-31 09:16:00\nYes, until 5.\n\nAnna 2023-12-31 09:17:00\nAnd tomorrow?\n\n客服小李 2023-12-31 09:18:00\nClosed.'],
    ['time, name and text', '2023-12-31 09:15 Anna：Hi\n2023-12-31 09:15 Anna：Are you open?\n2023-12-31 09:16 客服：Yes, until 5.\n2023-12-31 09:17 Anna：And tomorrow?\n2023-12-31 09:18 客服：Closed.'],
  ])('from %s', (_, text) => { expect(take(text)).toEqual(wanted); });
  const anonymous = '10:01 Anna: Tea?\n10:02 Ben: Yes.\n10:03 Anna: How much?\n10:04 Ben: 3 pounds.\n10:05 Anna: Where?\n10:06 Ben: In town.';
  it('ask who answers when it is not plain, and believe the owner', () => {
    expect(take(anonymous)[0]).toEqual(['Tea?', 'Yes.']);
    expect(take(anonymous, { speaker: 'Anna' })[0]).toEqual(['Yes.', 'How much?']);
    expect(refusal(anonymous, { speaker: 'Carl' })).toMatchObject({ code: 'examples-speaker', fields: { speakers: 'Anna, Ben' } });
    expect(refusal('10:01 A: x\n10:02 B: y\n10:03 C: z\n10:04 A: w')).toMatchObject({ code: 'examples-speaker' });
  });
  it('show a model what was said just before, and stay together', () => {
    const [, second] = takeText(anonymous, { measure: 'style', name: 'chat.txt' });
    expect(second).toMatchObject({ before: [{ role: 'user', content: 'Tea?' }, { role: 'assistant', content: 'Yes.' }], group: 'chat.txt#1', origin: { kind: 'chat', line: 3 } });
  });
});

describe('mails', () => {
  const mail = (body: string): NewExample[] => takeExtraction(extraction([{ kind: 'heading', level: 1, text: 'Re: Teapot' }, { kind: 'paragraph', text: 'From: Lin <lin@shop.example>' }, { kind: 'code', text: body }], 'message/rfc822'), { name: 'a.eml', measure: 'style' });
  it('give the reply and what it quotes', () => {
    expect(pairs(mail('Hello Anna,\n\nyes, two are left.\n\nLin\n-- \nTea Shop\n\nOn Mon, 3 Mar 2025 at 10:11, Anna <anna@x.example> wrote:\n> Hi,\n> is the blue teapot there?\n> Anna'))).toEqual([['Hi,\nis the blue teapot there?\nAnna', 'Hello Anna,\n\nyes, two are left.\n\nLin']]);
    expect(pairs(mail('有的，还剩两把。\n\n------------------ 原始邮件 ------------------\n发件人: "Anna"\n发送时间: 2025年3月3日\n主题: 茶壶\n\n蓝色的茶壶还有吗？'))).toEqual([['蓝色的茶壶还有吗？', '有的，还剩两把。']]);
  });
  it('keep the older part of a thread as what was said before', () => {
    const [example] = mail('Blue, then.\n\n> And in which colour?\n>> We have a teapot.\n>>> Do you have a teapot?');
    expect(example).toMatchObject({ question: 'And in which colour?', answer: 'Blue, then.', before: [{ role: 'user', content: 'Do you have a teapot?' }, { role: 'assistant', content: 'We have a teapot.' }] });
  });
  it('without a quote are one-sided', () => { expect(() => mail('Just a newsletter.')).toThrow(expect.objectContaining({ code: 'examples-one-sided', fields: { file: 'a.eml', line: 1 } })); });
});

describe('examples made from documents', () => {
  const made = (blocks: readonly LooseBlock[]): [string, string][] => pairs(documentExamples({ id: 'd', name: 'a.md', extraction: extraction(blocks) }));
  it('are the questions it answers, its sections, and the rows of its tables', () => {
    expect(made([
      { kind: 'heading', level: 1, text: 'Do you ship abroad?' }, { kind: 'paragraph', text: 'Yes, to all of Europe within a week.' },
      { kind: 'heading', level: 1, text: 'Opening hours' }, { kind: 'paragraph', text: 'Monday to Friday from 9 to 5.' }, { kind: 'list-item', text: 'Closed on holidays.' },
    ])).toEqual([['Do you ship abroad?', 'Yes, to all of Europe within a week.'], ['What should I know about Opening hours?', 'Monday to Friday from 9 to 5.\nClosed on holidays.']]);
    expect(made([{ kind: 'table-row', text: 'x', cells: ['茶壶', '120 元'], header: ['商品', '价格'] }, { kind: 'table-row', text: 'y', cells: ['Teapot', '£12'], header: ['Article', 'price'] }])).toEqual([['茶壶的价格是什么？', '茶壶的价格是120 元。'], ['What is the price of Teapot?', 'The price of Teapot is £12.']]);
  });
  it('leave out what has no subject or no text', () => {
    expect(made([{ kind: 'heading', level: 1, text: 'Contents' }, { kind: 'paragraph', text: 'Chapter one and chapter two and so on.' }, { kind: 'heading', level: 1, text: 'Empty' }])).toEqual([]);
  });
});
