/** What DOCX and XLSX share: a zip with fixed dates, content types, relations and core properties. */
import { strToU8, zipSync } from 'fflate';
import { escapeXml } from './source.mjs';

export const xml = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n';
export const officeRelations = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships';
const packageRelations = 'http://schemas.openxmlformats.org/package/2006';

/** `parts`: text by path; `types`: content type by path; `main`: the part that a program opens first. The same source gives the same bytes. */
export function officeFile(source, { parts, types, main }) {
  const stamp = source.date.toISOString().replace('.000', '');
  const all = {
    '[Content_Types].xml': `${xml}<Types xmlns="${packageRelations}/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/>`
      + Object.entries({ ...types, 'docProps/core.xml': 'application/vnd.openxmlformats-package.core-properties+xml' }).map(([path, type]) => `<Override PartName="/${path}" ContentType="${type}"/>`).join('') + '</Types>',
    '_rels/.rels': relations([['officeDocument', main], ['core', 'docProps/core.xml']]),
    'docProps/core.xml': `${xml}<cp:coreProperties xmlns:cp="${packageRelations}/metadata/core-properties" xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:dcterms="http://purl.org/dc/terms/" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">`
      + `<dc:title>${escapeXml(source.title)}</dc:title><dc:creator>${escapeXml(source.author)}</dc:creator><dc:language>${source.locale}</dc:language><dcterms:created xsi:type="dcterms:W3CDTF">${stamp}</dcterms:created><dcterms:modified xsi:type="dcterms:W3CDTF">${stamp}</dcterms:modified></cp:coreProperties>`,
    ...parts,
  };
  // A zip keeps local time: midday of the date's own numbers, whatever the time zone of the machine.
  const mtime = new Date(source.date.getUTCFullYear(), source.date.getUTCMonth(), source.date.getUTCDate(), 12);
  return zipSync(Object.fromEntries(Object.entries(all).map(([path, text]) => [path, strToU8(text)])), { mtime, level: 9, os: 0 });
}

/** A relations part; ids are r1, r2 … in the order given. */
export function relations(targets) {
  const type = (kind) => (kind === 'core' ? `${packageRelations}/relationships/metadata/core-properties` : `${officeRelations}/${kind}`);
  return `${xml}<Relationships xmlns="${packageRelations}/relationships">${targets.map(([kind, target], at) => `<Relationship Id="r${at + 1}" Type="${type(kind)}" Target="${target}"/>`).join('')}</Relationships>`;
}
