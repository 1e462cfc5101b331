import { englishWords } from './english-words.data.ts';
import { firstNames } from './first-names.data.ts';
import type { Span } from './kinds.ts';
import { lastNames } from './last-names.data.ts';
import { latinAfter, latinBefore, latinLabels, notNames, notPersonAfter, otherSurnames, pinyinSurnames, pinyinSyllable, wordyNames, wordySurnames } from './latin-names.data.ts';
import { lowerNames, otherForms } from './latin-name-forms.ts';
import { knownThings, moreFirstNames, moreLastNames } from './world-names.data.ts';

export interface FoundName extends Span { readonly sure: boolean }

interface Token extends Span { readonly text: string }

const titleBefore = /(?:^|\P{Script=Latin})(?:Mr|Mrs|Ms|Miss|Mx|Mister|Dr|Doctor|Prof|Professor|Sir|Madam|Mme|Monsieur|Herr|Frau|Sr|Sra|Señor|Señora|Granddad|Grandad|Grandma|Granny|Grandpa|Nan|Uncle|Aunt|Auntie|Aunty|Great-aunt|Mdm|Nurse|Captain|Capt|Rev|Coach|Officer|Sergeant|Sgt|Constable|Pastor|Councillor|Cllr|Baroness|Baron|Lord|Lady|Judge|Justice|Mevrouw|mevrouw|Meneer|meneer|dhr|mevr|Sig|Signor|Signora|Sig\.ra|Mlle|Mademoiselle|Don|Doña|Dott|Ing|Eng|Smt|Shri|Sri|Sheikh|Haji|Hajah|Puan|Encik|Cik|Datuk|Pak|Pani|Pan|Herrn|Monsieur|M)\.?(?: (?:and|&) (?:Mr|Mrs|Ms|Dr)\.?)? $/u;
/** With its title: a family name alone is no name, and a placeholder for it would be read as one. */
const titleItself = /(?:Mr|Mrs|Ms|Miss|Mx|Mister|Dr|Doctor|Prof|Professor|Sir|Madam|Mme|Herr|Frau|Mdm)\.? $/;
const titles = /^(?:Mr|Mrs|Ms|Miss|Mx|Mister|Dr|Doctor|Prof|Professor|Sir|Madam|Mme|Monsieur|Herr|Frau|Sr|Sra|Señor|Señora|Smt|Shri|Mlle|Attn)$/;
const capitalised = /(?=\p{Lu})(?:\p{Script=Latin}{1,4}\.(?= ?\p{Lu})|\p{Script=Latin}(?:(?:\p{Script=Latin}|['’])*\p{Script=Latin})?(?:-\p{Script=Latin}(?:\p{Script=Latin}|['’])*)*)/gu;
const particle = /^ (?:van der|van den|van de|van|von der|von|de la|de los|del|della|de|der|den|da|di|dos|das|du|la|le|ten|ter|bin|binti|binte|bint|al|el|ibn|y|e) $|^ d['’]$/;
const label = new RegExp(String.raw`(?:^|\P{Script=Latin})(?:${latinLabels})["'”]?\)?[ \t]*(?:[:=|]|\t)[ \t]*["'“]?$|(?:^|\n)(?:surname|family name|given names?|first name|last name|full name|name)\n$`, 'iu');
/** "surname ASHWORTH, given names PHILIPPA JANE". */
const namedParts = /(?:surname|family name|given names?|first name|last name|forename)s? $/i;
const before = new RegExp(String.raw`(?:^|\P{Script=Latin})${latinBefore}[ ,:]*\n*[ \t]*$`, 'iu');
/** What leads to a place rather than to a person. */
const placeBefore = /(?:^|\P{Script=Latin})(?:in|at|near|via|the|The|into|across|around|through|of the|our|Our|new|new) $/u;
const greeting = /(?:^|\P{Script=Latin})(?:dear|hi|hello|hey|morning|afternoon|evening|thanks(?: so much| again)?|thank you|cheers|its|it['’]s|my name is|this is|i am|i['’]m|called|regards|wishes|sincerely|faithfully|best|yours|ta|gr[uü](?:ß|ss)(?:en|e)?|gruß|cordialement|saludos|atentamente|saluti|groeten|hälsningar|attn\.?|attention|ask for|in the presence of|signed by)[ ,:!]*\n*[ \t]*$/iu;
const lowerLabel = new RegExp(String.raw`(?:^|[\n,;|{])[ \t"']*(?:(?:full |first |last |given |customer |contact |guest |client |account |card ?holder |holder )?names?|account holder|cardholder|customer|recipient|contact person|surname)["']?[ \t]*[:=][ \t]*["']?(?<name>\p{Ll}[\p{L}'’-]+(?: \p{Ll}[\p{L}'’-]+){1,2})(?=[ \t]*(?:[\n,;|"'/]|$))`, 'giud');

/** "M. J. Whitlock". */
const initials = /(?<![\p{L}\d.])(?:\p{Lu}\. ?){1,3}(\p{Lu}\p{Ll}{2,}(?:-\p{Lu}\p{Ll}+)?)/gu;
const says = /^(?:,)? (?:says|said|called|calls|asked|asks|wrote|writes|confirmed|confirms|mentioned|told|wants|would like|prefers|signed|paid)(?!\p{L})/u;

const isFirst = (word: string): boolean => firstNames.has(titleCase(word)) || moreFirstNames.has(titleCase(word)) || word.includes('-') && word.split('-').every((part) => firstNames.has(titleCase(part)) || moreFirstNames.has(titleCase(part)));
const isLast = (word: string): boolean => lastNames.has(titleCase(word)) || moreLastNames.has(titleCase(word)) || /^(?:Mc|Mac|O['’]|D['’]|Al-|El-|Fitz)\p{Lu}/u.test(word) || word.includes('-') && word.split('-').some((part) => lastNames.has(titleCase(part))) || /\p{Ll}(?:sson|ssen|dóttir|owski|owska|ewski|enko|ovich|ović|ić|czyk|opoulos|idis|akis|yan|ini|elli|etti|ucci|ová|berger|mann|stein|sen)$/u.test(word);
const titleCase = (word: string, longerThan = 2): string => (word.length > longerThan && word === word.toUpperCase() ? (word[0] ?? '') + word.slice(1).toLowerCase() : word);
const isPinyin = (word: string): boolean => word.length <= 12 && pinyinSyllable.test(word.toLowerCase());

/** Names in Latin letters, by lists of names in many languages, by titles, labels and what stands around. @param text half-width. */
export function latinNames(text: string): FoundName[] {
  const found: FoundName[] = [];
  for (const words of sequences(text)) found.push(...namesIn(words, text));
  for (const match of text.matchAll(initials)) if (!isEnglish(match[1] ?? '')) found.push({ start: match.index, end: match.index + match[0].length, sure: false });
  for (const match of text.matchAll(lowerLabel)) {
    const [start = 0, end = 0] = match.indices?.groups?.['name'] ?? [];
    found.push({ start, end, sure: true });
  }
  found.push(...otherForms(text, { isFirst, isLast, isEnglish }), ...lowerNames(text, { isFirst, isLast, isWord: (lower) => englishWords.has(lower) }));
  return [...found.map((name) => withParticle(text, name)), ...again(text, found)];
}

const thingsBegin = new Set(knownThings.split('|').map((thing) => /^[\p{L}’]+/u.exec(thing)?.[0]));
const things = new RegExp(String.raw`^(?:${knownThings})(?!\p{L})`, 'u');
const articles = new Set(['The ', 'the ', 'A ', 'a ', 'an ', 'An ', 'this ', 'This ', 'our ', 'Our ']);
const ofPlace = /(?:University|College|School|City|County|Port|Bank|Isle|State|Town|Borough) of $|(?:^|\P{L})(?:St\.?|Saint|Mount|Lake|Fort|Port|ex works|FOB|CIF|EXW|DAP) $/u;
const chineseBefore = /(?:客人|顾客|用户|买家|接待|前台|打俾|联[系络]|[找叫让给跟问]|收[货件]人?[:：]?|老板|经理|客户|司机|同事|财务|设计师|@)[:： ]?$/;
const familiar = /(?:^|\P{L})(?:[Bb]ig|[Ww]ee|[Oo]ld|[Yy]oung|[Ll]ittle|[Bb]aby|his|her|my|our|your) (?:(?:dad|mum|mom|brother|sister|wife|husband|son|daughter|boss|mate|neighbour|neighbor|grandad|nan|carer|cousin|friend|colleague) )?$|(?:^|\P{L})(?:[Bb]ig|[Ww]ee|[Oo]ld|[Yy]oung|[Ll]ittle|[Bb]aby|name['’]?s|name is|surname is|Mr and Mrs) $/u;

/** Capitalised words that follow each other by a space, an initial's dot or a particle. */
function sequences(text: string): Token[][] {
  const all: Token[][] = [];
  let current: Token[] = [];
  for (const match of text.matchAll(capitalised)) {
    const previousEnd = current.at(-1)?.end;
    const token = { text: match[0], start: match.index, end: match.index + match[0].length };
    if (/[\p{L}\p{N}_]/u.test(text[match.index - 1] ?? '') && !/[\u3400-\u9fff]/.test(text[match.index - 1] ?? '')) continue;
    const gap = previousEnd === undefined ? '' : text.slice(previousEnd, token.start);
    if (previousEnd !== undefined && (gap === ' ' || particle.test(gap))) current.push(token);
    else {
      if (current.length > 0) all.push(current);
      current = [token];
    }
  }
  if (current.length > 0) all.push(current);
  return all;
}

const bare = (token: Token | undefined): string => token?.text.replace(/\.$/, '') ?? '';
const isWord = (token: Token | undefined): boolean => token === undefined || notNames.has(titleCase(bare(token)));

function namesIn(all: readonly Token[], text: string): FoundName[] {
  const found: FoundName[] = [];
  let at = 0;
  while (at < all.length) {
    const thing = thingAt(all, at, text);
    const taken = thing > 0 ? undefined : nameAt(all, at, text);
    if (thing > 0) at += thing;
    else if (taken) {
      found.push(taken.name);
      at += taken.words;
    } else at += 1;
  }
  return found;
}

/** How many words from here are a make, a drink or a town that has somebody's name, or goods that are counted: "5 x Calvin Klein briefs". */
function thingAt(all: readonly Token[], at: number, text: string): number {
  const first = all[at];
  if (!first) return 0;
  const known = thingsBegin.has(bare(first)) ? things.exec(text.slice(first.start, first.start + 40))?.[0].length ?? 0 : 0;
  if (known > 0) return all.slice(at).filter(({ start }) => start < first.start + known).length;
  return /\d ?[x×*] ?$/.test(text.slice(Math.max(0, first.start - 4), first.start)) ? all.length - at : 0;
}

interface Taken { readonly name: FoundName; readonly words: number }

/** The name that begins with this word, if one does. */
function nameAt(all: readonly Token[], at: number, text: string): Taken | undefined {
  const first = all[at];
  if (!first) return undefined;
  const near = text.slice(Math.max(0, first.start - 48), first.start);
  const left = /(?:van|von|der|den|de|la|da|dos|bin) $/.test(near) ? near.replace(particleBefore, '') : near;
  const word = bare(first);
  const titled = titleBefore.test(left);
  const labelledHere = label.test(left) || namedParts.test(left);
  const greeted = greeting.test(left);
  if (titles.test(word)) return undefined;
  // How far it may reach: to a word that is nobody's name.
  let count = 1;
  const given = isFirst(word) && !wordyNames.has(word);
  const belongs = (token: Token | undefined, behind: number): boolean => token !== undefined && !titles.test(bare(token)) && !/^(?:Eng|Sig|Ing)\.$/.test(token.text) && !notPersonAfter.has(bare(token)) && (!isWord(token) || behind === 1 && (given || titled) && (isLast(bare(token)) || wordySurnames.has(bare(token))));
  while (count < 4 && at + count < all.length && belongs(all[at + count], count)) count += 1;
  const next = all[at + count];
  // "The Wilson racket", "5 x Calvin Klein briefs", "University of Kent", "St James", "Julia 1.10".
  if (!titled && !labelledHere && (ofPlace.test(left) || count === 1 && (articles.has(left.slice(left.lastIndexOf(' ', left.length - 2) + 1)) && !word.endsWith('s') && /^ \p{Ll}/u.test(text.slice(first.end, first.end + 2)) || /^ v?\d+\.\d/.test(text.slice(first.end, first.end + 8))))) return undefined;
  const isThing = next !== undefined && notPersonAfter.has(bare(next)) || /^ (?:&|and) (?:Sons?|Co\b|Söhne|Ruiz|Partners)/.test(text.slice(all[at + count - 1]?.end ?? 0));
  const take = (words: number, sure: boolean): Taken => ({ name: { start: first.start, end: endOf(all[at + words - 1], text), sure }, words });
  const withTitle = (taken: Taken): Taken => ({ ...taken, name: { ...taken.name, start: first.start - (titleItself.exec(left)?.[0].length ?? 0) } });
  if (titled && !(isEnglish(word) && !isLast(word) && !wordySurnames.has(word)) && !notPersonAfter.has(word)) return withTitle(take(Math.min(count, 3), true));
  if (/\bthe $/.test(left) && /s$/.test(word) && isLast(word.slice(0, -1)) && !isThing) return take(1, true);
  if (isWord(first) && isFirst(word) && count >= 2 && isLast(bare(all[at + 1])) && !wordySurnames.has(bare(all[at + 1])) && !isThing) return take(2, false);
  if (isWord(first) && !(count >= 2 && (pinyinSurnames.has(titleCase(word, 1)) && asian(word, [bare(all[at + 1])]) || otherSurnames.has(word) && bare(all[at + 1]).includes('-')))) return undefined;
  if (isThing) return undefined;
  const names = all.slice(at, at + count);
  const [one, two] = [bare(names[0]), bare(names[1])];
  const afterwards = text.slice(endOf(names.at(-1), text), endOf(names.at(-1), text) + 40);
  const spoken = latinAfter.test(afterwards);
  const introduced = before.test(left);
  if (count >= 2) {
    const main = names.findIndex((name) => bare(name).length > 1);
    if (main > 0 && names.slice(main).some((name) => isLast(bare(name)) || isFirst(bare(name)) && !wordyNames.has(bare(name))) && (isLast(bare(names.at(-1))) || labelledHere || introduced)) return take(count, false);
    if (asian(one, names.slice(1).map(bare)) && !(isFirst(two) && isFirst(one))) return take(count, false);
    if (isFirst(one) && !wordyNames.has(one)) return take(count, true);
    if (isLast(two) && !wordySurnames.has(two) && (isFirst(one) || one.length === 1 || !isEnglish(one)) && !otherSurnames.has(one)) return take(count, true);
    if (isFirst(one) && (isLast(two) || !isEnglish(two) && (labelledHere || greeted || introduced || spoken))) return take(count, labelledHere || greeted);
    if (asian(one, names.slice(1).map(bare))) return take(count, false);
    if (isLast(one) && !wordySurnames.has(one) && isFirst(two)) return take(count, false);
    if ((one.length === 1 && two.length > 2 && (isLast(two) || labelledHere || introduced))) return take(count, false);
    if (labelledHere || greeted) return take(count, true);
    if (isFirst(one) && !isEnglish(two)) return take(count, false);
    if (!names.slice(0, 2).some((name) => isEnglish(bare(name)) || /^[\p{Lu}\d-]+$/u.test(bare(name)) || bare(name).length < 3 && !/^(?:Al|El|Le|De|Di|Bin|O)$/.test(bare(name))) && !placeBefore.test(left) && !isGoods(all[at - 1]) && !/(?:\d|['’]s) $/.test(left) && (introduced || spoken || /(?:^|[\n:|\t(<"\u3400-\u9fff]) ?$/.test(left) || /^(?: ?[\n(<|@\t]|$)/.test(afterwards) || names.some((name) => isFirst(bare(name)) || isLast(bare(name))))) return take(Math.min(count, 3), false);
    return undefined;
  }
  // One word alone.
  if (one.length < 2) return undefined;
  if (labelledHere && !isEnglish(one)) return take(1, true);
  if (greeted) return take(1, true);
  // "聯絡Kelvin", "wee Morag", "my name's Rosenthal", "Cormac and I".
  if (!isEnglish(one) && (one.length > 2 || isFirst(one)) && one !== one.toUpperCase() && (chineseBefore.test(left) || familiar.test(left) || /^ and (?:I|me)(?!\p{L})/u.test(afterwards))) return take(1, false);
  if (/^[\p{Lu}-]+$/u.test(word) && (word.length <= 3 || !isFirst(word)) && !labelledHere) return undefined;
  const isKnown = isFirst(one) && !wordyNames.has(one);
  if (/^(?:March|April|May|June|July|August)$/.test(one)) return undefined;
  if (isKnown && one.length > 2) return take(1, false);
  if (isLast(one) && !wordySurnames.has(one) && (spoken || introduced) && one.length > 3) return take(1, false);
  if (!isEnglish(one) && !/^[\p{Lu}\d-]+$/u.test(one) && says.test(afterwards)) return take(1, false);
  if (!isEnglish(one) && spoken && introduced && one.length > 3) return take(1, false);
  if (isFirst(one) && spoken && introduced) return take(1, false);
  return undefined;
}

/** "Gold Label Espresso": what follows a capitalised word that is no office of a person is a thing of that name. */
const isGoods = (token: Token | undefined): boolean => token !== undefined && !/^(?:Dear|Hi|Hello|Hey|Thanks|Customer|Client|Guest|Patient|Nurse|Driver|Employee|Student|Passenger|Tenant|Attn|Contact|From|To|Regards|Name)$/.test(bare(token)) && isEnglish(bare(token));

/** Chinese and other names of few syllables, with the family name before or behind. */
function asian(one: string, rest: readonly string[]): boolean {
  if (rest.length === 0 || rest.length > 3) return false;
  const given = rest.every((word) => /^\p{Lu}\p{L}*(?:-\p{L}+)?$/u.test(word) && word.split('-').every(isPinyin));
  if (pinyinSurnames.has(titleCase(one, 1)) && given && rest.length <= 2 && rest.every((word) => word.length > 1 && word !== word.toUpperCase())) return true;
  if (one.length > 2 && one === one.toUpperCase()) return otherSurnames.has(titleCase(one, 1)) && rest.length === 2 && rest.every((part) => part.length <= 6 && !isEnglish(part));
  const [last = ''] = rest.slice(-1);
  if (rest.length === 1 && pinyinSurnames.has(last) && isPinyin(one)) return true;
  if (otherSurnames.has(one) && rest.every((word) => word.length <= 7)) return true;
  return otherSurnames.has(last) && rest.length === 1 && one.includes('-');
}

/** Whether it is a word of English: capitalised, as in a heading, it is nobody's name. */
function isEnglish(word: string): boolean {
  const lower = word.toLowerCase();
  if (isLast(word) && !wordySurnames.has(word)) return false;
  return notNames.has(titleCase(word)) || englishWords.has(lower) || englishWords.has(lower.replace(/s$/, '')) || /(?:ing|tion|tions|ment|ments|ness|able|ible|ity|ities|ous|ful|less|ship|ware|ings|ers|ated|ized|ised|ed|ly|ies)$/.test(lower);
}

/** "mevrouw van der Heijden": what belongs to a family name before it. */
const particleBefore = /(?<!\p{L})(?:van (?:der |den |de )?|von (?:der )?|de la |de los |dos |da |bin |binti |binte |ibn |al-|el-|d['’])$/u;
/** "Big Dave", "Ah Keung". */
const nickBefore = /(?<!\p{L})(?:Big|Wee|wee|Old|Young|Little|Lil|Ah|Auntie|Mama|Papa) $/u;
function withParticle(text: string, name: FoundName): FoundName {
  const before = text.slice(Math.max(0, name.start - 10), name.start);
  const words = (particleBefore.exec(before) ?? nickBefore.exec(before))?.[0].length ?? 0;
  return words === 0 ? name : { ...name, start: name.start - words };
}

function endOf(token: Token | undefined, text: string): number {
  if (!token) return 0;
  const shown = token.text.replace(/['’]s$/, '').replace(/\.$/, (dot) => (token.text.length === 2 ? dot : ''));
  return Math.min(text.length, token.start + shown.length);
}

/** Not in an address of mail; without what an apostrophe adds. */
const latinWord = /(?<![\p{Script=Latin}\d@.])\p{Script=Latin}(?:(?!['’]s(?!\p{L}))[\p{Script=Latin}'’-])*(?<=\p{Script=Latin})(?![\p{Script=Latin}\d@])/gu;

/** "Lindgren Cycles", "Vogt & Söhne": a firm that has somebody's name. */
const isOfFirm = (text: string, end: number, parts: ReadonlySet<string>): boolean => {
  const next = /^ (?:& |and )?(\p{Lu}\p{L}+)/u.exec(text.slice(end, end + 30));
  return next !== null && (next[0].startsWith(' &') || !parts.has(next[1] ?? '') && !text.slice(end).startsWith(' and'));
};

/** Parts of a full name stand for the person, too, in the same text. */
function again(text: string, found: readonly FoundName[]): FoundName[] {
  const parts = new Set<string>();
  for (const { start, end } of found) {
    const words = text.slice(start, end).split(' ');
    if (words.length < 2) continue;
    for (const word of words) if (word.length >= 3 && /^\p{Lu}\p{L}+/u.test(word) && !notNames.has(titleCase(word)) && !wordyNames.has(word) && !wordySurnames.has(word)) parts.add(word);
  }
  if (parts.size === 0) return [];
  return [...text.matchAll(latinWord)].filter(({ index, 0: word }) => parts.has(word) && !isOfFirm(text, index + word.length, parts)).map(({ index, 0: word }) => ({ start: index, end: index + word.length, sure: true }));
}
