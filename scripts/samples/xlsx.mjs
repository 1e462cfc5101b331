/** A workbook: a heading names a sheet, its table fills it, a paragraph becomes a row of one cell. */
import { escapeXml, plainText } from './source.mjs';
import { officeFile, relations, xml } from './office-file.mjs';

const namespace = 'http://schemas.openxmlformats.org/spreadsheetml/2006/main';
const officeNamespace = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships';
const type = (part) => `application/vnd.openxmlformats-officedocument.spreadsheetml.${part}+xml`;
/** Cell styles of `styles`, by place. */
const style = { plain: 0, bold: 1, decimal: 2 };

export function xlsx(source) {
  const sheets = [];
  for (const block of source.blocks) {
    if (block.kind === 'heading') sheets.push({ name: plainText(block.runs), rows: [] });
    else if (block.kind === 'table') sheets.at(-1).rows.push(...block.rows.map((cells, at) => cells.map((runs) => ({ text: plainText(runs), bold: at === 0 }))));
    else sheets.at(-1).rows.push([{ text: plainText(block.runs), bold: false }]);
  }
  const path = (at) => `worksheets/sheet${at + 1}.xml`;
  return officeFile(source, {
    main: 'xl/workbook.xml',
    types: { 'xl/workbook.xml': type('sheet.main'), 'xl/styles.xml': type('styles'), ...Object.fromEntries(sheets.map((_, at) => [`xl/${path(at)}`, type('worksheet')])) },
    parts: {
      'xl/workbook.xml': `${xml}<workbook xmlns="${namespace}" xmlns:r="${officeNamespace}"><sheets>${sheets.map(({ name }, at) => `<sheet name="${escapeXml(name)}" sheetId="${at + 1}" r:id="r${at + 1}"/>`).join('')}</sheets></workbook>`,
      'xl/_rels/workbook.xml.rels': relations([...sheets.map((_, at) => ['worksheet', path(at)]), ['styles', 'styles.xml']]),
      'xl/styles.xml': styles,
      ...Object.fromEntries(sheets.map(({ rows }, at) => [`xl/${path(at)}`, worksheet(rows)])),
    },
  });
}

function worksheet(rows) {
  const columns = Math.max(...rows.map((cells) => cells.length));
  const widths = Array.from({ length: columns }, (_, column) => Math.min(48, 3 + Math.max(...rows.filter((cells) => cells.length > 1).map((cells) => widthOf(cells[column].text)))));
  return `${xml}<worksheet xmlns="${namespace}"><cols>${widths.map((width, at) => `<col min="${at + 1}" max="${at + 1}" width="${width}" customWidth="1"/>`).join('')}</cols>`
    + `<sheetData>${rows.map((cells, at) => `<row r="${at + 1}">${cells.map((value, column) => cell(value, `${String.fromCharCode(65 + column)}${at + 1}`)).join('')}</row>`).join('')}</sheetData></worksheet>`;
}

function cell({ text, bold }, place) {
  if (text === '') return '';
  if (/^\d{1,9}(\.\d+)?$/.test(text)) return `<c r="${place}" s="${text.includes('.') ? style.decimal : style.plain}"><v>${Number(text)}</v></c>`;
  return `<c r="${place}" s="${bold ? style.bold : style.plain}" t="inlineStr"><is><t>${escapeXml(text)}</t></is></c>`;
}

const widthOf = (text) => [...text].reduce((width, character) => width + (character > '\u2e80' ? 2 : 1), 0);

const styles = `${xml}<styleSheet xmlns="${namespace}"><fonts count="2"><font><sz val="11"/><name val="Calibri"/></font><font><b/><sz val="11"/><name val="Calibri"/></font></fonts><fills count="2"><fill><patternFill patternType="none"/></fill><fill><patternFill patternType="gray125"/></fill></fills><borders count="1"><border/></borders>`
  + '<cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/></cellStyleXfs><cellXfs count="3"><xf numFmtId="0" fontId="0" fillId="0" borderId="0" xfId="0"/><xf numFmtId="0" fontId="1" fillId="0" borderId="0" xfId="0" applyFont="1"/><xf numFmtId="2" fontId="0" fillId="0" borderId="0" xfId="0" applyNumberFormat="1"/></cellXfs></styleSheet>';
