import type { Extraction } from '../../contract/index.ts';
import { documentTitle } from './document-title.ts';
import { withOffsets, type FormatReader, type LooseBlock } from './format-reader.ts';
import { readSlide } from './pptx-slide.ts';
import { parseMember, relationships } from './xml-stream.ts';
import { withZip, type ZipArchive } from './zip-archive.ts';

const mime = 'application/vnd.openxmlformats-officedocument.presentationml.presentation';

/** Presentations: slide by slide its title, text, tables, charts and drawings, then the speaker's notes. */
export const reader: FormatReader = {
  extensions: ['pptx', 'pptm', 'ppsx', 'potx'],
  mime: [mime],
  async read({ path, name, unlocked, onProgress }): Promise<Extraction> {
    return await withZip(unlocked ?? path, name, async (zip) => {
      const slides = await slideNames(zip, name);
      const blocks: LooseBlock[] = [];
      for (const [index, slide] of slides.entries()) {
        const page = index + 1;
        for (const block of await readSlide(zip, slide, name)) blocks.push({ ...block, page });
        onProgress({ stage: 'reading', done: page, total: slides.length });
      }
      return { mime, pages: slides.length, pageKind: 'slide', blocks: withOffsets(blocks), warnings: [], ...await documentTitle(zip, 'docProps/core.xml', name) };
    });
  },
};

/** In the order of the show, which is not the order of the files' numbers. */
async function slideNames(zip: ZipArchive, file: string): Promise<string[]> {
  const main = 'ppt/presentation.xml';
  const targets = await relationships(zip, main, file);
  const slides: string[] = [];
  await parseMember(zip, main, file, {
    open(element) {
      const target = element.name === 'sldId' ? targets.get(element.attribute('r:id') ?? '')?.target : undefined;
      if (target !== undefined && zip.has(target)) slides.push(target);
    },
  });
  return slides;
}
