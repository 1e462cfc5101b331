import { DocxBody, type ParagraphStyle } from './docx-body.ts';
import { parseMember } from './xml-stream.ts';
import type { ZipArchive } from './zip-archive.ts';

/** Styles by id. Word keeps the English names of its own styles in every language: "heading 2". */
export async function readStyles(zip: ZipArchive, file: string): Promise<Map<string, ParagraphStyle>> {
  interface Raw { id: string; name: string; base?: string; outline?: number; list?: boolean }
  const raw = new Map<string, Raw>();
  let style: Raw | undefined;
  await parseMember(zip, 'word/styles.xml', file, {
    open(element) {
      const value = element.attribute('val');
      if (element.name === 'style') style = { id: element.attribute('styleId') ?? '', name: '' };
      else if (style === undefined) return;
      else if (element.name === 'name') style.name = value ?? '';
      else if (element.name === 'basedOn' && value !== undefined) style.base = value;
      else if (element.name === 'outlineLvl') style.outline = Number(value);
      else if (element.name === 'numPr') style.list = true;
    },
    close(name) {
      if (name === 'style' && style) { raw.set(style.id, style); style = undefined; }
    },
  });
  const styles = new Map<string, ParagraphStyle>();
  for (const each of raw.values()) {
    let level: number | undefined;
    let list = /^list (paragraph|bullet|number)/i.test(each.name);
    for (let at: Raw | undefined = each, steps = 0; at && steps < 12; at = at.base === undefined ? undefined : raw.get(at.base), steps += 1) {
      const named = /^heading ([1-9])$/i.exec(at.name)?.[1] ?? (/^title$/i.test(at.name) ? '1' : undefined);
      level ??= named !== undefined ? Number(named) : at.outline !== undefined && at.outline < 9 ? at.outline + 1 : undefined;
      list ||= at.list === true && level === undefined;
    }
    styles.set(each.id, { ...(level === undefined ? {} : { level: Math.min(6, level) }), ...(list ? { list } : {}) });
  }
  return styles;
}

/** Texts of foot- and endnotes by kind and id. */
export async function readNotes(zip: ZipArchive, file: string): Promise<Map<string, string>> {
  const notes = new Map<string, string>();
  for (const kind of ['footnote', 'endnote'] as const) {
    let body: DocxBody | undefined;
    let id = '';
    await parseMember(zip, `word/${kind}s.xml`, file, {
      open(element) {
        if (element.name === kind) {
          // Separator lines are notes of a type.
          body = element.attribute('type') === undefined ? new DocxBody({ styles: new Map(), notes: new Map() }) : undefined;
          id = element.attribute('id') ?? '';
        } else body?.open(element);
      },
      close(name) {
        if (name !== kind) body?.close(name);
        else if (body) notes.set(`${kind} ${id}`, body.finish().blocks.map((block) => block.text).join(' ').trim());
      },
      text(text) { body?.text(text); },
    });
  }
  return notes;
}
