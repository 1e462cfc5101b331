export interface DelimitedRow { readonly cells: readonly string[]; /** 1-based line where it begins. */ readonly line: number }

const delimiters = ['\t', ',', ';', '|'] as const;
const sampledLines = 20;

/** Rows of comma-, semicolon- or tab-separated text (RFC 4180): a quoted cell may hold delimiters, quotes written twice, and line breaks. Empty rows are left out. */
export function parseDelimited(text: string, delimiter: string = delimiterOf(text)): DelimitedRow[] {
  const rows: DelimitedRow[] = [];
  let cells: string[] = [];
  let cell = '';
  let quoted = false;
  let line = 1;
  let begins = 1;
  const endCell = (): void => { cells.push(cell.trim()); cell = ''; };
  const endRow = (): void => {
    endCell();
    if (cells.some((each) => each !== '')) rows.push({ cells, line: begins });
    cells = [];
    begins = line + 1;
  };
  for (let at = 0; at < text.length; at += 1) {
    const character = text[at] ?? '';
    if (quoted) {
      if (character === '"' && text[at + 1] === '"') { cell += '"'; at += 1; } else if (character === '"') quoted = false; else cell += character;
    } else if (character === '"' && cell.trim() === '') { quoted = true; cell = ''; } else if (character === delimiter) endCell();
    else if (character === '\n') endRow();
    else if (character !== '\r') cell += character;
    if (character === '\n') line += 1;
  }
  if (cell !== '' || cells.length > 0) endRow();
  return rows;
}

/** The delimiter that gives the first rows the same number of cells, more than one; a comma when none does. */
function delimiterOf(text: string): string {
  const sample = text.slice(0, 100_000);
  let best = { delimiter: ',', score: 0 };
  for (const delimiter of delimiters) {
    const counts = parseDelimited(sample, delimiter).slice(0, sampledLines).map(({ cells }) => cells.length);
    const [first = 0] = counts;
    const same = counts.filter((count) => count === first).length / Math.max(1, counts.length);
    const score = first > 1 ? same : 0;
    if (score > best.score + 0.05) best = { delimiter, score };
  }
  return best.delimiter;
}
