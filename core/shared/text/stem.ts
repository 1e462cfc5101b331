/** A light English stem: plural, -ed, -ing and a final e go. The same for index and query, so it need not be a word. */
export function stem(word: string): string {
  if (word.length < 4 || /\d/.test(word)) return word;
  let root = word;
  if (root.endsWith('ied')) return root.length > 4 ? `${root.slice(0, -3)}y` : root.slice(0, -1);
  if (root.endsWith('ies') && root.length > 4) root = `${root.slice(0, -3)}y`;
  else if (root.endsWith('sses')) root = root.slice(0, -2);
  else if (root.endsWith('s') && !/(ss|us|is)$/.test(root)) root = root.slice(0, -1);
  const suffix = /(?:ing|ed|ly)$/.exec(root)?.[0];
  if (suffix && root.length - suffix.length >= 3 && /[aeiouy]/.test(root.slice(0, -suffix.length))) {
    root = root.slice(0, -suffix.length);
    if (/([bdfgmnprt])\1$/.test(root)) root = root.slice(0, -1);
  }
  return root.length > 3 && root.endsWith('e') ? root.slice(0, -1) : root;
}
