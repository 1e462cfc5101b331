let common: ReadonlySet<string> | undefined;

/** The few of GB 2312 that are written otherwise today, or stand for two characters in Traditional text. */
const doubtful = new Set('乾菸薹拚捱摺吒後徵夥榘於袷麴醣麽');

/**
 * Whether every Chinese character of a text is of the 6,763 of GB 2312 that simplifying leaves as they are: most Simplified text is, so that
 * reading it needs no table. False says nothing. @param text in form NFKC
 */
export function surelySimplified(text: string): boolean {
  common ??= commonCharacters();
  for (const character of text.match(/[\u3400-\u9fff\uf900-\ufaff]/g) ?? []) if (!common.has(character)) return false;
  return !/[\ud840-\udbff]/.test(text);
}

/** Every runtime knows them: they are two bytes each in GB 18030. */
function commonCharacters(): ReadonlySet<string> {
  const bytes: number[] = [];
  for (let row = 0xb0; row <= 0xf7; row += 1) for (let cell = 0xa1; cell <= 0xfe; cell += 1) bytes.push(row, cell);
  return new Set([...new TextDecoder('gb18030').decode(Uint8Array.from(bytes))].filter((character) => /[\u4e00-\u9fff]/.test(character) && !doubtful.has(character)));
}
