const han = /^[\u3400-\u9fff\uf900-\ufaff]/;

/** A CJK word is held where all its pairs of characters are. */
export function holdsWord(word: string, has: (part: string) => boolean): boolean {
  if (!han.test(word) || word.length === 1) return has(word);
  for (let at = 0; at + 1 < word.length; at += 1) if (!has(word.slice(at, at + 2))) return false;
  return true;
}
