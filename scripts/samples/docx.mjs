/** A Word document with real heading styles, lists and tables. */
import { escapeXml } from './source.mjs';
import { officeFile, relations, xml } from './office-file.mjs';

const namespace = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"';
const type = (part) => `application/vnd.openxmlformats-officedocument.wordprocessingml.${part}+xml`;

export function docx(source) {
  const body = source.blocks.map(block).join('');
  return officeFile(source, {
    main: 'word/document.xml',
    types: { 'word/document.xml': type('document.main'), 'word/styles.xml': type('styles'), 'word/numbering.xml': type('numbering') },
    parts: {
      'word/document.xml': `${xml}<w:document ${namespace}><w:body>${body}<w:sectPr><w:pgSz w:w="11906" w:h="16838"/><w:pgMar w:top="1304" w:right="1304" w:bottom="1304" w:left="1304" w:header="708" w:footer="708" w:gutter="0"/></w:sectPr></w:body></w:document>`,
      'word/styles.xml': styles(source.locale),
      'word/numbering.xml': numbering,
      'word/_rels/document.xml.rels': relations([['styles', 'styles.xml'], ['numbering', 'numbering.xml']]),
    },
  });
}

function block({ kind, level, ordered, depth, runs, rows }) {
  if (kind === 'table') return table(rows);
  if (kind === 'heading') return paragraph(runs, `<w:pStyle w:val="Heading${level}"/>`);
  if (kind === 'item') return paragraph(runs, `<w:pStyle w:val="ListParagraph"/><w:numPr><w:ilvl w:val="${depth}"/><w:numId w:val="${ordered ? 2 : 1}"/></w:numPr>`);
  return paragraph(runs, '');
}

const paragraph = (runs, properties) => `<w:p>${properties && `<w:pPr>${properties}</w:pPr>`}${runs.map(({ text, bold }) => `<w:r>${bold ? '<w:rPr><w:b/></w:rPr>' : ''}<w:t xml:space="preserve">${escapeXml(text)}</w:t></w:r>`).join('')}</w:p>`;

function table(rows) {
  const width = Math.floor(9298 / rows[0].length);
  const row = (cells, at) => `<w:tr>${at === 0 ? '<w:trPr><w:tblHeader/></w:trPr>' : ''}${cells.map((runs) => `<w:tc><w:tcPr><w:tcW w:w="${width}" w:type="dxa"/></w:tcPr>${paragraph(at === 0 ? runs.map((run) => ({ ...run, bold: true })) : runs, '')}</w:tc>`).join('')}</w:tr>`;
  return `<w:tbl><w:tblPr><w:tblStyle w:val="TableGrid"/><w:tblW w:w="5000" w:type="pct"/></w:tblPr><w:tblGrid>${`<w:gridCol w:w="${width}"/>`.repeat(rows[0].length)}</w:tblGrid>${rows.map(row).join('')}</w:tbl><w:p/>`;
}

function styles(locale) {
  const heading = (level, size) => `<w:style w:type="paragraph" w:styleId="Heading${level}"><w:name w:val="heading ${level}"/><w:basedOn w:val="Normal"/><w:next w:val="Normal"/><w:pPr><w:keepNext/><w:spacing w:before="${level === 1 ? 0 : 240}" w:after="120"/><w:outlineLvl w:val="${level - 1}"/></w:pPr><w:rPr><w:b/><w:sz w:val="${size}"/></w:rPr></w:style>`;
  const border = ['top', 'left', 'bottom', 'right', 'insideH', 'insideV'].map((side) => `<w:${side} w:val="single" w:sz="4" w:space="0" w:color="999999"/>`).join('');
  return `${xml}<w:styles ${namespace}><w:docDefaults><w:rPrDefault><w:rPr><w:rFonts w:ascii="Calibri" w:hAnsi="Calibri" w:eastAsia="Microsoft YaHei"/><w:sz w:val="22"/><w:lang w:val="en-GB" w:eastAsia="${locale === 'zh' ? 'zh-CN' : 'en-GB'}"/></w:rPr></w:rPrDefault></w:docDefaults>`
    + `<w:style w:type="paragraph" w:default="1" w:styleId="Normal"><w:name w:val="Normal"/><w:pPr><w:spacing w:after="120" w:line="276" w:lineRule="auto"/></w:pPr></w:style>${heading(1, 34)}${heading(2, 28)}${heading(3, 24)}`
    + '<w:style w:type="paragraph" w:styleId="ListParagraph"><w:name w:val="List Paragraph"/><w:basedOn w:val="Normal"/></w:style>'
    + `<w:style w:type="table" w:styleId="TableGrid"><w:name w:val="Table Grid"/><w:tblPr><w:tblBorders>${border}</w:tblBorders></w:tblPr></w:style></w:styles>`;
}

const levels = (format, text) => [0, 1].map((level) => `<w:lvl w:ilvl="${level}"><w:start w:val="1"/><w:numFmt w:val="${format}"/><w:lvlText w:val="${text(level)}"/><w:pPr><w:ind w:left="${(level + 1) * 425}" w:hanging="425"/></w:pPr></w:lvl>`).join('');
const numbering = `${xml}<w:numbering ${namespace}><w:abstractNum w:abstractNumId="1">${levels('bullet', () => '•')}</w:abstractNum><w:abstractNum w:abstractNumId="2">${levels('decimal', (level) => `%${level + 1}.`)}</w:abstractNum><w:num w:numId="1"><w:abstractNumId w:val="1"/></w:num><w:num w:numId="2"><w:abstractNumId w:val="2"/></w:num></w:numbering>`;
