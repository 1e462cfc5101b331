import { mkdtemp, readdir, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createSandboxedReader } from '../../../../core/adapters/readers/index.ts';
import { ZipArchive, zipLimits } from '../../../../core/adapters/readers/zip-archive.ts';
import { wordParagraph, wordXml, writeZip } from '../../../support/zip-file.ts';

const reader = createSandboxedReader({ poolSize: 1 });
let folder = '';
beforeAll(async () => { folder = await mkdtemp(join(tmpdir(), 'sprout-bombs-')); });
afterAll(async () => { await reader.close(); await rm(folder, { recursive: true, force: true }); });

async function outcomeOf(name: string): Promise<unknown> {
  return await reader.read({ path: join(folder, name), name }).then((extraction) => extraction.blocks.length, (error: { code?: string }) => error.code);
}

describe('documents that unpack to more than they may', { timeout: 60_000 }, () => {
  const good = wordXml(wordParagraph('Delivery is free from 60 euros.'));

  it('refuses what inflates beyond the limit, whatever the file says of its size', async () => {
    await writeZip(join(folder, 'large.docx'), { 'word/document.xml': 210 });
    expect(await outcomeOf('large.docx')).toBe('file-hostile');
  });

  it('refuses a member that shrinks more than any document does', async () => {
    await writeZip(join(folder, 'ratio.docx'), { 'word/styles.xml': 20, 'word/document.xml': good });
    expect(await outcomeOf('ratio.docx')).toBe('file-hostile');
  });

  it('does not open what it does not need: pictures and fonts may be as large as they like', async () => {
    await writeZip(join(folder, 'picture.docx'), { 'word/document.xml': good, 'word/media/image1.bmp': 30 });
    expect(await outcomeOf('picture.docx')).toBe(1);
  });

  it('refuses more members than any document has', async () => {
    await writeZip(join(folder, 'many.docx'), Object.fromEntries([['word/document.xml', good], ...Array.from({ length: zipLimits.entries }, (_, at) => [`word/part${at}.xml`, ''])]));
    expect(await outcomeOf('many.docx')).toBe('file-hostile');
  });

  it('refuses entities, which would be expanded or fetched', async () => {
    const laughs = `<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;">]>${good.slice(good.indexOf('<w:document'))}`;
    await writeZip(join(folder, 'entities.docx'), { 'word/document.xml': laughs });
    expect(await outcomeOf('entities.docx')).toBe('file-hostile');
  });

  it('refuses nesting that would overflow whoever follows it', async () => {
    await writeZip(join(folder, 'deep.docx'), { 'word/document.xml': wordXml(`${'<w:p>'.repeat(100_000)}`) });
    expect(await outcomeOf('deep.docx')).toBe('file-hostile');
    await writeFile(join(folder, 'deep.rtf'), `{\\rtf1 ${'{'.repeat(100_000)}`);
    expect(await outcomeOf('deep.rtf')).toBe('file-hostile');
  });

  it('ends a drawing that holds itself', async () => {
    const relation = (type: string, target: string): string => `<Relationships><Relationship Id="r1" Type="x/${type}" Target="${target}"/></Relationships>`;
    await writeZip(join(folder, 'loop.xlsx'), {
      'xl/workbook.xml': '<workbook><sheets><sheet name="A" r:id="r1" xmlns:r="r"/></sheets></workbook>', 'xl/_rels/workbook.xml.rels': relation('worksheet', 'sheet1.xml'),
      'xl/sheet1.xml': '<worksheet><sheetData><row r="1"><c r="A1" t="inlineStr"><is><t>Tea</t></is></c></row></sheetData></worksheet>', 'xl/_rels/sheet1.xml.rels': relation('drawing', 'drawing1.xml'),
      'xl/_rels/drawing1.xml.rels': relation('drawing', 'drawing1.xml'), 'xl/drawing1.xml': '<x/>',
    });
    expect(await outcomeOf('loop.xlsx')).toBe(2);
  });

  it('reads a healthy file after all of them', async () => {
    await writeZip(join(folder, 'good.docx'), { 'word/document.xml': good });
    expect(await outcomeOf('good.docx')).toBe(1);
  });
});

it('writes nothing for 10,000 names of members, however they climb', { timeout: 60_000 }, async () => {
  const part = fc.constantFrom('..', '.', '', 'a', 'C:', '\\..', '/etc', '..\\..', 'con', '%2e%2e', '\u0000', '文件');
  const names = fc.sample(fc.array(part, { minLength: 1, maxLength: 6 }).map((parts) => `/${parts.join('/')}/x`.slice(fc.sample(fc.boolean(), 1)[0] === true ? 1 : 0)), 10_000);
  const before = await readdir(folder);
  for (let from = 0; from < names.length; from += 1000) {
    const path = join(folder, 'names.docx');
    await writeFile(path, rawZip([...new Set(names.slice(from, from + 1000))]));
    const zip = await ZipArchive.open(path, 'names.docx').catch(() => undefined);
    for (const name of zip?.names ?? []) expect((await zip?.bytes(name))?.toString()).toBe('x');
    zip?.close();
    await rm(path);
  }
  expect(await readdir(folder)).toEqual(before);
  await expect(stat('/etc/x')).rejects.toThrow();
});

/** A zip with stored members of one byte "x" under names that no tool would write. */
function rawZip(names: readonly string[]): Buffer {
  const crcOfX = 0x8cdc1683;
  const locals: Buffer[] = [];
  const central: Buffer[] = [];
  let offset = 0;
  for (const name of names) {
    const bytes = Buffer.from(name, 'utf8');
    const fields = Buffer.alloc(26);
    fields.writeUInt16LE(20, 0); fields.writeUInt16LE(0x800, 2); fields.writeUInt32LE(crcOfX, 10); fields.writeUInt32LE(1, 14); fields.writeUInt32LE(1, 18); fields.writeUInt16LE(bytes.length, 22);
    const local = Buffer.concat([Buffer.from('PK\x03\x04', 'latin1'), fields, bytes, Buffer.from('x')]);
    const tail = Buffer.alloc(14);
    tail.writeUInt32LE(offset, 10);
    central.push(Buffer.concat([Buffer.from('PK\x01\x02\x14\x00', 'latin1'), fields, tail, bytes]));
    locals.push(local);
    offset += local.length;
  }
  const directory = Buffer.concat(central);
  const end = Buffer.alloc(22);
  end.write('PK\x05\x06', 'latin1'); end.writeUInt16LE(names.length, 8); end.writeUInt16LE(names.length, 10); end.writeUInt32LE(directory.length, 12); end.writeUInt32LE(offset, 16);
  return Buffer.concat([...locals, directory, end]);
}
