/** A light English stem: plural, -ed, -ing and a final e go, and British spelling is as American. The same for index and query, so it need not be a word. */
export const stem = (word: string): string => respelled(root(word));

/** "anaemia" and "anemia", "colour" and "color", "organise" and "organize", "centre" and "center" are one. */
function respelled(word: string): string {
  if (word.length < 5 || !/^[a-z]+$/.test(word)) return word;
  const plain = word.length > 5 ? word.replaceAll(/(?<=.)[ao]e/g, 'e').replace(/([iy])s(ation)?$/, '$1z$2') : word;
  return plain.replace(/our$/, 'or').replace(/tr$/, 'ter');
}

function root(word: string): string {
  if (word.length < 4 || /\d/.test(word)) return word;
  let rest = word;
  if (rest.endsWith('ied')) return rest.length > 4 ? `${rest.slice(0, -3)}y` : rest.slice(0, -1);
  if (rest.endsWith('ies') && rest.length > 4) rest = `${rest.slice(0, -3)}y`;
  else if (rest.endsWith('sses')) rest = rest.slice(0, -2);
  else if (rest.endsWith('s') && !/(ss|us|is)$/.test(rest)) rest = rest.slice(0, -1);
  const suffix = /(?:ing|ed|ly)$/.exec(rest)?.[0];
  if (suffix && rest.length - suffix.length >= 3 && /[aeiouy]/.test(rest.slice(0, -suffix.length))) {
    rest = rest.slice(0, -suffix.length);
    if (/([bdfgmnprt])\1$/.test(rest)) rest = rest.slice(0, -1);
  }
  return rest.length > 3 && rest.endsWith('e') ? rest.slice(0, -1) : rest;
}
