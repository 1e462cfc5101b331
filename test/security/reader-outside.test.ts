import { spawnSync } from 'node:child_process';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { temporaryFolder } from '../support/temporary-folder.ts';
import { wordParagraph, wordXml, writeZip } from '../support/zip-file.ts';

const strace = spawnSync('strace', ['-V']).status === 0;
if (!strace) console.warn('Skipped: strace is not installed (apt-get install strace), so the system calls of the reader cannot be watched.');

/** Documents that name a file of the owner and an address outside, each in its format's own way. */
async function lures(folder: string, secret: string): Promise<string[]> {
  const link = `file://${secret}`;
  const outside = 'http://203.0.113.7/canary';
  const relation = (id: string, type: string, target: string): string => `<Relationship Id="${id}" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/${type}" Target="${target}" TargetMode="External"/>`;
  const relations = `<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">${relation('r1', 'image', link)}${relation('r2', 'attachedTemplate', outside)}${relation('r3', 'oleObject', `../../..${secret}`)}</Relationships>`;
  const picture = '<w:p><w:r><w:drawing><a:blip xmlns:a="a" xmlns:r="r" r:link="r1" r:embed="r3"/></w:drawing></w:r></w:p>';
  const paths = Object.fromEntries(['docx', 'xml', 'html', 'md', 'eml', 'rtf', 'odt', 'svg.html', 'pdf'].map((kind) => [kind, join(folder, `lure.${kind}`)]));
  await writeZip(paths['docx'] ?? '', { 'word/document.xml': wordXml(wordParagraph('Open from nine to five.') + picture), 'word/_rels/document.xml.rels': relations });
  await writeZip(paths['odt'] ?? '', { mimetype: 'application/vnd.oasis.opendocument.text', 'META-INF/manifest.xml': '<manifest/>', 'content.xml': `<office><text><p>Open.</p><frame><image href="${link}"/></frame></text></office>` });
  await writeFile(paths['xml'] ?? '', `<?xml version="1.0"?><!DOCTYPE a [<!ENTITY x SYSTEM "${link}"><!ENTITY y SYSTEM "${outside}">]><a>&x;&y;</a>`);
  await writeFile(paths['html'] ?? '', `<html><link rel="stylesheet" href="${outside}"><body><p>Open.</p><img src="${link}"><iframe src="${link}"></iframe><object data="${outside}"></object><script>fetch("${outside}")</script></body></html>`);
  await writeFile(paths['svg.html'] ?? '', `<svg xmlns="http://www.w3.org/2000/svg"><image href="${link}"/><use href="${outside}#a"/></svg><p>Open.</p>`);
  await writeFile(paths['md'] ?? '', `# Open\n\n![picture](${link}) ![other](${outside})\n\n<img src="${link}">\n`);
  await writeFile(paths['eml'] ?? '', `From: a@b.example\nTo: c@d.example\nSubject: Open\nMIME-Version: 1.0\nContent-Type: text/html\n\n<p>Open.</p><img src="${outside}"><img src="${link}">\n`);
  await writeFile(paths['rtf'] ?? '', `{\\rtf1 Open.{\\field{\\*\\fldinst INCLUDETEXT "${secret}"}{\\fldrslt x}}{\\field{\\*\\fldinst INCLUDEPICTURE "${outside}"}{\\fldrslt y}}}`);
  await writeFile(paths['pdf'] ?? '', `%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R/OpenAction<</S/URI/URI(${outside})>>>>endobj\n2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 200 200]/Contents 4 0 R/Resources<</XObject<</I 5 0 R>>>>>>endobj\n4 0 obj<</Length 5>>stream\n/I Do\nendstream endobj\n5 0 obj<</Type/XObject/Subtype/Image/Width 1/Height 1/BitsPerComponent 8/ColorSpace/DeviceGray/F<</FS/URL/F(${outside})>>/Length 0>>stream\n\nendstream endobj\ntrailer<</Root 1 0 R>>`);
  return Object.values(paths);
}

const program = `
const { createSandboxedReader } = await import(process.argv[1]);
const reader = createSandboxedReader({ poolSize: 1 });
for (const path of process.argv.slice(2)) console.log(path, await reader.read({ path, name: path.split('/').at(-1) }).then((extraction) => extraction.blocks.map((block) => block.text).join(' '), (error) => error.code));
await reader.close();`;

describe.skipIf(!strace)('a document that names files and addresses outside', { timeout: 120_000 }, () => {
  it('has none of them opened, in any format', async () => {
    const folder = await temporaryFolder();
    const secret = join(folder, 'private', 'secret.txt');
    await mkdir(join(folder, 'private'));
    await writeFile(secret, 'canary-5512');
    const files = await lures(folder, secret);
    const log = join(folder, 'calls.log');
    const run = spawnSync('strace', ['-f', '-qq', '-s', '300', '-e', 'trace=open,openat,connect,sendto,execve', '-o', log,
      process.execPath, '--disable-warning=ExperimentalWarning', '--input-type=module', '-e', program, join(import.meta.dirname, '../../core/adapters/readers/index.ts'), ...files], { encoding: 'utf8' });
    expect(run.stderr).not.toContain('Error');
    expect(run.stdout.trim().split('\n')).toHaveLength(files.length);
    expect(run.stdout).not.toContain('canary-5512');

    const calls = (await readFile(log, 'utf8')).split('\n');
    // That the log can see an opening at all is shown by the documents themselves.
    expect(calls.some((call) => call.includes('lure.docx'))).toBe(true);
    expect(calls.filter((call) => call.includes('secret.txt') && !call.includes('execve'))).toEqual([]);
    expect(calls.filter((call) => /AF_INET6?/.test(call))).toEqual([]);
    const programs = calls.filter((call) => call.includes('execve(') && !call.includes('ENOENT')).map((call) => /execve\("([^"]+)"/.exec(call)?.[1]);
    expect(new Set(programs)).toEqual(new Set([process.execPath]));
  });
});
