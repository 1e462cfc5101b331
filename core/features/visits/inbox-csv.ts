/** What a program for tables takes for the beginning of a formula, full-width forms too. */
const formula = /^[=+\-@\t\r\uff1d\uff0b\uff0d\uff20]/;

/**
 * A table as CSV (RFC 4180) that opens in Excel with its characters right and in which no cell is a formula: a cell that could be one begins
 * with an apostrophe, and so does a cell that begins with an apostrophe itself, so that reading it back gives what was written.
 */
export function toCsv(rows: readonly (readonly string[])[]): string {
  return `\ufeff${rows.map((row) => row.map(cell).join(',')).join('\r\n')}\r\n`;
}

/** Always in quotes: then a line break or a comma inside begins no other cell. A formula hidden behind spaces counts, too. */
function cell(text: string): string {
  const safe = formula.test(text.trimStart()) || formula.test(text) || text.startsWith("'") ? `'${text}` : text;
  return `"${safe.replaceAll('"', '""')}"`;
}
