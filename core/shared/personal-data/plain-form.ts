import { simplify } from '../text/simplify.ts';
import { surelySimplified } from '../text/surely-simplified.ts';

/**
 * One form of what is written in several: full-width letters, digits and signs as half-width ones, every kind of space and dash as a plain one,
 * Traditional characters as Simplified. Each keeps its place, so that offsets hold. Line breaks and tabs stay.
 */
export function plainForm(text: string): string {
  const narrow = text.replaceAll(/[\uff01-\uff5e]/g, (character) => String.fromCharCode(character.charCodeAt(0) - 0xfee0)).replaceAll(/[\u3000\u00a0\u2000-\u200b\u202f]/g, ' ').replaceAll(/[\u2010-\u2015\u2212]/g, '-');
  return surelySimplified(narrow) ? narrow : narrow.replaceAll(/[\u3400-\u9fff]/g, one);
}

const known = new Map<string, string>();
/** A character alone has one Simplified form. */
function one(character: string): string {
  const form = known.get(character) ?? simplify(character);
  known.set(character, form.length === 1 ? form : character);
  return form.length === 1 ? form : character;
}
