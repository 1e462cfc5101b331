import { firstNames } from './first-names.data.ts';
import { labelled } from './labelled.ts';
import type { Span } from './kinds.ts';

const suffixes = 'Street|St|Road|Rd|Avenue|Ave|Lane|Ln|Drive|Dr|Boulevard|Blvd|Square|Sq|Close|Court|Ct|Way|Place|Pl|Terrace|Crescent|Cres|Gardens|Grove|Walk|Row|Hill|Mews|Parkway|Pkwy|Highway|Hwy|Quay|Circle|Park|Green|Rise|View|Parade|Alley|Turnpike|Trail|Path|Esplanade';
const suffix = `(?:${suffixes}|${suffixes.toUpperCase()})`;
const word = String.raw`(?:\p{Lu}[\p{L}'’.-]*|\d{1,3}(?:st|nd|rd|th))`;
const unitName = '(?:Flat|Unit|Apartment|Apto?|Suite|Ste|Room|Rm|Floor|Fl|Block|Blk|Tower|Building|Bldg|House|Villa|Plot|Bay|Shop|Shed|Gate|Lot|Door|Sector|Phase|Ward|Level|Bât|Hse|H)';
const flat = String.raw`(?:(?:${unitName})\.? ?#?[\dA-Z-]{1,5},? |(?:Unit|Suite|Shop|Flat) \d{1,4}/|\d{1,2}\/F,? ){0,4}`;
const inside = String.raw`(?:,? (?:Apt|Apartment|Suite|Ste|Unit|Floor|Fl|Rm|Room|Block|Tower|#)\.? ?#?[\dA-Z-]{1,5}|,? #[\dA-Z-]{1,6}|,? \d{1,2}(?:st|nd|rd|th) floor)`;
const british = String.raw`[A-Z]{1,2}\d[\dA-Z]? ?\d[A-Z]{2}`;
const postcode = String.raw`(?:${british}|[A-Z]{2,3} \d{4,5}(?:-\d{4})?|\d{5}(?:-\d{3,4})?|[A-Z]\d[A-Z] {0,2}\d[A-Z]\d|\d{4} ?[A-Z]{2}|\d{6})(?![\p{L}\d])`;
const town = String.raw`(?:(?:St\. )?\p{Lu}[\p{Script=Latin}'’-]+(?: (?:\p{Lu}[\p{Script=Latin}'’-]+|upon|on|am|of|de|la|du|sur)){0,3})`;
const french = String.raw`(?:(?:de|du|des|la|le|les|et|aux?|en|sur|sous|l['’]|d['’]) ?){0,2}(?:l['’]|d['’])?\p{Lu}[\p{L}'’.-]*(?: (?:(?:de|du|des|la|le|les|et|aux?) ){0,2}(?:l['’]|d['’])?\p{Lu}[\p{L}'’.-]*){0,3}`;
const country = '(?:USA|U\\.S\\.A\\.|United States|UK|United Kingdom|England|Scotland|Wales|Ireland|Germany|Deutschland|France|Italy|Spain|Canada|Australia|New Zealand|Hong Kong|Singapore|Netherlands|China|P\\.?R\\.? ?China|Japan|Korea|India|Russia|Brazil|Portugal|Saudi Arabia|UAE|Mexico|Vietnam|Thailand|Malaysia)';
const tail = String.raw`(?:${inside}){0,2}`;

/** Streets with their number, as each country writes them. What follows is added by `toTheRight`, what stands before by `toTheLeft`. */
const streets: readonly RegExp[] = [
  new RegExp(String.raw`\b(?:P\.? ?O\.? ?Box|Postfach|Apartado|Casilla|GPO Box|RR \d{1,3} Box) \d{1,6}(?:, ${town}(?: \d{3,5}(?!\d))?)?(?:,? [A-Z]{2})?(?:,? ${postcode})?`, 'gu'),
  new RegExp(String.raw`(?<![\p{Script=Latin}\d.,/-])${flat}(?:No\.? ?)?\d{1,5}[A-Za-z]?(?:[-/]\d{1,5}[A-Za-z]?)?,? (?:[NSEW]{1,2}\.? )?(?:${word} ){1,4}?${suffix}\b\.?(?: (?:[NSEW]{1,2}|North|South|East|West|\d{1,2})\b)?${tail}`, 'gu'),
  new RegExp(String.raw`(?<![\p{Script=Latin}\d.,/-])${flat}\d{1,5}[A-Za-z]? (?:${word} )?(?:Broadway|Fifth Avenue|Quayside)\b${tail}`, 'gu'),
  // In a chat, all in small letters: "31 canal st".
  /(?<![\p{L}\d.,/-])\d{1,4}[a-z]? (?:\p{Ll}{3,} ){1,2}(?:st|rd|ave|street|road|avenue|lane|drive|close|court|crescent)\b(?! of)/gu,
  // Singapore: block, street, flat.
  new RegExp(String.raw`(?<![\p{L}\d])(?:Blk|Block|BLK|BLOCK|Apt Blk) ?\d{1,4}[A-Z]?,? (?:${word} ){1,4}?(?:(?:${suffix}|Central|North|South|East|West)\b ?){1,2}(?: ?\d{1,3}(?!\d))?(?:,? ?#\d{1,3}-\d{1,5})?`, 'gu'),
  new RegExp(String.raw`(?<![\p{L}\d.,/-])\d{1,4}[A-Z]? (?:Jalan|Jln|Lorong|Lor|Bukit|Kampong|Kg) ${word}(?: ${word})?`, 'gu'),
  // German, Dutch and Nordic: the street, then the number.
  new RegExp(String.raw`(?=[A-ZÀ-Þ])(?<!\p{L})\p{Lu}[\p{L}-]{2,}(?:straße|strasse|str\.|weg|platz|allee|gasse|(?<!e)ring|damm|ufer|markt|straat|laan|gracht|kade|plein|gatan|vägen|veien|gata|vej|gade|katu)(?: \d{1,4}[a-zA-Z]?(?:-[\dA-Z]{1,4})?)(?:,? \d{4,5} ?(?:[A-Z]{2} )?${town})?(?:, ${country})?`, 'gu'),
  new RegExp(String.raw`(?=[A-ZÀ-Þ])(?<!\p{L})(?:(?:Am|An der|Im|Zum|Unter den|In der|Auf dem|Hinterm?|Vor dem|\p{Lu}\p{L}+er) (?:\p{Lu}[\p{L}-]+|Str\.|Straße)) \d{1,4}[a-z]?(?:,? ?\n?)(?:D-)?\d{5} ${town}`, 'gu'),
  new RegExp(String.raw`(?=[A-ZÀ-Þ])(?<!\p{L})\p{Lu}\p{L}+er (?:Str\.|Straße|Weg|Platz|Allee|Ring) \d{1,4}[a-z]?`, 'gu'),
  // French, Spanish, Italian, Portuguese, Latin American.
  new RegExp(String.raw`(?<!\d)\d{1,4}(?: ?bis| ?ter)?,? (?:(?:[Rr]ue|[Aa]llée|[Cc]hemin|[Ii]mpasse|[Qq]uai|[Bb]d) ${french}(?:,? ?\d{5} ${town})?|(?:[Aa]venue|[Bb]oulevard|[Pp]lace|[Cc]ours|[Rr]oute) ${french},? ?\d{5} ${town})`, 'gu'),
  new RegExp(String.raw`(?<!\p{L})(?:Via|Viale|Piazza|Corso|Calle|C\/|Avenida|Av\.|Avda\.|Plaza|Paseo|Rua|Travessa|Praça|Alameda|Largo|Carrera|Carrer) (?:[\p{L}'’.-]+ ){0,5}?[\p{L}'’.-]+,? (?:[nN]\.?º? ?)?\d{1,5}(?:[A-Za-z]|º)?(?![\d:])(?:,? \d{4,5}(?:-\d{3})? ${town})?`, 'gu'),
  // Polish and Russian, Turkish, Vietnamese.
  /(?<!\p{L})(?:ul|al|os|pl|pr|per)\. \p{Lu}[\p{L}.-]+(?: \p{Lu}[\p{L}.-]+)?,? \d{1,4}[A-Za-z]?(?:\/\d{1,4})?(?: m\. ?\d{1,4})?/gu,
  /(?=[A-ZÀ-ÞĞİŞ])(?<!\p{L})\p{Lu}[\p{L}]+(?: \p{Lu}[\p{L}]+)? (?:Caddesi|Cad\.|Sokak|Sokağı|Sok\.|Mahallesi|Mah\.|Bulvarı)(?:,? ?No[.:]? ?\d{1,4}(?:\/\d{1,4})?)?/gu,
  /(?<!\p{L})[Ss]ố (?:nhà )?\d{1,4}[A-Z]?(?:\/\d{1,4})*(?:,? (?:ngõ|ngách|hẻm) \d{1,4}(?:\/\d{1,4})*)*,? (?:đường|phố|Đường|Phố) \p{Lu}\p{L}*(?: \p{Lu}\p{L}*){0,3}/gu,
  // Korean and Japanese in Latin letters, Thai, Indian.
  /(?<![\p{L}\d-])\d{1,4}(?:-\d{1,3})?,? \p{Lu}[\p{L}]+(?: [\p{Lu}][\p{L}]+){0,2}(?: buk| nam)?-(?:ro|gil|daero)(?: \d{1,3}(?:beon)?-gil)?/gu,
  /(?<![\p{L}\d-])\d{1,3}(?:-\d{1,4}){1,2},? \p{Lu}[\p{L}-]+(?:-cho|-machi)?(?=, \p{Lu}[\p{L}]+-(?:ku|shi|cho|machi|gun))/gu,
  /(?<![\p{L}\d-])\d{1,4}(?:\/\d{1,4})? (?:Soi|Moo|Thanon) \p{Lu}?[\p{L}]*(?: \d{1,3})?/gu,
  new RegExp(String.raw`(?<![\p{L}\d-])(?:H\. ?No\.?|House No\.?|Door No\.?|D\.No\.?|Plot No\.?|Plot|Villa|Shop No\.?|No\.) ?[\dA-Z]{1,6}(?:[/-]\d{1,4}[A-Z]?)*,(?= ?(?:\d{1,2}(?:st|nd|rd|th) |${word}))`, 'gu'),
  // Hangul.
  /(?:서울|부산|대구|인천|광주|대전|울산|세종|경기|강원|충[청북남]|전[라북남]|경[상북남]|제주)[가-힣]{0,5} [가-힣]{1,5}[시군구](?: [가-힣\d]{1,8}[시군구읍면동로길리]){1,3}(?: ?\d{1,4}(?:-\d{1,4})?)?(?: [가-힣]{1,10} ?\d{1,4}[동호층])*/gu,
];

/** A code that leads to a few houses: what stands before it, comma by comma, is the address. */
const codes = new RegExp(String.raw`(?<![\p{L}\d-])(?:${british}|[A-Z]\d[A-Z] {0,2}\d[A-Z]\d|(?:NSW|VIC|QLD|SA|WA|TAS|NT|ACT) \d{4}|[A-Z]{2} \d{5}(?:-\d{4})?|[A-Z]\d[\dW] [A-Z\d]{4}|(?:Singapore |S\(?)\d{6}\)?|(?<=\p{Ll} ?-? ?)[1-8]\d{5}|\d{5}-\d{3}|\d{4}-\d{3} ${town}|\d{2}-\d{3} ${town}|\d{4} ?[A-Z]{2} ${town}|\d{3} \d{2} ${town}|\d{5} ${town}|(?<=, (?:\p{Lu}\p{Ll}+ ){1,2})(?!19|20)\d{4,5}(?=[,.;\n)]|$)|(?<=Tokyo |Osaka )\d{3}-\d{4})(?![\p{L}\d-])`, 'gu');
const piece = String.raw`(?:[\p{Lu}"“#\d][\p{Script=Latin}\d'’./"”#º&+-]*|[a-z](?=[ ,])|y|de|la|le|du|des|da|do|dos|del|van|von|der|den|the|of|on|upon|near|under|sur|aan|am|an|in|bei|apt|apto|kv\.|m\.|r\/c|rue|avenue|boulevard|place|chemin|impasse|quai|code)`;
/** Words with capitals or digits up to here. */
const segmentBefore = new RegExp(String.raw`(?<![\p{L}\d.])(?:${piece} ){0,6}${piece}$`, 'u');
const house = String.raw`(?:House|Cottage|Farm|Court|Lodge|Hall|Barn|Mill|Villas?|Towers?|Building|Centre|Center|Estate|Est|Quays?|Mansions?|Residences?|Plaza|Apartments?|Heights|Forge|Rectory|Vicarage|Manor|Grange|Bungalow|Works|Business Park|Nursing Home|Hospital|Hotel|Paddocks|Bank|Wharf|Croft|Fold|Meadows?|Gate|Strand|Layout|Nagar|Colony|Vihar|Enclave|Marg|Gali|Row|Lane|Road|Street|Way|Close)`;
const isHouse = new RegExp(String.raw`\d|(?<!\p{L})${house}$|^["“]`, 'u');

/** Flats, towns, codes and countries behind a street. */
const behind: readonly RegExp[] = [
  new RegExp(String.raw`^(?: ?,|\n| -)? ?\n?(?:${unitName}\.? ?(?:No\.? ?)?#?(?:\d[\dA-Z-]{0,5}|[A-Z](?!\p{L}))|#\d[\dA-Z-]{0,6}|\d{1,3}(?:st|nd|rd|th)? ?(?:[Ff]loor|\/F)|\d{1,2}\.?º ?(?:[A-Z](?!\p{L})|Dto|Esq|Izq|Dcha)?|r\/c(?: Esq| Dto)?|kv\. ?\d{1,4}|m\. ?\d{1,4}|(?:[Aa]pto?|[Aa]pt)\.? ?\d{1,4}[A-Z]?)(?![\p{L}\d])`, 'u'),
  new RegExp(String.raw`^(?:,|\n|,\n| -)? ?(?:${town}(?: -)?(?:,? [A-Z]{2,3})?[ ,-]{1,3})?(?:[A-Z]-)?${postcode}(?: ${town}(?=[,.;\n)]|$))?`, 'u'),
  new RegExp(String.raw`^(?:,|\n|,\n| -)? ?(?:\d{4,5}(?:-\d{3})?|\d{2}-\d{3}|\d{3} \d{2}|\d{4} ?[A-Z]{2}) ${town}`, 'u'),
  new RegExp(String.raw`^, ?${country}(?!\p{L})`, 'u'),
  // One place after another: the next is followed by a comma, or by nothing.
  new RegExp(String.raw`^(?:, ?| - )(?<place>\p{Lu}[\p{L}'’.-]+(?: (?:\p{Lu}[\p{L}'’.-]+|\d{1,3}[a-z]?(?![\p{L}\d:])|of|upon|on|de|la|do|da)){0,4}(?:[ -]\d{3}-\d{4}| (?!19|20)\d{4,5}(?=[,.;\n)|]|$))?)(?= ?[,.;)\n"/|]|$| -|\. | \p{Ll})`, 'u'),
  /^,? \(?(?:near|opposite|opp\.|behind|beside|next to) (?:the )?\p{L}+(?: \p{L}+)?(?=[,.;\n)]|$)/u,
];

function toTheRight(text: string, from: number): number {
  let end = from;
  for (let steps = 0; steps < 7; steps += 1) {
    const rest = text.slice(end, end + 80);
    const match = behind.map((pattern) => pattern.exec(rest)).find((found) => found !== null && (!isPerson(found.groups?.['place']) || isHouse.test(found.groups?.['place'] ?? '')));
    if (!match || match[0].trim() === '') break;
    end += match[0].length;
  }
  return end;
}

/** "…, Bob Turner, …" is no town. */
function isPerson(place: string | undefined): boolean {
  if (place === undefined) return false;
  const [first = '', ...rest] = place.split(' ');
  return /^(?:Tel(?:efon|ephone)?|Mr|Mrs|To|TO|Dear|From|Name|Groet|Phone|Mob|Fax|Email|Attn|Att|Contact|Mr|Mrs|Ms|Dr|Order|Total|Passport|Thanks|Please|Call|His|Her|My|Buzzer|Our|We|The|Item|Invoice|January|February|March|April|May|June|July|August|September|October|November|December|Monday|Tuesday|Wednesday|Thursday|Friday|Saturday|Sunday)\b/.test(place) || rest.length >= 1 && rest.length <= 2 && firstNames.has(first);
}

const parting = /(?:, ?|,?\n| - ?)$/;
const partingOrSpace = /(?:, ?|,?\n| - ?| )$/;
const date = /^\d{1,2} (?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)/;

/** Houses, flats and streets before it, comma by comma or line by line. @returns where the first of them begins; `from` where there is none. */
function toTheLeft(text: string, from: number, steps: number, first: RegExp): number {
  let [best, at] = [from, from];
  for (let step = 0; step < steps; step += 1) {
    const parted = (step === 0 ? first : parting).exec(text.slice(Math.max(0, at - 3), at))?.[0] ?? '';
    if (parted === '') break;
    const until = at - parted.length;
    const segment = segmentBefore.exec(text.slice(Math.max(0, until - 60), until))?.[0] ?? '';
    if (segment === '' || isPerson(segment) && !isHouse.test(segment) || (segment.replaceAll(/\D/g, '').length > 6 && !/^\d{1,4}-\d{1,4}$/.test(segment)) || date.test(segment)) break;
    at = until - segment.length + (/^(?:.* (?:of|at|to|in|aan|de|is|from)|[a-z]+) (?=.*\d)/.exec(segment)?.[0].length ?? 0);
    if (isHouse.test(segment)) best = at + (/^(?:\p{Lu}\p{L}+ )+?(?=(?:Flat|Unit|Blk|Block|Plot|No\.|Apt|Suite|Shop|Bay) ?[#\d])/u.exec(segment)?.[0].length ?? 0);
    // A line of a letter begins with what is its own.
    if (/[.:;|]\s?$/.test(text.slice(Math.max(0, at - 2), at))) break;
  }
  return best;
}

const labelledPostcode = labelled('postcode|post code|zip(?: code)?|postal code|eircode', String.raw`${postcode}|[A-Z]\d[\dW] ?[A-Z\d]{4}(?![A-Z\d])`);
const labelledLatin = labelled('line ?_?[12]|street(?:_?address)?|addr(?:ess)?_?[12]|(?:(?:Delivery|Shipping|Billing|Home|Postal|Mailing|Street|New|Current|Correspondence|Registered|Business) )?[Aa]ddress(?: line ?\\d)?|delivery address|shipping address|billing address|home address|Adresse|Anschrift|Adresa|Dirección|Endereço|endereço|Indirizzo|Adres', String.raw`[^\n\t|";]{6,90}`, 'gu');

/** Places of addresses in Latin letters. `text` is half-width. */
export function latinAddresses(text: string): Span[] {
  const found: Span[] = [];
  for (const pattern of streets) {
    let reached = 0;
    for (const match of text.matchAll(pattern)) {
      if (match.index < reached) continue;
      const start = toTheLeft(text, match.index, 2, parting);
      const end = toTheRight(text, match.index + match[0].trimEnd().replace(/[,.]$/, '').length);
      reached = end;
      found.push({ start, end });
    }
  }
  for (const match of text.matchAll(codes)) {
    const start = toTheLeft(text, match.index, 5, partingOrSpace);
    if (start < match.index) found.push({ start, end: toTheRight(text, match.index + match[0].length) });
  }
  for (const pattern of [labelledPostcode, labelledLatin]) {
    for (const match of text.matchAll(pattern)) {
      const [start = 0, end = 0] = match.indices?.groups?.['value'] ?? [];
      const value = text.slice(start, end).replace(/(?: \(|,? ?\+?\d[\d -]{9,}|,? (?:[Tt]el|[Pp]hone|[Mm]obile|[Ee]mail)).*$/, '').replace(/[.。]?\s*$/, '').replace(/\. (?=\p{Lu}).*$/u, '');
      if (/\d/.test(value) && (pattern === labelledPostcode || /\p{Lu}/u.test(value)) && !value.includes('@')) found.push({ start, end: start + value.length });
    }
  }
  return found;
}
