import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { createSandboxedReader } from '../../../../core/adapters/readers/index.ts';
import { takeExtraction } from '../../../../core/features/tuning/taking/take-extraction.ts';
import { temporaryFolder } from '../../../support/temporary-folder.ts';
import { writeZip } from '../../../support/zip-file.ts';

const reader = createSandboxedReader();
afterAll(() => reader.close());

async function read(name: string, content: string | Uint8Array | Readonly<Record<string, string>>, verbatim: boolean): Promise<Awaited<ReturnType<typeof reader.read>>> {
  const path = join(await temporaryFolder(), name);
  if (typeof content === 'string' || content instanceof Uint8Array) await writeFile(path, content);
  else await writeZip(path, content);
  return reader.read({ path, name, verbatim });
}

describe('reading a file verbatim', () => {
  it('gives a text, a table and JSONL as one block with every line in its place, in any encoding', async () => {
    const text = '\n\nquestion,answer\n"a?","one\n\ntwo"\n';
    expect((await read('a.csv', text, true)).blocks).toEqual([{ kind: 'code', text, start: 0, end: text.length }]);
    expect((await read('a.csv', text, false)).blocks.map(({ kind }) => kind)).toEqual(['table-row', 'table-row']);
    const gb18030 = Buffer.from('zsrM4izI9MihILO10MQ6IMqyw7TKsbry0PLSqjo6Cg==', 'base64');
    expect((await read('b.txt', gb18030, true)).encoding).toBe('gb18030');
    await expect(read('empty.jsonl', '  \n', true)).rejects.toMatchObject({ code: 'file-empty' });
  });
  it('keeps line breaks in the cells of a workbook', async () => {
    const sheet = '<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData><row r="1"><c r="A1" t="inlineStr"><is><t>question</t></is></c><c r="B1" t="inlineStr"><is><t>answer</t></is></c></row><row r="2"><c r="A2" t="inlineStr"><is><t>How?</t></is></c><c r="B2" t="inlineStr"><is><t xml:space="preserve">First\nthen</t></is></c></row></sheetData></worksheet>';
    const book = {
      '[Content_Types].xml': '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>',
      'xl/workbook.xml': '<workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"><sheets><sheet name="FAQ" sheetId="1" r:id="r1"/></sheets></workbook>',
      'xl/_rels/workbook.xml.rels': '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="r1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet" Target="worksheets/sheet1.xml"/></Relationships>',
      'xl/worksheets/sheet1.xml': sheet,
    };
    expect(takeExtraction(await read('faq.xlsx', book, true), { name: 'faq.xlsx', measure: 'style' })).toMatchObject([{ question: 'How?', answer: 'First\nthen' }]);
    expect((await read('faq.xlsx', book, false)).blocks.at(-1)?.cells).toEqual(['How?', 'First then']);
  });
  it('keeps what a mail quotes', async () => {
    const mail = 'From: Lin <lin@shop.example>\nTo: Anna <anna@x.example>\nSubject: Re: Teapot\nDate: Mon, 3 Mar 2025 10:11:12 +0000\nContent-Type: text/plain; charset=utf-8\n\nYes, two are left.\n\nOn Mon, 3 Mar 2025, Anna wrote:\n> Is the blue teapot there?\n';
    expect(takeExtraction(await read('a.eml', mail, true), { name: 'a.eml', measure: 'style' })).toMatchObject([{ question: 'Is the blue teapot there?', answer: 'Yes, two are left.', origin: { kind: 'mail' } }]);
    expect((await read('a.eml', mail, false)).blocks.map(({ text }) => text).join('\n')).not.toContain('> Is');
  });
});
