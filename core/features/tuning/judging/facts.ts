import { fold } from '../../../shared/text/fold.ts';

const number = /\d+(?:[.,:]\d+)*%?/g;
const code = /\b(?=[a-z\d-]*\d)(?=[a-z\d-]*[a-z])[a-z\d]+(?:-[a-z\d]+)*\b/gi;
const name = /(?<![.!?:。\n]\s*|^\s*)\b\p{Lu}[\p{L}'’-]+(?:\s+\p{Lu}[\p{L}'’-]+)*/gmu;
const quoted = /[“「『《"]([^”」』》"]{1,40})[”」』》"]/g;
/** Words that English writes with a capital and that name nothing in particular. */
const noNames = new Set(['i', "i'm", "i'll", "i've", "i'd", 'ok', 'english', 'hello', 'hi', 'dear', 'yes', 'no', 'thanks', 'thank', 'please', 'sorry', 'kind', 'best', 'regards', 'sincerely']);

/** What an answer must keep exactly: numbers, codes, names and what is quoted; folded, each once. */
export function factsIn(text: string): string[] {
  const codes = [...text.matchAll(code)].map(([found]) => found);
  // The digits of a code are no number of their own.
  const rest = codes.reduce((left, found) => left.replaceAll(found, ' '), text);
  const facts = [
    ...codes, ...[...rest.normalize('NFKC').matchAll(number)].map(([found]) => plainNumber(found)),
    ...[...rest.matchAll(name)].map(([found]) => found).filter((found) => !noNames.has(found.toLowerCase())), ...[...text.matchAll(quoted)].map(([, found = '']) => found),
  ];
  return [...new Set(facts.map((fact) => fold(fact).trim()).filter((fact) => fact !== ''))];
}

/** Share of the wanted facts that are in what was written; undefined when none is wanted. */
export function factsKept(wanted: string, written: string): number | undefined {
  const facts = factsIn(wanted);
  if (facts.length === 0) return undefined;
  const held = new Set(factsIn(written));
  const text = fold(written);
  return facts.filter((fact) => held.has(fact) || (!/^\d/.test(fact) && text.includes(fact))).length / facts.length;
}

/** "1,280.00" and "1280" are the same number. */
function plainNumber(text: string): string {
  const percent = text.endsWith('%') ? '%' : '';
  const digits = text.replace(/%$/, '').replaceAll(/,(?=\d{3}(?:\D|$))/g, '');
  return (/^\d+\.\d+$/.test(digits) ? digits.replace(/\.?0+$/, '') : digits) + percent;
}
