import papaparse from 'papaparse';

/** Rows by the names of the first line. */
export function readCsv(text: string): readonly Readonly<Record<string, string>>[] {
  return papaparse.parse<Record<string, string>>(text.replace(/^\uFEFF/, ''), { header: true, skipEmptyLines: true }).data;
}
