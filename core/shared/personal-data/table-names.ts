import type { Span } from './kinds.ts';

const header = /^["' ]*(?:姓名|客户姓名|名字|客户|客戶|顾客|联系人|收件人|收货人|寄件人|买家|卖家|业主|租客|学员|学生|员工|患者|值班人?|负责人|经办人|司机|户名|(?:full |customer |contact |guest |client |employee )?names?|customer|client|guest|contact(?: person)?|employee|patient|student|tenant|driver|buyer|owner|recipient|attendee|passenger|first|last|first[ _]name|last[ _]name|full[ _]name|surname|customer[ _]name|cashier|server|借书人|收款人|户主|家长姓名|学生姓名|报名人|人员|值班人员)["' ]*$/i;
/** Beside these, a column "name" is one of goods. */
const goods = /^["' ]*(?:sku|qty|quantity|price|unit price|stock|product(?: id)?|item|barcode|ean|colou?r|size|author|型号|单价|库存|数量|规格|价格|商品|货号)["' ]*$/i;
const person = /^["' ]*(?<name>[\u3400-\u9fff]{2,4}|[\u3400-\u9fff]{2,7}[·•][\u3400-\u9fff]{2,7}|\p{Lu}[\p{L}'’.-]*(?: \p{L}[\p{L}'’.-]*){1,3})["' ]*$/u;

/** A column of given names, or of family names: one word is enough. */
const partHeader = /^["' ]*(?:first|last|given|family)?[ _]?(?:names?|surname|first|last)["' ]*$/i;
const part = /^["' ]*(?<name>\p{Lu}[\p{L}'’.-]+(?: \p{L}[\p{L}'’.-]*){0,3})["' ]*$/u;

/** Names in a column that is headed as one of people. Cells are parted by tabs, bars, commas or semicolons. */
export function namesOfTables(text: string): (Span & { sure: boolean })[] {
  const found: (Span & { sure: boolean })[] = [];
  let columns: number[] = [];
  let parts: number[] = [];
  let separator = '';
  let from = 0;
  for (const line of text.split('\n')) {
    const here = ['\t', '|', ',', ';'].find((one) => line.split(one).length >= 2) ?? '';
    const cells = here === '' ? [] : line.split(here);
    const headed = cells.flatMap((cell, at) => (header.test(cell) && !(/^["' ]*names?["' ]*$/i.test(cell) && cells.some((other) => goods.test(other))) ? [at] : []));
    if (headed.length > 0 && cells.filter((cell) => cell.trim() !== '').length >= 2 && cells.every((cell) => cell.trim().length <= 24)) {
      columns = headed;
      parts = headed.filter((at) => partHeader.test(cells[at] ?? ''));
      separator = here;
    } else if (here !== '' && separator !== '' && line.includes(separator)) {
      let at = from;
      for (const [index, cell] of line.split(separator).entries()) {
        const name = columns.includes(index) ? (parts.includes(index) ? part : person).exec(cell)?.groups?.['name'] : undefined;
        if (name !== undefined) found.push({ start: at + cell.indexOf(name), end: at + cell.indexOf(name) + name.length, sure: true });
        at += cell.length + 1;
      }
    } else if (line.trim() === '') columns = [];
    from += line.length + 1;
  }
  return found;
}
