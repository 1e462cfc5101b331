import type { LooseBlock } from './format-reader.ts';
import { readCharts } from './office-chart.ts';
import { tableBlocks } from './table-blocks.ts';
import { parseMember, relationships, type XmlElement } from './xml-stream.ts';
import type { ZipArchive } from './zip-archive.ts';

/** What stands on every slide says nothing about this one. */
const furniture = new Set(['sldNum', 'dt', 'ftr', 'hdr']);

export async function readSlide(zip: ZipArchive, slide: string, file: string): Promise<LooseBlock[]> {
  const blocks = [...await drawingText(zip, slide, file), ...await readCharts(zip, slide, file)];
  const parts = [...(await relationships(zip, slide, file)).values()];
  for (const { type, target } of parts) {
    if (type === 'diagramData') blocks.push(...await drawingText(zip, target, file));
  }
  for (const { type, target } of parts) if (type === 'notesSlide') blocks.push(...await drawingText(zip, target, file));
  return blocks;
}

/** DrawingML (ECMA-376 part 1, section 21): paragraphs of shapes, rows of tables. */
async function drawingText(zip: ZipArchive, member: string, file: string): Promise<LooseBlock[]> {
  const blocks: LooseBlock[] = [];
  let placeholder = '';
  /** What the author wrote about a picture, for those who cannot see it. */
  let description = '';
  let paragraph: { text: string; level: number } | undefined;
  let inText = false;
  let rows: string[][] | undefined;
  await parseMember(zip, member, file, {
    open(element) {
      switch (element.name) {
        case 'sp': placeholder = ''; break;
        case 'ph': placeholder = element.attribute('type') ?? 'body'; break;
        case 'tbl': rows = []; break;
        case 'tr': rows?.push([]); break;
        case 'tc': rows?.at(-1)?.push(mergedText(element, rows)); break;
        case 'cNvPr': description = element.attribute('descr') ?? ''; break;
        case 'blip': if (description !== '') blocks.push({ kind: 'paragraph', text: description }); description = ''; break;
        case 'p': paragraph = { text: '', level: 0 }; break;
        case 'pPr': if (paragraph) paragraph.level = Number(element.attribute('lvl') ?? 0); break;
        case 't': inText = true; break;
        case 'br': case 'tab': if (paragraph) paragraph.text += ' '; break;
        default:
      }
    },
    text(text) { if (inText && paragraph) paragraph.text += text; },
    close(name) {
      if (name === 't') inText = false;
      else if (name === 'tbl' && rows) { blocks.push(...tableBlocks(rows)); rows = undefined; }
      else if (name === 'p' && paragraph) {
        const text = paragraph.text.replaceAll(/[\s\v]+/g, ' ').trim();
        const row = rows?.at(-1);
        if (row && row.length > 0) row[row.length - 1] = `${row.at(-1) ?? ''} ${text}`.trim();
        else if (text !== '' && !furniture.has(placeholder)) {
          const title = placeholder === 'title' || placeholder === 'ctrTitle';
          blocks.push(title ? { kind: 'heading', level: 1, text } : { kind: placeholder === 'body' || paragraph.level > 0 ? 'list-item' : 'paragraph', text });
        }
        paragraph = undefined;
      }
    },
  });
  return blocks;
}

/** What spans rows or columns belongs to each of them. */
function mergedText(cell: XmlElement, rows: readonly (readonly string[])[]): string {
  const row = rows.at(-1) ?? [];
  if (cell.attribute('hMerge') === '1') return row.at(-1) ?? '';
  return cell.attribute('vMerge') === '1' ? rows.at(-2)?.[row.length] ?? '' : '';
}
