import { addresses } from './addresses.ts';
import { chineseNames } from './chinese-names.ts';
import type { PersonalData, PersonalKind, Span } from './kinds.ts';
import { latinNames } from './latin-names.ts';
import { numberRules, oldIdForm, orderLabel, passportForms, speaksOfIds, speaksOfPassports, type NumberRule } from './numbers.ts';
import { FreePlaces } from './free-places.ts';
import { plainForm } from './plain-form.ts';
import { calledBefore, eightDigitPlaces, isPhone, labelledPhones, phoneForms, shortPhones } from './phones.ts';
import { spokenNumbers } from './spoken-numbers.ts';
import { namesOfTables } from './table-names.ts';

/** Personal data in a text: every place of it, in order and without overlaps. */
export function findPersonalData(text: string): PersonalData[] {
  const plain = plainForm(text);
  const taken: PersonalData[] = [];
  const free = new FreePlaces(text.length);
  const take = (kind: PersonalKind, { start, end }: Span, sure = true): void => {
    if (free.take({ start, end })) taken.push({ kind, start, end, text: text.slice(start, end), sure });
  };
  const takeAll = ({ kind, needs = '', pattern, isReal = () => true, isSure = () => true, notAnOrder = false }: NumberRule): void => {
    if (!plain.includes(needs)) return;
    for (const match of plain.matchAll(pattern)) {
      const [start, end] = match.indices?.groups?.['value'] ?? [match.index, match.index + match[0].length];
      const span = trimmed(plain, start, end);
      const value = plain.slice(span.start, span.end);
      if (!isReal(value)) continue;
      if (notAnOrder && orderLabel.test(plain.slice(Math.max(0, start - 24), start))) continue;
      take(kind, span, isSure(value));
    }
  };
  for (const rule of numberRules) takeAll(rule);
  if (speaksOfPassports.test(plain)) takeAll(passportForms);
  if (speaksOfIds.test(plain)) takeAll(oldIdForm);
  for (const span of addresses(plain)) for (const piece of free.of(span)) if (piece.end - piece.start === span.end - span.start || isPlace(plain.slice(piece.start, piece.end))) take('address', withoutSigns(plain, piece), span.sure);
  for (const pattern of phoneForms) takeAll({ kind: 'phone', pattern, isReal: isPhone, notAnOrder: true });
  for (const pattern of labelledPhones) takeAll({ kind: 'phone', pattern, isReal: isPhone, isSure: () => false });
  const inEightDigits = eightDigitPlaces.test(plain);
  for (const match of plain.matchAll(shortPhones)) {
    const left = plain.slice(Math.max(0, match.index - 24), match.index);
    if ((calledBefore.test(left) || inEightDigits && /[ -]/.test(match[0]) && /[\s,，:：]$/.test(left)) && !orderLabel.test(left)) take('phone', { start: match.index, end: match.index + match[0].length }, false);
  }
  for (const spoken of spokenNumbers(plain)) take(spoken.digits >= 17 ? 'id' : spoken.digits >= 13 ? 'card' : 'phone', spoken, false);
  const names = [...namesOfTables(plain), ...chineseNames(plain), ...latinNames(plain)];
  for (const name of names.sort((left, right) => longestFirst(left, right) || Number(right.sure) - Number(left.sure))) take('name', name, name.sure);
  return taken.sort((left, right) => left.start - right.start);
}

const longestFirst = (left: Span, right: Span): number => right.end - right.start - (left.end - left.start);

/** Of an address in which a number was found already, what still says where. */
const isPlace = (text: string): boolean => /\p{L}{3}\P{L}+(?:\p{L}{3}|\d)|\d\P{L}*\p{L}{3}|[\u3400-\u9fff]{2}/u.test(text);
function withoutSigns(text: string, { start, end }: Span): Span {
  const shown = text.slice(start, end);
  return { start: start + (shown.length - shown.replace(/^[\s,;:，、(（-]+/, '').length), end: end - (shown.length - shown.replace(/[\s,;:，、)）-]+$/, '').length) };
}

function trimmed(text: string, start: number, end: number): Span {
  const shown = text.slice(start, end);
  return { start: start + (shown.length - shown.trimStart().length), end: end - (shown.length - shown.trimEnd().length) };
}
